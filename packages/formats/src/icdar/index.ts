import type { Label, Point, Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"

import { isCompanion, knownLabels, MANIFEST_NAME } from "../companions/index.ts"
import type { Format, ReadEvent, Reader } from "../contract.ts"
import { baseName, extensionOf, type FileSet, folderOf, headText, listFiles, readTextWithin } from "../io/fileSet.ts"
import { PictureIndex } from "../io/pictures.ts"
import { pictureOfFile, rootOf } from "../regions/labelPictures.ts"
import { LabelList } from "../regions/labels.ts"
import { isTranscript, MAX_REGIONS, RegionIds, region } from "../regions/parts.ts"
import { commaOrBlank, readRecognition } from "../regions/recognition.ts"
import { quadRegion } from "../regions/rotated.ts"
import { reportFiles } from "../report/files.ts"
import { report } from "../report/lines.ts"
import { icdarWriter, NOT_CARED_FOR } from "./write.ts"

/**
 * ICDAR and SROIE: one text file a picture, one line a text: `x1,y1,…,x4,y4,text`, or `left top right bottom "text"`. The
 * text is the rest of the line exactly, commas and blanks too; in files called `gt_…` (ICDAR's own habit) a pair of quotes
 * around it is taken off. The four corners are kept as outline, a rectangle that is turned also as turned box, the box is their
 * bounds; the label is always `text`.
 * `###` is kept as text, marked illegible and flagged to be ignored.
 *
 * Lists of cut-out words (`word_1.png, "text"`, or MMOCR's older `word_1.png text`) are read too: a word's text becomes the
 * text of its picture.
 */
export const icdarReader: Reader = {
  name: "icdar",
  async detect(files) {
    const { boxes, lists } = await labelFiles(files)
    if (boxes.length > 0) return 0.8
    return lists.length > 0 ? 0.6 : 0
  },
  read: readIcdar,
}

/** ICDAR and SROIE text files, both ways. */
export const icdar: Format = { name: "icdar", aliases: ["sroie"], reader: icdarReader, writer: icdarWriter }

const FILE_BYTES = 16_777_216
const HEAD_BYTES = 4_096
/** Longer lines hold no text that could be kept. */
const LINE_LENGTH = 40_000
// Written without two ways to match the same characters, so that no line makes them slow.
const number = String.raw`([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)`
const eight = new RegExp(`^\\s*${Array.from({ length: 8 }, () => number).join("\\s*,\\s*")}(?:\\s*$|\\s*,)`)
const four = new RegExp(
  `^\\s*${Array.from({ length: 4 }, () => number).join("(?:\\s*,\\s*|\\s+)")}(?:\\s*,\\s*|\\s+)(?=")`,
)

async function* readIcdar(files: FileSet): AsyncGenerator<ReadEvent> {
  const labels = LabelList.withAll(await knownLabels(files))
  const label = labels.add("text")
  if (label === null) return
  if (!labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
  const index = await PictureIndex.of(files)
  const { boxes, lists } = await labelFiles(files, true)
  const all = (await listFiles(files)).map((entry) => entry.name)
  const taken = new Set([...boxes, ...lists, ...index.names, ...all.filter(isCompanion)])
  yield* reportFiles(
    "file_not_read",
    all.filter((name) => !taken.has(name)),
  )
  yield { kind: "ontology", ontology: labels.ontology() }
  const root = await rootOf(files, boxes)
  const known = labels.get("text") ?? label
  for (const file of boxes) yield* giveFile(files, { file, root, index, label: known })
  for (const file of lists) yield* readRecognition(files, file, index, commaOrBlank)
}

/** What text files hold: boxes with texts, or a list of cut-out words with what each says. */
interface LabelFiles {
  readonly boxes: string[]
  readonly lists: string[]
}

/**
 * Text files in folders where at least one begins with a line of coordinates; an empty file there is a picture without text,
 * and so is one elsewhere that has a picture of its name (where the format is chosen, or other files say it). Beside a manifest of ours every text file is one.
 */
async function labelFiles(files: FileSet, isChosen = false): Promise<LabelFiles> {
  const listed = await listFiles(files)
  const ours = listed.some(({ name }) => baseName(name) === MANIFEST_NAME)
  const folders = new Map<string, { names: string[]; sure: boolean }>()
  const lists: string[] = []
  for (const { name } of listed.filter((entry) => ["txt", "csv"].includes(extensionOf(entry.name)))) {
    const folder = folders.get(folderOf(name)) ?? { names: [], sure: ours }
    folders.set(folderOf(name), folder)
    // One damaged line at its beginning does not make a file another one.
    const first = firstLines(await headText(files, name, HEAD_BYTES))
    const hit = first.some((line) => cornersAndText(line, false) !== null)
    if (hit || first.length === 0) folder.names.push(name)
    else if (isWordList(first, extensionOf(name))) lists.push(name)
    if (hit) folder.sure = true
  }
  const all = [...folders.values()]
  const index = isChosen || all.some(({ sure }) => sure) ? await PictureIndex.of(files) : null
  const hasPicture = (name: string) => index !== null && pictureOfFile(name, "", index, withoutPrefix).picture !== null
  const boxes = all.flatMap(({ sure, names }) => (sure ? names : names.filter(hasPicture)))
  return { boxes: boxes.sort(), lists }
}

/** Tables begin with a header; of a text file's lines most must be words of a list. */
function isWordList(lines: readonly string[], ending: string): boolean {
  const sampled = ending === "csv" ? lines.slice(0, 1) : lines
  return 2 * sampled.filter((line) => commaOrBlank(line) !== null).length > sampled.length
}

const LINES_SAMPLED = 10

function firstLines(text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "")
  return lines.slice(0, LINES_SAMPLED)
}

interface Context {
  readonly file: string
  readonly root: string
  readonly index: PictureIndex
  readonly label: Label
}

async function* giveFile(files: FileSet, context: Context): AsyncGenerator<ReadEvent> {
  const { file, root, index } = context
  const read = await readTextWithin(files, file, FILE_BYTES)
  if (read === null) return yield report("lost", "file_too_large", { file })
  if (!read.utf8) yield report("changed", "read_as_windows_1252", { file })
  const regions: Region[] = []
  const ids = new RegionIds()
  const lines = read.text.split("\n")
  for (const [i, line] of lines.entries()) {
    const found = yield* regionOf(line.endsWith("\r") ? line.slice(0, -1) : line, i + 1, ids, context)
    if (found && regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { file, line: i + 1, count: lines.length - i })
      break
    }
    if (found) regions.push(found)
  }
  const { name, picture } = pictureOfFile(file, root, index, withoutPrefix)
  const record: DatasetRecord = {
    name,
    size: null,
    sha256: null,
    body: { regions, nothingHere: false },
    source: { file },
  }
  yield { kind: "record", record, picture }
}

