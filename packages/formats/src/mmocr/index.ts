import { type Box, boundsOf, type Point, type Region, Size } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { isCompanion, knownLabels } from "../companions/index.ts"
import type { Format, ReadEvent, Reader } from "../contract.ts"
import { calledName, extensionOf, type FileSet, folderOf, headText, listFiles } from "../io/fileSet.ts"
import {
  idText,
  isList,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  parseJson,
  unknownMembers,
} from "../io/jsonParse.ts"
import { splitJson } from "../io/jsonSplit.ts"
import { PictureIndex } from "../io/pictures.ts"
import { decodeStream, splitLines } from "../io/textStream.ts"
import { LabelList } from "../regions/labels.ts"
import { isFiniteNumber, isTranscript, MAX_REGIONS, pointsOf, RegionIds, region } from "../regions/parts.ts"
import { recognised } from "../regions/recognition.ts"
import { outlinedBox, type ShapeParts, statedQuad } from "../regions/rotated.ts"
import { report } from "../report/lines.ts"
import { classesFor, classLists, isClassList } from "./classes.ts"
import { mmocrWriter } from "./write.ts"

/**
 * MMOCR: 1.x files (`metainfo`, `data_list` with `instances`: `polygon`, `bbox` as corners, `ignore`, `text`), and the lines
 * of JSON of 0.x (`file_name`, `annotations` with `box` of eight numbers, `text`, `label`; or `filename` and `text`). The
 * label is the category of `bbox_label`, the number of `label`, or `text`. An instance without a place is the text of its
 * whole picture. The older lists (`word_1.png text`) are read as ICDAR.
 */
export const mmocrReader: Reader = {
  name: "mmocr",
  async detect(files) {
    const { lists, lines } = await mmocrFiles(files)
    return lists.length + lines.length > 0 ? 0.92 : 0
  },
  read: readMmocr,
}

/** MMOCR's files, both ways. */
export const mmocr: Format = { name: "mmocr", reader: mmocrReader, writer: mmocrWriter }

const HEAD_BYTES = 65_536
const LINES_SAMPLED = 10
const PICTURE_KEYS = new Set(["img_path", "file_name", "filename", "height", "width", "instances", "annotations"])
const REGION_KEYS = new Set(["polygon", "box", "bbox", "bbox_label", "label", "ignore", "text"])

interface MmocrFiles {
  /** Files of 1.x. */
  readonly lists: string[]
  /** Files of one JSON object a line. */
  readonly lines: string[]
}

