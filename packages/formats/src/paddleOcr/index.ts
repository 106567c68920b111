import type { Point, Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { knownLabels } from "../companions/index.ts"
import type { Format, ReadEvent, Reader } from "../contract.ts"
import { NOT_CARED_FOR } from "../icdar/write.ts"
import { baseName, calledName, extensionOf, type FileSet, folderOf, headText, listFiles } from "../io/fileSet.ts"
import {
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  parseJson,
  unknownMembers,
} from "../io/jsonParse.ts"
import { PictureIndex } from "../io/pictures.ts"
import { decodeStream, type Line, splitLines } from "../io/textStream.ts"
import { LabelList } from "../regions/labels.ts"
import { isFiniteNumber, isTranscript, MAX_REGIONS, RegionIds, region } from "../regions/parts.ts"
import { readRecognition, tabbed } from "../regions/recognition.ts"
import { statedQuad } from "../regions/rotated.ts"
import { report } from "../report/lines.ts"
import { paddleWriter } from "./write.ts"

/**
 * PaddleOCR: `Label.txt` with a line a picture, `path<TAB>[{transcription, points, difficult, key_cls?}]`, and lists of
 * cut-out words (`rec_gt.txt`: `crop<TAB>text`), whose texts become the texts of their pictures. Corners are kept as outline
 * (a rectangle also as turned box). The label is `key_cls` where there is one, otherwise `text`. `###` is marked illegible
 * and to be ignored; `difficult: false` says nothing, because PPOCRLabel writes it without asking.
 */
export const paddleReader: Reader = {
  name: "paddleocr",
  async detect(files) {
    const { labels, lists } = await labelFiles(files)
    if (labels.length > 0) return 0.95
    return lists.length > 0 ? 0.6 : 0
  },
  read: readPaddle,
}

/** PaddleOCR's text files, both ways. */
export const paddleocr: Format = { name: "paddleocr", aliases: ["ppocr"], reader: paddleReader, writer: paddleWriter }

const HEAD_BYTES = 4_096
const LINES_SAMPLED = 10
const LABEL_LINE = /^[^\t]+\t\s*\[\s*[{\]]/
const WITHOUT_CLASS = "text"
const KEYS = new Set(["transcription", "points", "difficult", "key_cls"])

async function labelFiles(files: FileSet): Promise<{ labels: string[]; lists: string[]; others: string[] }> {
  const labels: string[] = []
  const lists: string[] = []
  const others: string[] = []
  for (const { name } of await listFiles(files)) {
    if (!["txt", "cach"].includes(extensionOf(name))) continue
    const head = await headText(files, name, HEAD_BYTES)
    // One damaged line at its beginning does not make a file another one.
    const lines = head
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .slice(0, LINES_SAMPLED)
    // PPOCRLabel's own memory of what was looked at has the same form as a list of words.
    if (baseName(name) === "fileState.txt" || extensionOf(name) === "cach") others.push(name)
    else if (lines.some((line) => LABEL_LINE.test(line))) labels.push(name)
    else if (2 * lines.filter((line) => tabbed(line) !== null).length > lines.length) lists.push(name)
    else if (baseName(name) === "Label.txt") labels.push(name)
    else others.push(name)
  }
  return { labels, lists, others }
}

async function* readPaddle(files: FileSet): AsyncGenerator<ReadEvent> {
  const labels = LabelList.withAll(await knownLabels(files))
  const { labels: names, lists, others } = await labelFiles(files)
  for (const file of others) yield report("note", "file_not_read", { file })
  for (const file of names) for await (const line of linesOf(files, file)) learn(line, labels)
  yield { kind: "ontology", ontology: labels.ontology() }
  const index = await PictureIndex.of(files)
  for (const file of names) {
    let isEmpty = true
    for await (const line of linesOf(files, file)) {
      isEmpty = false
      yield* giveLine(line, { file, labels, index })
    }
    if (isEmpty) yield report("note", "file_empty", { file })
  }
  for (const file of lists) yield* readRecognition(files, file, index, tabbed)
}

async function* linesOf(files: FileSet, file: string): AsyncGenerator<Line> {
  for await (const line of splitLines(decodeStream(files.open(file)))) {
    const text = line.number === 1 ? line.text.replace(/^\uFEFF/, "") : line.text
    if (text.trim() !== "" || line.tooLong) yield { ...line, text }
  }
}

function itemsOf(line: Line): { path: string; items: JsonValue[] } | null {
  const tab = line.text.indexOf("\t")
  const items = tab > 0 ? parseJson(line.text.slice(tab + 1))?.value : undefined
  return isList(items) ? { path: line.text.slice(0, tab), items } : null
}

function learn(line: Line, labels: LabelList): void {
  for (const item of itemsOf(line)?.items ?? []) {
    const label = isObject(item) ? labels.add(labelNameOf(item)) : null
    if (label && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
  }
}

function labelNameOf(item: JsonObject): string {
  const label = member(item, "key_cls")
  return typeof label === "string" && label !== "" && label !== "None" ? label : WITHOUT_CLASS
}

interface Context {
  readonly file: string
  readonly labels: LabelList
  readonly index: PictureIndex
}

function* giveLine(line: Line, context: Context): Generator<ReadEvent> {
  const location = { file: context.file, line: line.number }
  const found = line.tooLong ? null : itemsOf(line)
  const called = found === null ? null : calledName(found.path)
  const name = called?.name ?? null
  if (found === null || name === null) {
    const code = line.tooLong ? "too_large" : found === null ? "line_unreadable" : "name_unsafe"
    yield report("lost", code, { ...location, found: found?.path ?? line.text })
    return
  }
  if (called?.renamed) yield report("changed", "name_folders", { ...location, found: found.path })
  const ids = new RegionIds()
  const regions: Region[] = []
  for (const [i, item] of found.items.entries()) {
    if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { ...location, count: found.items.length - i })
      break
    }
    const one = yield* regionOf(item, `${i}`, location, ids, context)
    if (one) regions.push(one)
  }
  const record: DatasetRecord = {
    name,
    size: null,
    sha256: null,
    body: { regions, nothingHere: false },
    source: location,
  }
  yield { kind: "record", record, picture: context.index.find(name, { folder: folderOf(location.file) }) }
}

function* regionOf(
  item: JsonValue,
  field: string,
  at: { file: string; line: number },
  ids: RegionIds,
  { labels }: Context,
): Generator<ReadEvent, Region | null> {
  const location = { ...at, field }
  if (!isObject(item)) {
    yield report("lost", "not_an_object", { ...location, found: item })
    return null
  }
  const label = labels.get(labelNameOf(item))
  const points = cornersOfItem(member(item, "points"))
  const shape = points && statedQuad(points)
  if (!label || !shape) {
    const code = label ? (points ? "box_of_no_size" : "points_unreadable") : "label_refused"
    yield report("lost", code, { ...location, found: member(item, label ? "points" : "key_cls") })
    return null
  }
  const text = member(item, "transcription")
  const readable = typeof text === "string" && isTranscript(text)
  if (!readable)
    yield report(
      text === undefined ? "note" : "lost",
      text === undefined ? "text_missing" : "text_unstorable",
      location,
    )
  const carried = unknownMembers(item, KEYS)
  const ignored = text === NOT_CARED_FOR
  const difficult = member(item, "difficult") === true
  return region({
    id: ids.give(null),
    ...shape,
    label: label.id,
    transcript: readable ? { value: text, ...(ignored ? { marks: ["illegible" as const] } : {}) } : undefined,
    flags:
      ignored || difficult ? { ...(difficult ? { difficult } : {}), ...(ignored ? { ignore: true } : {}) } : undefined,
    foreign: carried ? { paddleocr: carried } : undefined,
  })
}

/** `[[x, y], …]` as points; null when it is no list of at least three pairs of finite numbers. */
function cornersOfItem(points: JsonValue | undefined): Point[] | null {
  if (!isList(points) || points.length < 3 || points.length > 10_000) return null
  const found: Point[] = []
  for (const point of points) {
    const [x, y] = isList(point) ? point : []
    if (!isFiniteNumber(x) || !isFiniteNumber(y)) return null
    found.push({ x, y })
  }
  return found
}