/** ICDAR puts `gt_` or `res_` before a picture's name. */
function withoutPrefix(stem: string): string {
  return stem.replace(/^(gt|res)_(?=.)/, "")
}

function* regionOf(line: string, at: number, ids: RegionIds, context: Context): Generator<ReadEvent, Region | null> {
  if (line.trim() === "") return null
  const location = { file: context.file, line: at }
  const read = cornersAndText(line, baseName(context.file).startsWith("gt_"))
  if (read === null) {
    yield report("lost", "line_unreadable", { ...location, found: line })
    return null
  }
  const shape = quadRegion(read.corners)
  if (shape === null) {
    yield report("lost", "box_of_no_size", { ...location, found: line })
    return null
  }
  const readable = read.text !== null && isTranscript(read.text)
  if (read.text === null) yield report("note", "text_missing", location)
  else if (!readable) yield report("lost", "text_unstorable", location)
  return region({
    id: ids.give(null),
    ...shape,
    label: context.label.id,
    transcript: readable
      ? { value: read.text, ...(read.text === NOT_CARED_FOR ? { marks: ["illegible"] } : {}) }
      : undefined,
    flags: read.text === NOT_CARED_FOR ? { ignore: true } : undefined,
  })
}

interface CornersAndText {
  readonly corners: Point[]
  readonly text: string | null
}

/** A line as corners and text; null when it does not begin with eight numbers, or four before a text in quotes. */
function cornersAndText(line: string, unquote: boolean): CornersAndText | null {
  if (line.length > LINE_LENGTH) return null
  const quad = eight.exec(line)
  if (quad) {
    const text = quad[0].endsWith(",") ? line.slice(quad[0].length) : null
    return cornersOf(quad, unquote && text !== null ? withoutQuotes(text) : text)
  }
  const rectangle = four.exec(line)
  const text = rectangle && line.slice(rectangle[0].length).trimEnd()
  return rectangle && text?.endsWith('"') && text.length > 1 ? cornersOf(rectangle, withoutQuotes(text)) : null
}

function cornersOf(match: RegExpExecArray, text: string | null): CornersAndText | null {
  const values = match.slice(1).map(Number)
  if (!values.every(Number.isFinite)) return null
  const [left = 0, top = 0, right = 0, bottom = 0] = values
  return { corners: pairs(values.length === 8 ? values : [left, top, right, top, right, bottom, left, bottom]), text }
}

function pairs(values: readonly number[]): Point[] {
  return Array.from({ length: values.length / 2 }, (_, i) => ({ x: values[2 * i] ?? 0, y: values[2 * i + 1] ?? 0 }))
}

function withoutQuotes(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
}
