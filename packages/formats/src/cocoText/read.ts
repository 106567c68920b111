import { type Box, boundsOfShape, type Region, Size, type Transcript } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { carriedShape } from "../coco/carried.ts"
import { OWN_ID, ownId } from "../coco/region.ts"
import { knownLabels, MANIFEST_NAME } from "../companions/index.ts"
import type { ReadEvent, Reader } from "../contract.ts"
import { baseName, calledName, extensionOf, type FileSet, folderOf, headText, listFiles } from "../io/fileSet.ts"
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
import { type JsonPiece, splitJson } from "../io/jsonSplit.ts"
import { PictureIndex } from "../io/pictures.ts"
import { decodeStream } from "../io/textStream.ts"
import { LabelList } from "../regions/labels.ts"
import { isFiniteNumber, isTranscript, MAX_REGIONS, pointsOf, RegionIds, region } from "../regions/parts.ts"
import { isOtherBox, outlinedBox, type ShapeParts, toShape } from "../regions/rotated.ts"
import { about, report } from "../report/lines.ts"

/**
 * COCO-Text and TextOCR: maps `imgs` and `anns` by id, read member by member, twice, so that only unfinished pictures are
 * held. Keys are texts while ids may be numbers; what joins is what they say, not their type. `bbox` is x, y, width, height;
 * `mask`, `polygon` or `points` is the outline. The label is `class`, otherwise `text`. Illegible is `legibility` (its text
 * may be absent) or TextOCR's `.`; `language` english is `en`, anything else travels. `set` is the part of the dataset.
 */
export const cocoTextReader: Reader = {
  name: "coco-text",
  async detect(files) {
    return (await cocoTextFiles(files)).found.length > 0 ? 0.95 : 0
  },
  read: readCocoText,
}

/** The key that our files have beside `language`: the tag itself. */
export const LANGUAGE_TAG = "language_tag"
/** What stands for a language that nobody said. */
export const NO_LANGUAGE = "na"

const HEAD_BYTES = 65_536
const MAPS = new Set(["imgs", "anns"])
/** Made from the others: what joins pictures and annotations. */
const DERIVED = new Set(["imgToAnns", "img2Anns", "cats", "info"])
const OUTLINES = ["mask", "polygon", "points"]
const PICTURE_KEYS = new Set(["id", "file_name", "width", "height", "set", OWN_ID])
const REGION_KEYS = new Set([
  ...["id", "image_id", "bbox", "area", "utf8_string", "legibility", "class", ...OUTLINES],
  ...["language", LANGUAGE_TAG, OWN_ID],
])

async function cocoTextFiles(files: FileSet): Promise<{ found: string[]; others: string[] }> {
  const found: string[] = []
  const others: string[] = []
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "json" || baseName(name) === MANIFEST_NAME) continue
    const head = await headText(files, name, HEAD_BYTES)
    if (/^[\s\uFEFF]*\{/.test(head) && /"(imgs|anns)"\s*:\s*\{/.test(head)) found.push(name)
    else others.push(name)
  }
  return { found, others }
}

interface Picture {
  readonly id: string
  readonly record: Omit<DatasetRecord, "body"> | null
  readonly ids: RegionIds
  regions: Region[]
  awaited: number
  given: boolean
}

interface Context {
  readonly file: string
  readonly labels: LabelList
  readonly pictures: Map<string, Picture>
}

async function* readCocoText(files: FileSet): AsyncGenerator<ReadEvent> {
  const labels = LabelList.withAll(await knownLabels(files))
  const { found, others } = await cocoTextFiles(files)
  for (const file of others) yield report("note", "file_not_read", { file })
  const all: Context[] = []
  for (const file of found) {
    const context: Context = { file, labels, pictures: new Map() }
    yield* learn(files, context)
    all.push(context)
  }
  yield { kind: "ontology", ontology: labels.ontology() }
  const index = await PictureIndex.of(files)
  for (const context of all) yield* give(files, context, index)
}

function piecesOf(files: FileSet, file: string): AsyncGenerator<JsonPiece[]> {
  return splitJson(decodeStream(files.open(file)), MAPS)
}

// First pass: pictures, labels, and how many annotations each picture awaits

