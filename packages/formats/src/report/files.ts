import type { ReadEvent } from "../contract.ts"
import { extensionOf, folderOf } from "../io/fileSet.ts"
import { report } from "./lines.ts"

/** More files of one folder and ending than this are one line with their count. */
const MOST_NAMED = 20

/** A file's folder and ending, as a line speaks of all files there: `dir/*.txt`. */
export function toPattern(file: string): string {
  return `${folderOf(file)}/*.${extensionOf(file)}`.replace(/^\//, "")
}

/** A note about each of these files; many of one folder and ending are one line with their count. */
export function* reportFiles(code: "file_empty" | "file_not_read", files: Iterable<string>): Generator<ReadEvent> {
  const byPattern = new Map<string, string[]>()
  for (const file of files) {
    const names = byPattern.get(toPattern(file)) ?? []
    if (names.push(file) === 1) byPattern.set(toPattern(file), names)
  }
  for (const [pattern, names] of byPattern)
    if (names.length > MOST_NAMED) yield report("note", code, { file: pattern, count: names.length })
    else for (const file of names) yield report("note", code, { file })
}
