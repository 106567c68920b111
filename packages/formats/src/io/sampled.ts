import { extensionOf, type FileEntry, type FileSet, folderOf, listFiles } from "./fileSet.ts"
import { isPictureName } from "./pictures.ts"

/** Most files of one ending in one folder whose beginnings are read to tell a format. */
export const MOST_OF_A_FOLDER = 500
/** Most files of one ending whose beginnings are read to tell a format, all folders together. */
export const MOST_OF_AN_ENDING = 2_000

/**
 * The same files with a shorter list, for telling their format: every picture, and of each other ending the first
 * {@link MOST_OF_A_FOLDER} of a folder, {@link MOST_OF_AN_ENDING} in all, folders with few such files first (those hold the
 * lists of classes and parts). About thirty readers open the beginning of every file on it, which for the 240,000 files
 * that a zip may hold would take minutes. The list is asked for once and is in order.
 */
export function sampleFiles(files: FileSet): FileSet {
  let list: Promise<readonly FileEntry[]> | undefined
  return {
    ...files,
    list: () => (list ??= listFiles(files).then((all) => few(all, files))),
    open: (name, range) => files.open(name, range),
  }
}

/** Files of one ending in one folder: how many there are, and the places of the first of them. */
interface Group {
  readonly ending: string
  readonly first: number[]
  count: number
}

/** Names that are looked at before others have their turn. */
const TOGETHER = 10_000

async function few(all: readonly FileEntry[], { pause }: FileSet): Promise<FileEntry[]> {
  const isSampled = new Uint8Array(all.length)
  const groups = new Map<string, Map<string, Group>>()
  for (const [index, { name }] of all.entries()) {
    if (index % TOGETHER === 0) await pause?.()
    if (isPictureName(name)) {
      isSampled[index] = 1
      continue
    }
    const group = groupIn(groups, folderOf(name), extensionOf(name))
    if (group.first.length < MOST_OF_A_FOLDER) group.first.push(index)
    group.count++
  }
  const room = new Map<string, number>()
  const inOrder = [...groups.values()].flatMap((folder) => [...folder.values()]).sort((a, b) => a.count - b.count)
  for (const { ending, first } of inOrder) {
    const left = room.get(ending) ?? MOST_OF_AN_ENDING
    const taken = first.slice(0, left)
    for (const index of taken) isSampled[index] = 1
    room.set(ending, left - taken.length)
  }
  await pause?.()
  return all.filter((_, index) => isSampled[index] === 1)
}

function groupIn(groups: Map<string, Map<string, Group>>, folder: string, ending: string): Group {
  let inFolder = groups.get(folder)
  if (!inFolder) groups.set(folder, (inFolder = new Map()))
  let group = inFolder.get(ending)
  if (!group) inFolder.set(ending, (group = { ending, first: [], count: 0 }))
  return group
}