async function mmocrFiles(files: FileSet): Promise<MmocrFiles> {
  const lists: string[] = []
  const lines: string[] = []
  for (const { name } of await listFiles(files)) {
    if (!/^(jsonl?|txt)$/.test(extensionOf(name)) || isCompanion(name) || isClassList(name)) continue
    const head = await headText(files, name, HEAD_BYTES)
    if (/^\s*\{/.test(head) && /"data_list"\s*:\s*\[/.test(head)) lists.push(name)
    else if (firstLines(head).some(isMmocrLine)) lines.push(name)
  }
  return { lists, lines }
}

/** One damaged line at its beginning does not make a file another one. */
function firstLines(head: string): string[] {
  const lines = head.split(/\r?\n/).filter((line) => line.trim() !== "")
  return lines.slice(0, LINES_SAMPLED)
}

/** A line that says where texts are in one picture, or what one picture of a word says. */
function isMmocrLine(first: string): boolean {
  if (!/^\s*\{/.test(first)) return false
  const value = parseJson(first)?.value
  // A long line is cut: then its beginning has to do.
  if (!isObject(value)) return /^\s*\{\s*"file_name"\s*:[^[\]{}]*"annotations"\s*:\s*\[\s*\{[^{}]*"box"\s*:/.test(first)
  const [name, texts] = [member(value, "file_name"), member(value, "annotations")]
  if (typeof name === "string" && isList(texts)) {
    const [one] = texts
    return one === undefined || (isObject(one) && member(one, "box") !== undefined)
  }
  return Object.keys(value).sort().join() === "filename,text"
}

/** What a file says of one picture, and where. */
interface Entry {
  readonly value: JsonObject
  readonly location: { readonly file: string; readonly line: number }
}

async function* readMmocr(files: FileSet): AsyncGenerator<ReadEvent> {
  const labels = new LabelList(await knownLabels(files))
  const { lists, lines } = await mmocrFiles(files)
  const taken = new Set([...lists, ...lines])
  for (const { name } of await listFiles(files))
    if (/^jsonl?$/.test(extensionOf(name)) && !taken.has(name) && !isCompanion(name))
      yield report("note", "file_not_read", { file: name })
  const categories = new Map<string, ReadonlyMap<string, string>>()
  const classes = yield* classLists(files)
  for (const file of lists) {
    const known = new Map<string, string>()
    yield* learnCategories(files, file, known, labels)
    if (known.size > 0) categories.set(file, known)
  }
  for (const file of [...lists, ...lines]) {
    const known = categories.get(file) ?? classesFor(file, classes)
    if (known === undefined) continue
    categories.set(file, known)
    // Classes that no instance has are part of the list, and so is their order.
    for (const name of known.values())
      if (labels.add(name) === null) yield report("lost", "label_refused", { file, found: name })
  }
  for (const file of [...lists, ...lines]) {
    const known = categories.get(file)
    const nameless = new Set<string>()
    for await (const event of entriesOf(files, file, lines.includes(file)))
      for (const item of "value" in event ? itemsOf(event.value) : []) {
        learn(item, known, labels)
        const number = isObject(item) ? numberOf(item) : null
        if (number !== null && !known?.has(number)) nameless.add(number)
      }
    if (nameless.size > 0)
      yield report("changed", "name_from_id", {
        ...{ file, field: "bbox_label", found: [...nameless].join(", "), count: nameless.size },
      })
  }
  yield { kind: "ontology", ontology: labels.ontology() }
  const index = await PictureIndex.of(files)
  for (const file of [...lists, ...lines])
    for await (const event of entriesOf(files, file, lines.includes(file)))
      if ("value" in event) yield* giveEntry(event, { labels, index, categories: categories.get(file) })
      else yield event
}

async function* learnCategories(
  files: FileSet,
  file: string,
  known: Map<string, string>,
  labels: LabelList,
): AsyncGenerator<ReadEvent> {
  for await (const pieces of splitJson(decodeStream(files.open(file))))
    for (const { key, index, text, line, problem } of pieces) {
      if (key !== "metainfo" && key !== "data_list" && index <= 0)
        yield report("note", "not_kept", { file, line, field: key })
      const meta = key === "metainfo" && !problem ? parseJson(text)?.value : undefined
      const list = isObject(meta) ? member(meta, "category") : undefined
      if (key === "metainfo" && !problem && (!isObject(meta) || (list !== undefined && !isList(list))))
        yield report("lost", "category_unreadable", { file, line, field: key, found: text })
      for (const entry of isList(list) ? list : []) {
        const [id, name] = isObject(entry) ? [idText(member(entry, "id")), member(entry, "name")] : []
        if (id === null || id === undefined || typeof name !== "string") {
          yield report("lost", "category_unreadable", { file, line, field: "category", found: entry })
          continue
        }
        known.set(id, name)
        if (labels.add(name) === null) yield report("lost", "label_refused", { file, line, found: name })
      }
    }
}

/** The pictures of a file, and what of it cannot be read. */
async function* entriesOf(files: FileSet, file: string, isLines: boolean): AsyncGenerator<Entry | ReadEvent> {
  if (isLines) {
    for await (const { number, text, tooLong } of splitLines(decodeStream(files.open(file)))) {
      const location = { file, line: number }
      const own = number === 1 ? text.replace(/^\uFEFF/, "") : text
      if (own.trim() === "" && !tooLong) continue
      const value = tooLong ? undefined : parseJson(own)?.value
      if (isObject(value)) yield { value, location }
      else yield report("lost", tooLong ? "too_large" : "line_unreadable", { ...location, found: own })
    }
    return
  }
  for await (const pieces of splitJson(decodeStream(files.open(file))))
    for (const { key, index, line, text, problem } of pieces) {
      const location = { file, line }
      const value = key === "data_list" && index >= 0 && !problem ? parseJson(text)?.value : undefined
      if (problem) yield report("lost", problem, { ...location, field: key })
      else if (isObject(value)) yield { value, location }
      else if (key === "data_list" && index >= 0)
        yield report("lost", "picture_unreadable", { ...location, found: text })
    }
}

/** The texts of a picture: 1.x calls them instances, 0.x annotations. */
function itemsOf(entry: JsonObject): JsonValue[] {
  const list = member(entry, "instances") ?? member(entry, "annotations")
  return isList(list) ? list : []
}

function labelNameOf(item: JsonObject, categories: ReadonlyMap<string, string> | undefined): string {
  const number = numberOf(item)
  const name = number === null ? undefined : categories?.get(number)
  return name ?? number ?? idText(member(item, "label")) ?? "text"
}

/** The number of an instance's class: `bbox_label` of 1.x, `label` of 0.x where that is a number. */
function numberOf(item: JsonObject): string | null {
  const number = idText(member(item, "bbox_label"))
  const label = number === null ? member(item, "label") : undefined
  return typeof label === "number" ? idText(label) : number
}

function learn(item: JsonValue, categories: ReadonlyMap<string, string> | undefined, labels: LabelList): void {
  if (!isObject(item) || isWhole(item)) return
  const label = labels.add(labelNameOf(item, categories))
  const hasText = typeof member(item, "text") === "string"
  if (label && hasText && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
}

/** An instance that says nothing of a place: a text of the whole picture. */
function isWhole(item: JsonObject): boolean {
  return ["polygon", "box", "bbox"].every((key) => member(item, key) === undefined)
}

interface Context {
  readonly labels: LabelList
  readonly index: PictureIndex
  readonly categories: ReadonlyMap<string, string> | undefined
}

function* giveEntry({ value, location }: Entry, context: Context): Generator<ReadEvent> {
  const called = member(value, "img_path") ?? member(value, "file_name") ?? member(value, "filename")
  const known = typeof called === "string" ? calledName(called) : null
  if (known === null) {
    const code = typeof called === "string" ? "name_unsafe" : "field_missing"
    return yield report("lost", code, { ...location, field: "img_path", found: called })
  }
  const { name, renamed } = known
  if (renamed) yield report("changed", "name_folders", { ...location, field: "img_path", found: called })
  const picture = context.index.find(name, { folder: folderOf(location.file) })
  const items = itemsOf(value)
  const [first] = items.length === 0 ? [value] : items
  const text = isObject(first) && isWhole(first) ? member(first, "text") : undefined
  if (typeof text === "string" && items.length <= 1) {
    if (isTranscript(text)) yield recognised(name, text, location, picture)
    else yield report("lost", "text_unstorable", location)
    return
  }
  const size = Size.safeParse({ width: member(value, "width"), height: member(value, "height") })
  if (!size.success) yield report("note", "size_unknown", { ...location, found: name })
  const ids = new RegionIds()
  const regions: Region[] = []
  for (const [i, item] of items.entries()) {
    if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { ...location, count: items.length - i })
      break
    }
    const found = yield* regionOf(item, { ...location, field: `instances.${i}` }, ids, context)
    if (found) regions.push(found)
  }
  const rest = unknownMembers(value, PICTURE_KEYS)
  const record: DatasetRecord = {
    name,
    size: size.success ? size.data : null,
    sha256: null,
    body: { regions, nothingHere: false },
    source: location,
    ...(rest ? { foreign: { mmocr: rest } } : {}),
  }
  yield { kind: "record", record, picture }
}

interface ItemLocation {
  readonly file: string
  readonly line: number
  readonly field: string
}

function* regionOf(
  item: JsonValue,
  location: ItemLocation,
  ids: RegionIds,
  { labels, categories }: Context,
): Generator<ReadEvent, Region | null> {
  if (!isObject(item)) {
    yield report("lost", "not_an_object", { ...location, found: item })
    return null
  }
  const name = labelNameOf(item, categories)
  const label = labels.get(name)
  if (!label) {
    yield report("lost", "label_refused", { ...location, found: name })
    return null
  }
  const shape = yield* shapeOf(item, location)
  if (shape === null) {
    const found = member(item, "bbox") ?? member(item, "polygon") ?? member(item, "box")
    yield report("lost", found === undefined ? "field_missing" : "box_of_no_size", { ...location, found })
    return null
  }
  const text = member(item, "text")
  const readable = typeof text === "string" && isTranscript(text)
  if (text !== undefined && !readable) yield report("lost", "text_unstorable", location)
  const rest = unknownMembers(item, REGION_KEYS)
  return region({
    id: ids.give(null),
    ...shape,
    label: label.id,
    transcript: readable ? { value: text } : undefined,
    flags: member(item, "ignore") === true ? { ignore: true } : undefined,
    foreign: rest ? { mmocr: rest } : undefined,
  })
}

/** Where an item is: its `bbox` with the polygon as outline, or what the polygon alone says; null where neither does. */
function* shapeOf(item: JsonObject, location: ItemLocation): Generator<ReadEvent, ShapeParts | null> {
  const list = member(item, "polygon") ?? member(item, "box")
  const points = isList(list) ? pointsOf(list) : null
  const box = boxOf(member(item, "bbox") ?? (points ? undefined : list))
  if (!box) return points && statedQuad(points)
  return points ? yield* outlinedBox(box, points, location, statedQuad) : { box }
}

/** `[x1, y1, x2, y2]` as a box; null when it is none. */
function boxOf(list: JsonValue | undefined): Box | null {
  const numbers = isList(list) && list.length === 4 ? list.filter(isFiniteNumber) : []
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  const corners: Point[] = [
    { x: x1, y: y1 },
    { x: x2, y: y2 },
  ]
  return numbers.length === 4 && x2 > x1 && y2 > y1 ? boundsOf(corners) : null
}
