import type { ReportLine } from "@justesse/types/dataset"
import { baseName, type FileSet, readTextWithin, safeName, withoutExtension } from "../io/fileSet.ts"
import { isPictureName } from "../io/pictures.ts"
import { reportLine } from "../report/lines.ts"

/** A line of a list of pictures (`train.txt`): the picture's path as it is kept, and where it stands. */
interface Listed {
  readonly name: string
  readonly line: number
}

/** A list of pictures, and the part of the dataset that it names. */
export interface PictureList {
  readonly file: string
  readonly split: string | null
  readonly listed: readonly Listed[]
}

/** What a list says of a picture that is there, or whose label file is. */
export interface ListedPicture {
  readonly name: string
  readonly split: string | null
}

const FILE_BYTES = 67_108_864

/** Parts of a path joined, `.` and leading `..` and roots left out, `a/..` taken together. */
export function joined(...parts: readonly string[]): string {
  const kept: string[] = []
  for (const part of parts.join("/").split(/[/\\]/)) {
    if (part === "" || part === "." || /^[a-z]:$/i.test(part)) continue
    if (part === "..") kept.pop()
    else kept.push(part)
  }
  return kept.join("/")
}

/**
 * A list of pictures, one path a line; lines that are none are told, all in one. Null for a file that only is called as lists
 * are and names no picture: a label file called `train.txt` is left to the labels.
 *
 * @param isNamed a file that says how the dataset lies calls it a list
 */
export async function readList(
  files: FileSet,
  file: string,
  { split, isNamed, hasPicture }: { split: string | null; isNamed: boolean; hasPicture: boolean },
  report: ReportLine[],
): Promise<PictureList | null> {
  const read = await readTextWithin(files, file, FILE_BYTES)
  if (read === null) {
    report.push(reportLine("lost", "file_too_large", { file }))
    return { file, split, listed: [] }
  }
  const lines = read.text.replace(/^\uFEFF/, "").split(/\r?\n/)
  const listed: Listed[] = []
  const odd: { line: number; found: string }[] = []
  for (const [i, text] of lines.entries()) {
    const said = text.trim()
    if (said === "") continue
    const name = isPictureName(said) ? safeName(joined(said)) : null
    if (name === null) odd.push({ line: i + 1, found: said })
    else listed.push({ name, line: i + 1 })
  }
  const isEmpty = listed.length === 0 && odd.length === 0
  if (!isNamed && listed.length === 0 && (!isEmpty || hasPicture)) return null
  if (isEmpty) report.push(reportLine("note", "file_empty", { file }))
  if (odd[0]) report.push(reportLine("lost", "line_unreadable", { file, ...odd[0], count: odd.length }))
  return { file, split, listed }
}

/**
 * Which of the pictures that are there the lists speak of, by their paths without extension. Lists are written on other
 * machines: of the pictures with the same name the one is meant whose folders agree with the list's the furthest up. Listed
 * pictures that are nowhere are counted, a line for each list.
 */
export function listedPictures(
  lists: readonly PictureList[],
  stems: Iterable<string>,
): { found: Map<string, ListedPicture>; report: ReportLine[] } {
  const byBase = new Map<string, string[]>()
  for (const stem of new Set(stems)) {
    const same = byBase.get(baseName(stem))
    if (same) same.push(stem)
    else byBase.set(baseName(stem), [stem])
  }
  const found = new Map<string, ListedPicture>()
  const report: ReportLine[] = []
  for (const { file, split, listed } of lists) {
    const unknown: Listed[] = []
    for (const one of listed) {
      const wanted = withoutExtension(one.name).normalize("NFC")
      const stem = nearest(wanted, byBase.get(baseName(wanted)) ?? [])
      if (stem === null) unknown.push(one)
      else found.set(stem, { name: one.name, split })
    }
    const [first] = unknown
    if (first)
      report.push(
        reportLine("note", "picture_unknown", { file, line: first.line, found: first.name, count: unknown.length }),
      )
  }
  return { found, report }
}

/** The candidate that shares the most folders with `wanted`, from the file upwards; null where two share as many. */
function nearest(wanted: string, candidates: readonly string[]): string | null {
  if (candidates.includes(wanted)) return wanted
  let best: string | null = null
  let most = -1
  for (const candidate of candidates) {
    const shared = sharedEnd(wanted, candidate)
    if (shared === most) best = null
    if (shared <= most) continue
    most = shared
    best = candidate
  }
  return best
}

function sharedEnd(a: string, b: string): number {
  const [one, other] = [a.split("/").reverse(), b.split("/").reverse()]
  const end = one.findIndex((part, i) => part !== other[i])
  return end < 0 ? one.length : end
}
