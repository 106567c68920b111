import { type Label, Size } from "@justesse/types"
import type { ReadEvent } from "../contract.ts"
import type { FileSet } from "../io/fileSet.ts"
import { baseName, calledName, folderOf, withoutExtension } from "../io/fileSet.ts"
import { idText, isObject, type JsonObject, type JsonValue, member, parseJson } from "../io/jsonParse.ts"
import { type JsonPiece, splitJson } from "../io/jsonSplit.ts"
import { toSplit } from "../io/splitNames.ts"
import { decodeStream } from "../io/textStream.ts"
import type { LabelList } from "../regions/labels.ts"
import type { SeveralNamed } from "../report/distinctNames.ts"
import { report } from "../report/lines.ts"

/** An id as a key: `1`, `1.0` and `"1"` are the same. Numbers take less memory than texts. */
type IdKey = string | number

/** The key of an id; null when it is none. */
export function idKey(value: JsonValue | undefined): IdKey | null {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value + 0
  const text = idText(value)
  return text !== null && /^(0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text
}

/** What the first pass learns of one file. Pictures are places in its lists. */
export interface Contents {
  readonly file: string
  /** The part of the dataset that the file's name says; null where it says none. */
  readonly split: string | null
  readonly indexOf: Map<IdKey, number>
  /** Each picture as it stands in the file, and at which line. */
  readonly texts: string[]
  readonly lines: number[]
  /** Annotations of each picture. */
  readonly awaited: number[]
  /** True where plain JSON does not read a picture's text as {@link parseJson} does. */
  readonly isOdd: boolean[]
  /** Width and height, 0 where they are unknown. */
  readonly widths: number[]
  readonly heights: number[]
  /** False when the picture could not be taken: its annotations are counted and go with it. */
  readonly isTaken: boolean[]
  /** The place of a category's label in {@link labels}. */
  readonly labelOf: Map<IdKey, number>
  readonly labels: Label[]
  /** Annotations of pictures that were not met yet. */
  readonly early: Map<IdKey, number>
  /** Categories whose annotations carry a text. */
  readonly withText: Set<IdKey>
  /** Where the annotations stand, many together: the second pass need not look for them. */
  readonly batches: Batch[]
  hasAnnotations: boolean
}

/** Some annotations that follow each other: characters of the file from `from` to `to`, and the line of the first. */
export interface Batch {
  readonly from: number
  readonly to: number
  readonly line: number
  readonly count: number
}

/** The pieces of a COCO file, its annotations many at once. */
function piecesOf(files: FileSet, file: string): AsyncGenerator<JsonPiece[]> {
  return splitJson(decodeStream(files.open(file)), new Set(), "annotations")
}

/**
 * The part of a dataset that a COCO file is called after: `instances_train2017.json` and `train/_annotations.coco.json`
 * are `train`. `default`, as CVAT says for no part, is none.
 */
export function splitOfCoco(file: string): string | null {
  const stem = withoutExtension(baseName(file))
  const [, named] = /^(?:instances|image_info|person_keypoints|captions|labels|annotations)_(.+)$/.exec(stem) ?? []
  const said = (named ?? (stem.startsWith("_annotations") ? baseName(folderOf(file)) : stem)).replace(/\d{4}$/, "")
  const known = toSplit(said)
  return known ?? (named === undefined || named === "default" || said === "" ? null : named)
}

/** First pass over a file: its pictures, its categories, and how many annotations each picture has. */
export async function* learn(
  files: FileSet,
  file: string,
  labels: LabelList,
  several: SeveralNamed | null = null,
): AsyncGenerator<ReadEvent, Contents> {
  const contents: Contents = {
    ...{
      file,
      split: splitOfCoco(file),
      indexOf: new Map(),
      texts: [],
      lines: [],
      awaited: [],
      isOdd: [],
      widths: [],
      heights: [],
    },
    ...{
      isTaken: [],
      labelOf: new Map(),
      labels: [],
      early: new Map(),
      withText: new Set(),
      batches: [],
      hasAnnotations: false,
    },
  }
  for await (const pieces of piecesOf(files, file))
    for (const piece of pieces) yield* learnPiece(contents, piece, labels, several)
  for (const id of contents.withText) {
    const location = contents.labelOf.get(id)
    const label = location === undefined ? undefined : labels.get(contents.labels[location]?.name.en ?? "")
    // Maps hold the label's place and the list its newest form: whoever reads on sees this one.
    if (label && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
  }
  return contents
}

function* learnPiece(
  contents: Contents,
  piece: JsonPiece,
  labels: LabelList,
  several: SeveralNamed | null,
): Generator<ReadEvent> {
  const location = { file: contents.file, line: piece.line, field: piece.key }
  if (piece.key === "annotations" && (piece.index >= 0 || piece.text === "[]")) contents.hasAnnotations = true
  if (piece.problem === "not_json" || piece.problem === "cut_off") yield report("lost", piece.problem, location)
  else if (piece.key === "annotations") yield* learnBatch(contents, piece)
  else if (piece.problem) yield report("lost", piece.problem, location)
  else if (piece.key === "images") yield* learnPicture(contents, piece, several)
  else if (piece.key === "categories") yield* learnCategory(contents, piece, labels)
  else if (piece.index <= 0 && !EMPTY.has(piece.text)) yield report("note", "not_kept", location)
}

const EMPTY = new Set(["{}", "[]", "null", '""'])

function count(contents: Contents, id: IdKey): void {
  const location = contents.indexOf.get(id)
  if (location === undefined) contents.early.set(id, (contents.early.get(id) ?? 0) + 1)
  else contents.awaited[location] = (contents.awaited[location] ?? 0) + 1
}

/** Counts the annotations of a batch for their pictures, by looking for the key alone; in doubt they are parsed. */
function* learnBatch(contents: Contents, { text, parts, line, problem }: JsonPiece): Generator<ReadEvent> {
  if (problem) yield report("lost", problem, { file: contents.file, line })
  if (!parts) return
  contents.batches.push({ from: parts.offset, to: parts.offset + text.length, line, count: parts.starts.length })
  const ids = text.includes('"transcription"') || text.includes("\\u") ? null : imageIdsIn(text)
  // Fewer keys than annotations, or more: somewhere it stands that it does not count, or counts and is not there.
  if (ids?.length === parts.starts.length) for (const id of ids) count(contents, id)
  else for (const [i, start] of parts.starts.entries()) learnAnnotation(contents, text.slice(start, parts.ends[i]))
}

const KEY = '"image_id"'
const COLON = 58
const ZERO = 48

/** The whole numbers that stand after {@link KEY}; null when something else does. */
function imageIdsIn(text: string): number[] | null {
  const ids: number[] = []
  for (let found = text.indexOf(KEY); found >= 0; found = text.indexOf(KEY, found)) {
    let at = skipBlanks(text, found + KEY.length)
    if (text.charCodeAt(at) !== COLON) return null
    at = skipBlanks(text, at + 1)
    let id = 0
    const from = at
    for (let c = text.charCodeAt(at) - ZERO; c >= 0 && c <= 9; c = text.charCodeAt(++at) - ZERO) id = 10 * id + c
    if (at === from || at - from > 15 || !",} \n\r\t".includes(text.charAt(at))) return null
    ids.push(id)
    found = at
  }
  return ids
}

function skipBlanks(text: string, from: number): number {
  let at = from
  for (let c = text.charCodeAt(at); c === 32 || c === 10 || c === 13 || c === 9; c = text.charCodeAt(++at));
  return at
}

function learnAnnotation(contents: Contents, text: string): void {
  const annotation = parseJson(text)?.value
  if (!isObject(annotation)) return
  const id = idKey(member(annotation, "image_id"))
  if (id !== null) count(contents, id)
  const attributes = member(annotation, "attributes")
  const category = idKey(member(annotation, "category_id"))
  if (category !== null && isObject(attributes) && typeof member(attributes, "transcription") === "string")
    contents.withText.add(category)
}

function* learnPicture(
  contents: Contents,
  { text, line }: JsonPiece,
  several: SeveralNamed | null,
): Generator<ReadEvent> {
  if (text === "[]") return
  const location = { file: contents.file, line }
  const image = parseJson(text)?.value
  if (!isObject(image)) return yield report("lost", "picture_unreadable", { ...location, found: text })
  const id = idKey(member(image, "id"))
  if (id === null) return yield report("lost", "field_missing", { ...location, field: "id" })
  if (contents.indexOf.has(id)) return yield report("lost", "id_twice", { ...location, field: "id", found: id })
  const called = member(image, "file_name")
  const name = nameIn(image)
  if (typeof called !== "string") yield report("lost", "field_missing", { ...location, field: "file_name" })
  else if (name === null) yield report("lost", "name_unsafe", { ...location, field: "file_name", found: called })
  else if (name !== called) yield report("changed", "name_folders", { ...location, field: "file_name", found: called })
  const size = sizeOf(image)
  if (size === null && name !== null) yield report("note", "size_unknown", { ...location, found: name })
  contents.indexOf.set(id, contents.texts.length)
  contents.texts.push(text)
  contents.lines.push(line)
  contents.isOdd.push(ODD.test(text))
  contents.awaited.push(contents.early.get(id) ?? 0)
  contents.widths.push(size?.width ?? 0)
  contents.heights.push(size?.height ?? 0)
  contents.isTaken.push(name !== null)
  if (name !== null) several?.add(name)
}

/** The name of a picture's entry as it is kept; null where it says none that can be. */
export function nameIn(image: JsonObject): string | null {
  const called = member(image, "file_name")
  return typeof called === "string" ? (calledName(called)?.name ?? null) : null
}

/** Numbers of more digits than a number keeps, or beyond all bounds, and what is none. */
const ODD = /\d{16}|NaN|Infinity|[eE]\+?\d{3}/

/** The size that a picture's entry says; null where it says none that can be. */
function sizeOf(image: JsonObject): Size | null {
  const size = Size.safeParse({ width: member(image, "width"), height: member(image, "height") })
  return size.success ? size.data : null
}

function* learnCategory(contents: Contents, { text, line }: JsonPiece, labels: LabelList): Generator<ReadEvent> {
  if (text === "[]") return
  const location = { file: contents.file, line }
  const category = parseJson(text)?.value
  if (!isObject(category)) return yield report("lost", "category_unreadable", { ...location, found: text })
  const id = idKey(member(category, "id"))
  if (id === null) return yield report("lost", "field_missing", { ...location, field: "id" })
  if (contents.labelOf.has(id)) return yield report("lost", "id_twice", { ...location, field: "id", found: id })
  const given = member(category, "name")
  const name = typeof given === "string" && given !== "" ? given : String(id)
  if (name !== given) yield report("changed", "name_from_id", { ...location, field: "name", found: id })
  const label = labels.add(name)
  if (label === null) return yield report("lost", "label_refused", { ...location, field: "name", found: name })
  const twice = contents.labels.some((one) => one.id === label.id)
  if (twice) yield report("changed", "label_twice", { ...location, field: "name", found: name })
  contents.labelOf.set(id, contents.labels.length)
  contents.labels.push(label)
  // An export of ours brings its labels as they are: what it numbered itself is no id of anybody.
  if (label.foreign?.["coco"] !== undefined || labels.wasKnown(label)) return
  const { name: _name, ...carried } = category
  labels.replace({ ...label, foreign: { ...label.foreign, coco: carried } })
}
