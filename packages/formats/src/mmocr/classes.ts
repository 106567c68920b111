import type { ReadEvent } from "../contract.ts"
import { baseName, type FileSet, folderOf, listFiles, readTextWithin } from "../io/fileSet.ts"
import { OddLines, report } from "../report/lines.ts"

const LIST_BYTES = 1_048_576
const LINE = /^(\d+)[ \t]+(\S.*)$/

/** True for MMOCR's list of classes, `class_list.txt`: a number and a name a line. */
export function isClassList(name: string): boolean {
  return baseName(name).toLowerCase() === "class_list.txt"
}

/** The lists of classes of a set by their folders, each a name by its number, in the order of the file. */
type ClassLists = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Reads the lists of classes of a set; lines that are none are told. */
export async function* classLists(files: FileSet): AsyncGenerator<ReadEvent, ClassLists> {
  const lists = new Map<string, ReadonlyMap<string, string>>()
  for (const { name: file } of await listFiles(files)) {
    if (!isClassList(file)) continue
    const read = await readTextWithin(files, file, LIST_BYTES)
    if (read === null) yield report("lost", "file_too_large", { file })
    const names = new Map<string, string>()
    const odd = new OddLines(file)
    for (const [i, text] of (read?.text.replace(/^\uFEFF/, "").split("\n") ?? []).entries()) {
      const [, number, name] = LINE.exec(text.trim()) ?? []
      if (number !== undefined && name !== undefined) names.set(String(Number(number)), name)
      else if (text.trim() !== "") odd.add(i + 1, text.trim())
    }
    yield* odd.lines()
    if (names.size === 0) yield report("note", "file_empty", { file })
    lists.set(folderOf(file), names)
  }
  return lists
}

/** The list of classes that counts for a file: the one in its folder or the nearest above, else the only one there is. */
export function classesFor(file: string, lists: ClassLists): ReadonlyMap<string, string> | undefined {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const found = lists.get(folder)
    if (found) return found
    if (folder === "") break
  }
  return lists.size === 1 ? [...lists.values()][0] : undefined
}
