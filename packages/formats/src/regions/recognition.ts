import type { DatasetRecord } from "@justesse/types/dataset"
import type { ReadEvent } from "../contract.ts"
import { calledName, type FileSet, folderOf } from "../io/fileSet.ts"
import { isPictureName, type PictureIndex } from "../io/pictures.ts"
import { decodeStream, splitLines } from "../io/textStream.ts"
import { report } from "../report/lines.ts"
import { isTranscript } from "./parts.ts"

/** One line of a recognition list: the picture of a cut-out text, and the text. */
interface RecognitionLine {
  readonly name: string
  readonly text: string
}

/** Takes a line of a list apart; null when it is no such line. */
type RecognitionFormat = (line: string) => RecognitionLine | null

const comma = /^([^,"\t]+?)\s*,\s?(.*)$/s
const blank = /^(\S+) (.*)$/s

/**
 * `word_1.png, "text"` as ICDAR has it (quotes around it are taken off, `\"` and `\\` inside mean the character), or
 * `word_1.png text` as MMOCR's older lists have it (the first blank parts them). The name must be a picture's.
 */
export function commaOrBlank(line: string): RecognitionLine | null {
  const [, name = "", rest = ""] = comma.exec(line) ?? []
  if (isPictureName(name)) return { name, text: withoutQuotes(rest) }
  const [, first = "", text = ""] = blank.exec(line) ?? []
  return isPictureName(first) ? { name: first, text } : null
}

function withoutQuotes(text: string): string {
  const trimmed = text.trimEnd()
  if (trimmed.length < 2 || !trimmed.startsWith('"') || !trimmed.endsWith('"')) return text
  return trimmed.slice(1, -1).replaceAll(/\\(["\\])/g, "$1")
}

/** `crop.jpg<TAB>text` as PaddleOCR has it: only the first tab parts them. */
export function tabbed(line: string): RecognitionLine | null {
  const tab = line.indexOf("\t")
  const name = line.slice(0, Math.max(0, tab))
  return tab > 0 && isPictureName(name) ? { name, text: line.slice(tab + 1) } : null
}

/** The line that counts for each name of a list: the last one, since a list is corrected at its end. */
async function lastLines(
  files: FileSet,
  file: string,
  format: RecognitionFormat,
): Promise<ReadonlyMap<string, number>> {
  const last = new Map<string, number>()
  for await (const { number, text, tooLong } of splitLines(decodeStream(files.open(file)))) {
    const found = tooLong ? null : format(number === 1 ? text.replace(/^\uFEFF/, "") : text)
    if (found !== null && isTranscript(found.text)) last.set(found.name, number)
  }
  return last
}

/**
 * The records of a recognition list: each text is the text of its whole picture, whose places nobody spoke of. Of a picture that the
 * list names again the last line counts, and those before it are told.
 */
export async function* readRecognition(
  files: FileSet,
  file: string,
  index: PictureIndex,
  format: RecognitionFormat,
): AsyncGenerator<ReadEvent> {
  const last = await lastLines(files, file, format)
  for await (const { number, text: line, tooLong } of splitLines(decodeStream(files.open(file)))) {
    const whole = number === 1 ? line.replace(/^\uFEFF/, "") : line
    if (whole.trim() === "" && !tooLong) continue
    const location = { file, line: number }
    const found = tooLong ? null : format(whole)
    const called = found === null ? null : calledName(found.name)
    const name = called?.name ?? null
    if (called?.renamed) yield report("changed", "name_folders", { ...location, found: found?.name })
    if (found === null) yield report("lost", tooLong ? "too_large" : "line_unreadable", { ...location, found: whole })
    else if (name === null) yield report("lost", "name_unsafe", { ...location, found: found.name })
    else if (!isTranscript(found.text)) yield report("lost", "text_unstorable", location)
    else if (last.get(found.name) !== number)
      yield report("changed", "text_replaced", { ...location, found: found.name })
    else yield recognised(name, found.text, location, index.find(name, { folder: folderOf(file) }))
  }
}

/** One recognised picture as an event. */
export function recognised(
  name: string,
  text: string,
  source: NonNullable<DatasetRecord["source"]>,
  picture: string | null,
): ReadEvent {
  return { kind: "record", record: { name, size: null, sha256: null, body: null, text, source }, picture }
}