async function* learn(files: FileSet, context: Context): AsyncGenerator<ReadEvent> {
  const awaited = new Map<string, number>()
  for await (const pieces of piecesOf(files, context.file))
    for (const piece of pieces) {
      const location = { file: context.file, line: piece.line, field: piece.key }
      if (piece.problem && (piece.key !== "anns" || piece.problem === "not_json" || piece.problem === "cut_off"))
        yield report("lost", piece.problem, location)
      else if (piece.key === "imgs" && piece.index >= 0) yield* learnPicture(context, piece)
      else if (piece.key === "anns" && piece.index >= 0) learnAnnotation(context.labels, piece, awaited)
      else if (!MAPS.has(piece.key) && !DERIVED.has(piece.key) && piece.index <= 0)
        yield report("note", "not_kept", location)
    }
  for (const [id, count] of awaited) {
    const picture = context.pictures.get(id)
    if (picture) picture.awaited = count
  }
}

function learnAnnotation(labels: LabelList, piece: JsonPiece, awaited: Map<string, number>): void {
  const annotation = parseJson(piece.text)?.value
  if (!isObject(annotation)) return
  const label = labels.add(labelNameOf(annotation))
  if (label && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
  const id = idText(member(annotation, "image_id"))
  if (id !== null) awaited.set(id, (awaited.get(id) ?? 0) + 1)
}

function labelNameOf(annotation: JsonObject): string {
  const label = member(annotation, "class")
  return typeof label === "string" && label !== "" ? label : "text"
}

function* learnPicture({ file, pictures }: Context, piece: JsonPiece): Generator<ReadEvent> {
  const location = { file, line: piece.line }
  const image = parseJson(piece.text)?.value
  if (!isObject(image)) return yield report("lost", "picture_unreadable", { ...location, found: piece.text })
  const id = idText(member(image, "id")) ?? idText(piece.name)
  if (id === null) return yield report("lost", "field_missing", { ...location, field: "id" })
  if (pictures.has(id)) return yield report("lost", "id_twice", { ...location, field: "id", found: id })
  const called = member(image, "file_name")
  const known = typeof called === "string" ? calledName(called) : null
  const name = known?.name ?? null
  if (known?.renamed) yield report("changed", "name_folders", { ...location, field: "file_name", found: called })
  const code = typeof called === "string" ? "name_unsafe" : "field_missing"
  if (name === null) yield report("lost", code, { ...location, field: "file_name", found: called })
  const size = Size.safeParse({ width: member(image, "width"), height: member(image, "height") })
  if (!size.success && name !== null) yield report("note", "size_unknown", { ...location, found: name })
  const set = member(image, "set")
  const foreign = unknownMembers(image, PICTURE_KEYS)
  const record = name !== null && {
    name,
    size: size.success ? size.data : null,
    sha256: null,
    foreignId: ownId(image) ?? id,
    ...(typeof set === "string" && set !== "" ? { split: set } : {}),
    source: location,
    ...(foreign ? { foreign: { "coco-text": foreign } } : {}),
  }
  pictures.set(id, { id, record: record || null, ids: new RegionIds(), regions: [], awaited: 0, given: false })
}

// Second pass: records, as soon as their last annotation is there

async function* give(files: FileSet, context: Context, index: PictureIndex): AsyncGenerator<ReadEvent> {
  const order = [...context.pictures.values()]
  let cursor = 0
  function* front(): Generator<ReadEvent> {
    for (let next = order[cursor]; next && (next.given || next.awaited <= 0); next = order[++cursor])
      yield* givePicture(context, next, index)
  }
  yield* front()
  for await (const pieces of piecesOf(files, context.file))
    for (const piece of pieces) {
      if (piece.key !== "anns" || piece.index < 0 || piece.problem === "not_json" || piece.problem === "cut_off")
        continue
      const picture = yield* giveAnnotation(context, piece)
      if (picture && picture.awaited <= 0) yield* front()
    }
  for (const picture of order) yield* givePicture(context, picture, index)
}

function* givePicture({ file }: Context, picture: Picture, index: PictureIndex): Generator<ReadEvent> {
  if (picture.given) return
  picture.given = true
  const { record, regions } = picture
  picture.regions = []
  if (record === null) {
    if (regions.length > 0)
      yield report("lost", "regions_of_lost_picture", { file, found: picture.id, count: regions.length })
    return
  }
  yield {
    kind: "record",
    record: { ...record, body: { regions, nothingHere: false } },
    picture: index.find(record.name, { folder: folderOf(record.source?.file ?? ""), split: record.split }),
  }
}

function* giveAnnotation(context: Context, piece: JsonPiece): Generator<ReadEvent, Picture | null> {
  const location = { file: context.file, line: piece.line }
  const annotation = piece.problem ? undefined : parseJson(piece.text)?.value
  if (!isObject(annotation)) {
    yield report("lost", piece.problem ?? "annotation_unreadable", { ...location, found: piece.text })
    return null
  }
  const imageId = idText(member(annotation, "image_id"))
  const picture = imageId === null ? undefined : context.pictures.get(imageId)
  if (!picture || picture.given) {
    const code = imageId === null ? "field_missing" : picture ? "picture_given" : "picture_unknown"
    yield report("lost", code, { ...location, field: "image_id", found: imageId ?? undefined })
    return null
  }
  picture.awaited--
  if (picture.regions.length >= MAX_REGIONS)
    yield report("lost", "too_many_regions", { ...location, found: picture.id })
  else {
    const found = yield* about(() => picture.record?.name ?? null, regionOf(annotation, piece, picture.ids, context))
    if (found) picture.regions.push(found)
  }
  return picture
}

function* regionOf(
  annotation: JsonObject,
  piece: JsonPiece,
  ids: RegionIds,
  { file, labels }: Context,
): Generator<ReadEvent, Region | null> {
  const location = { file, line: piece.line }
  const label = labels.get(labelNameOf(annotation))
  if (!label) {
    yield report("lost", "label_refused", { ...location, field: "class", found: labelNameOf(annotation) })
    return null
  }
  const shape = yield* shapeOf(annotation, location)
  if (shape === null) return null
  const { transcript, language } = yield* textOf(annotation, location)
  const geometry = toShape(shape, transcript !== undefined)
  const carried = {
    ...unknownMembers(annotation, REGION_KEYS),
    ...(isOtherBox(shape.stated, boundsOfShape(geometry)) ? carriedShape(geometry, shape.stated) : {}),
    ...(language === undefined ? {} : { language }),
  }
  const { stated: _, ...parts } = shape
  return region({
    id: ids.give(ownId(annotation) ?? idText(piece.name)),
    ...parts,
    label: label.id,
    transcript,
    foreign: Object.keys(carried).length > 0 ? { "coco-text": carried } : undefined,
  })
}

function* shapeOf(
  annotation: JsonObject,
  location: { file: string; line: number },
): Generator<ReadEvent, (ShapeParts & { readonly stated: Box }) | null> {
  const bbox = member(annotation, "bbox")
  const numbers = isList(bbox) ? bbox.filter(isFiniteNumber) : []
  const [x = 0, y = 0, width = 0, height = 0] = numbers
  if (!isList(bbox) || bbox.length !== 4 || numbers.length !== 4 || !(width > 0) || !(height > 0)) {
    const code = bbox === undefined ? "field_missing" : numbers.length === 4 ? "box_of_no_size" : "not_a_number"
    yield report("lost", code, { ...location, field: "bbox", found: bbox })
    return null
  }
  const box = { x, y, width, height }
  const key = OUTLINES.find((name) => isList(member(annotation, name)))
  const list = key === undefined ? undefined : member(annotation, key)
  const points = isList(list) ? pointsOf(list) : null
  if (isList(list) && list.length > 0 && !points)
    yield report("lost", "outline_unreadable", { ...location, field: key })
  const shape = points ? yield* outlinedBox(box, points, { ...location, field: key }) : { box }
  return { ...shape, stated: box }
}

/** The text, with what is not said in tags of `language` as it stands. */
function* textOf(
  annotation: JsonObject,
  location: { file: string; line: number },
): Generator<ReadEvent, { transcript: Transcript | undefined; language: JsonValue | undefined }> {
  const text = member(annotation, "utf8_string")
  const written = member(annotation, "language")
  const said = written === NO_LANGUAGE ? undefined : written
  const tag = member(annotation, LANGUAGE_TAG)
  const own = typeof tag === "string" && tag.length <= 35 ? tag : said === "english" ? "en" : undefined
  const language = own === undefined ? said : undefined
  const illegible = member(annotation, "legibility") === "illegible" || text === "."
  const isReadable = typeof text === "string" && isTranscript(text)
  if (text !== undefined && !isReadable) yield report("lost", "text_unstorable", { ...location, field: "utf8_string" })
  else if (text === undefined && !illegible) yield report("note", "text_missing", location)
  if (!isReadable && !(text === undefined && illegible)) return { transcript: undefined, language: said }
  const transcript: Transcript = {
    value: isReadable ? text : "",
    ...(own === undefined ? {} : { language: own }),
    ...(illegible ? { marks: ["illegible" as const] } : {}),
  }
  return { transcript, language }
}
