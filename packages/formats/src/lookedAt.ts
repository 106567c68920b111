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
export function lookedAt(files: FileSet): FileSet {
  let list: Promise<readonly FileEntry[]> | undefined
  return {
    ...files,
    list: () => (list ??= listFiles(files).then(few)),
    open: (name, range) => files.open(name, range),
  }
}

function few(all: readonly FileEntry[]): FileEntry[] {
  const groups = new Map<string, FileEntry[]>()
  for (const entry of all) {
    if (isPictureName(entry.name)) continue
    const key = `${extensionOf(entry.name)}\n${folderOf(entry.name)}`
    const group = groups.get(key)
    if (group) group.push(entry)
    else groups.set(key, [entry])
  }
  const room = new Map<string, number>()
  const kept = new Set<FileEntry>()
  for (const [key, group] of [...groups].sort(([, a], [, b]) => a.length - b.length)) {
    const ending = key.slice(0, key.indexOf("\n"))
    const left = room.get(ending) ?? MOST_OF_AN_ENDING
    const taken = group.slice(0, Math.min(left, MOST_OF_A_FOLDER))
    for (const entry of taken) kept.add(entry)
    room.set(ending, left - taken.length)
  }
  return all.filter((entry) => kept.has(entry) || isPictureName(entry.name))
}
