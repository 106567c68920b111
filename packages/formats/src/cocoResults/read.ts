import { boundsOfShape, type Label, ringsOf, Size } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { carriedShape } from "../coco/carried.ts"
import { HeldBoxes } from "../coco/held.ts"
import { knownLabels, MANIFEST_NAME } from "../companions/index.ts"
import type { ReadEvent, Reader } from "../contract.ts"
import { baseName, calledName, extensionOf, type FileSet, listFiles, safeName } from "../io/fileSet.ts"
import {
  idText,
  isObject,
  type JsonObject,
  type JsonValue,
  member,
  parseJson,
  unknownMembers,
} from "../io/jsonParse.ts"
import { type JsonPiece, splitJson, valuesOf } from "../io/jsonSplit.ts"
import { PictureIndex } from "../io/pictures.ts"
import { decodeStream } from "../io/textStream.ts"
import { LabelList } from "../regions/labels.ts"
import { MAX_REGIONS } from "../regions/parts.ts"
import { isOtherBox } from "../regions/rotated.ts"
import { report } from "../report/lines.ts"
import { resultFiles, resultOf } from "./rows.ts"

/**
 * COCO results: a list `[{image_id, category_id, bbox, score}]`. Names and sizes of pictures and names of categories come
 * from COCO files beside it; without one a picture is found by its id as COCO's own names write it (`000000000785.jpg`), and
 * a category is called by its id. Scores travel as `foreign.coco.score`. A picture that the COCO file names and no row
 * speaks of was looked at. Two passes, so that a picture is given as soon as its last row is there; rows that wait are held
 * in columns, of which a million in no order take some 70 MB.
 */
export const cocoResultsReader: Reader = {
  name: "coco-results",
  async detect(files) {
    const results = new Set(await resultFiles(files))
    if (results.size === 0) return 0
    const others = (await listFiles(files)).filter(({ name }) => extensionOf(name) === "json" && !results.has(name))
    // Beside answers they are the smaller part; beside a mere list of pictures they are the answers.
    const isAlone = others.every(({ name }) => /^image_info|^justesse-/.test(baseName(name)))
    return isAlone ? 0.95 : 0.8
  },
  read,
}

const ROW_KEYS = new Set(["image_id", "category_id", "bbox", "id", "area", "iscrowd"])
/** Of a row whose polygons are read as the region's. */
const LINED_ROW_KEYS = new Set([...ROW_KEYS, "segmentation"])

interface Picture {
  readonly id: string
  readonly name: string
  readonly picture: string | null
  readonly size: Size | null
  /** Its place among the pictures. */
  readonly index: number
  /** Rows of the picture, and how many of them were met. */
  rows: number
  met: number
}

interface Context {
  readonly files: FileSet
  readonly pictures: Map<string, Picture>
  readonly labelOf: Map<string, Label>
  /** Ids of the labels that rows have, and the place of each. */
  readonly labels: Label["id"][]
  readonly indexOf: Map<string, number>
  readonly index: PictureIndex
}

async function* read(files: FileSet): AsyncGenerator<ReadEvent> {
  const labels = new LabelList(await knownLabels(files))
  const names = { pictures: new Map<string, Picture>(), labelOf: new Map<string, Label>() }
  const context: Context = { files, ...names, labels: [], indexOf: new Map(), index: await PictureIndex.of(files) }
  const results = await resultFiles(files)
  yield* learnNames(context, new Set(results), labels)
  for (const file of results) yield* learnRows(context, file, labels)
  yield { kind: "ontology", ontology: labels.ontology() }
  for (const [category, { id }] of context.labelOf) context.indexOf.set(category, context.labels.push(id) - 1)
  const held = new HeldBoxes(context.pictures.size, context.labels, (score) => ({ coco: { score } }))
  for (const picture of context.pictures.values()) if (picture.rows === 0) yield give(picture, held, results[0] ?? "")
  for (const file of results) yield* giveRows(context, held, file)
}

async function* rowsOf(files: FileSet, file: string) {
  for await (const pieces of splitJson(decodeStream(files.open(file))))
    for (const piece of pieces) if (piece.text !== "[]" || piece.index >= 0) yield piece
}

/** A row of a list of results, or what is wrong where none could be read. */
interface Row {
  readonly value: JsonValue | undefined
  readonly line: number
  readonly problem?: JsonPiece["problem"]
}

/** The rows of a list of results, many together: a million small awaits would cost more than the rows. */
async function* rowsIn(files: FileSet, file: string): AsyncGenerator<Row[]> {
  for await (const pieces of splitJson(decodeStream(files.open(file)), new Set(), ""))
    for (const piece of pieces) yield rowsOfPiece(piece)
}

/** What {@link parseJson} reads otherwise than JSON.parse: long ids, and numbers beyond all bounds. */
const ODD = /id"\s*:\s*-?\d{16}|[eE]\+?0*\d{3}|\d{300}/

function rowsOfPiece({ parts, text, line, index, problem }: JsonPiece): Row[] {
  if (problem) return [{ value: undefined, line, problem }]
  if (!parts) return text === "[]" && index < 0 ? [] : [{ value: parseJson(text)?.value, line }]
  const values = ODD.test(text) ? null : valuesOf(text, parts.starts.length)
  return parts.starts.map((start, i) => ({
    value: values === null ? parseJson(text.slice(start, parts.ends[i]))?.value : values[i],
    line: parts.lines[i] ?? line,
  }))
}

/** Names and sizes from the COCO files beside the results. */
async function* learnNames(
  { files, pictures, labelOf, index }: Context,
  results: ReadonlySet<string>,
  labels: LabelList,
): AsyncGenerator<ReadEvent> {
  for (const { name: file } of await listFiles(files)) {
    if (extensionOf(file) !== "json" || results.has(file)) continue
    let isUsed = baseName(file) === MANIFEST_NAME
    for await (const { key, text, line, problem } of rowsOf(files, file)) {
      isUsed ||= problem !== undefined || key === "images" || key === "categories"
      if (problem) yield report("lost", problem, { file, line, field: key })
      if (problem || (key !== "images" && key !== "categories")) continue
      const row = parseJson(text)?.value
      const id = isObject(row) ? idText(member(row, "id")) : null
      if (!isObject(row) || id === null) {
        const code = key === "images" ? "picture_unreadable" : "category_unreadable"
        yield report("lost", code, { file, line, found: text })
        continue
      }
      const given = member(row, key === "images" ? "file_name" : "name")
      const name = typeof given === "string" ? given : id
      if (key === "categories") {
        const label = labelOf.has(id) ? null : labels.add(name)
        if (label) labelOf.set(id, label)
      } else if (!pictures.has(id)) {
        const called = calledName(name)
        const safe = called?.name ?? null
        if (called?.renamed) yield report("changed", "name_folders", { file, line, found: name })
        if (safe === null) yield report("lost", "name_unsafe", { file, line, found: name })
        else pictures.set(id, pictureOf(pictures, id, safe, index.find(safe), sizeOf(row)))
      }
    }
    if (!isUsed) yield report("note", "file_not_read", { file })
  }
}

function sizeOf(row: JsonObject): Size | null {
  const size = Size.safeParse({ width: member(row, "width"), height: member(row, "height") })
  return size.success ? size.data : null
}

function pictureOf(
  { size: index }: ReadonlyMap<string, Picture>,
  id: string,
  name: string,
  picture: string | null,
  size: Size | null,
): Picture {
  return { id, name, picture, size, index, rows: 0, met: 0 }
}

/** First pass: how many rows each picture has, and pictures and categories that nobody named. */
async function* learnRows(context: Context, file: string, labels: LabelList): AsyncGenerator<ReadEvent> {
  const { files, pictures } = context
  const isNamed = pictures.size > 0
  for await (const rows of rowsIn(files, file))
    for (const row of rows) yield* learnRow(context, file, row, isNamed, labels)
}

function* learnRow(
  { pictures, labelOf, index }: Context,
  file: string,
  { value: row, line }: Row,
  isNamed: boolean,
  labels: LabelList,
): Generator<ReadEvent> {
  const image = isObject(row) ? idText(member(row, "image_id")) : null
  const category = isObject(row) ? idText(member(row, "category_id")) : null
  if (image !== null && !pictures.has(image)) {
    const found = index.findStem(image) ?? index.findStem(image.padStart(12, "0")) ?? index.find(image)
    const name = found ?? safeName(image)
    if (name === null) return
    if (isNamed) yield report("changed", "name_from_id", { file, line, field: "image_id", found: image })
    pictures.set(image, pictureOf(pictures, image, name, found, null))
  }
  if (category !== null && !labelOf.has(category)) {
    const label = labels.add(category)
    if (label) {
      yield report("changed", "name_from_id", { file, line, field: "category_id", found: category })
      labelOf.set(category, label)
    }
  }
  const picture = image === null ? undefined : pictures.get(image)
  if (picture) picture.rows++
}

/** Second pass: regions, and each picture after its last row. */
async function* giveRows(context: Context, held: HeldBoxes, file: string): AsyncGenerator<ReadEvent> {
  for await (const rows of rowsIn(context.files, file))
    for (const { value: row, line, problem } of rows) {
      const image = isObject(row) ? idText(member(row, "image_id")) : null
      const picture = image === null ? undefined : context.pictures.get(image)
      if (problem) yield report("lost", problem, { file, line })
      else yield* giveRow(context, held, row ?? null, picture, { file, line })
      if (picture && ++picture.met === picture.rows) yield give(picture, held, file)
    }
}

function* giveRow(
  { indexOf, labels }: Context,
  held: HeldBoxes,
  row: JsonValue,
  picture: Picture | undefined,
  location: { readonly file: string; readonly line: number },
): Generator<ReadEvent> {
  const result = resultOf(row)
  if ("wrong" in result) {
    const code = result.wrong === "" ? "annotation_unreadable" : "field_unreadable"
    return yield report("lost", code, { ...location, field: result.wrong || undefined, found: row })
  }
  const { box, outline, category, image, score } = result
  const label = indexOf.get(category)
  const labelId = label === undefined ? undefined : labels[label]
  if (!picture) return yield report("lost", "name_unsafe", { ...location, field: "image_id", found: image })
  if (label === undefined || !labelId)
    return yield report("lost", "label_refused", { ...location, field: "category_id", found: category })
  if (!(box.width > 0 && box.height > 0)) return yield report("lost", "box_of_no_size", { ...location, found: row })
  if (held.countOf(picture.index) >= MAX_REGIONS) return yield report("lost", "too_many_regions", location)
  const isMask = isObject(row) && isObject(member(row, "segmentation"))
  const rest = isObject(row) ? unknownMembers(row, outline && !isMask ? LINED_ROW_KEYS : ROW_KEYS) : null
  const wanted = isObject(row) ? idText(member(row, "id")) : null
  const id = wanted === null ? Number.NaN : wholeNumber(wanted)
  if (outline) {
    // A mask of pixels goes back with the line that was read of it, and with no other.
    const stated = isMask || isOtherBox(box, boundsOfShape(outline)) ? carriedShape(outline, box) : null
    const foreign = { coco: { ...rest, score, ...stated } }
    held.add(picture.index, { wanted, box, rings: ringsOf(outline), label: labelId, foreign })
    return
  }
  // The score is among the rest.
  if (id === null || Object.keys(rest ?? {}).length > 1)
    held.add(picture.index, { wanted, box, label: labelId, foreign: { coco: { ...rest, score } } })
  else held.addBox(picture.index, { ...box, id, label, carried: score, outline: [] })
}

/** A text as the whole number that it spells; null where it is none, or too long for one. */
function wholeNumber(text: string): number | null {
  return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : null
}

function give(picture: Picture, held: HeldBoxes, file: string): ReadEvent {
  const record: DatasetRecord = {
    name: picture.name,
    size: picture.size,
    sha256: null,
    body: { regions: held.take(picture.index), nothingHere: false },
    foreignId: picture.id,
    source: { file },
  }
  return { kind: "record", record, picture: picture.picture }
}
