import { type AnnotationBody, type DatasetRecord, type Label, type Region, reachesOutside, Size } from "@justesse/types"
import { type CocoPlace, cocoParts, OWN_ID, ownId } from "./cocoRegion.ts"
import { knownLabels, MANIFEST_NAME } from "./companions.ts"
import type { ReadEvent, Reader } from "./contract.ts"
import {
  baseName,
  extensionOf,
  type FileSet,
  folderOf,
  listFiles,
  readHead,
  safeName,
  withoutExtension,
} from "./fileSet.ts"
import { idText, isObject, type JsonObject, type JsonValue, member, parseJson, unknownMembers } from "./jsonParse.ts"
import { type JsonPiece, splitJson } from "./jsonSplit.ts"
import { LabelList } from "./labels.ts"
import { knownPart } from "./partNames.ts"
import { PictureIndex } from "./pictures.ts"
import { MAX_REGIONS, RegionIds, region } from "./regions.ts"
import { report, Tally } from "./report.ts"
import { decodeStream } from "./textStream.ts"

/**
 * COCO instances. Two passes over each file, because annotations may come before their pictures: the first learns pictures,
 * categories and how many annotations each picture has, the second gives a record as soon as its last annotation is there,
 * so that only unfinished pictures are held.
 *
 * A picture without annotations in a file that has a list of annotations was looked at: an empty body, not "nothing here"
 * on purpose. In a file without that list its body is null. Unknown keys, crowd masks and further polygons travel in
 * `foreign.coco`; a mask travels with the box it belongs to, so that a moved box does not go out with an old mask.
 */
export const cocoReader: Reader = {
  name: "coco",
  async detect(files) {
    return (await cocoFiles(files)).length > 0 ? 0.9 : 0
  },
  read: readCoco,
}

const HEAD_BYTES = 65_536
const PICTURE_KEYS = new Set(["id", "file_name", "width", "height", OWN_ID])
/** Pictures, categories and what is awaited: what the first pass learns of one file. */
interface Contents {
  readonly file: string
  /** The part of the dataset that the file's name says; null where it says none. */
  readonly split: string | null
  readonly pictures: Map<string, Picture>
  readonly labelOf: Map<string, Label>
  /** Annotations of each picture id, also of ids that no picture has. */
  readonly counts: Map<string, number>
  /** Ids of categories whose annotations carry a text. */
  readonly withText: Set<string>
  hasAnnotations: boolean
  readonly tally: Tally
}

interface Picture {
  readonly id: string
  /** {@link id}, or the one that an export of ours kept beside it. */
  readonly ownId: string
  /** Null when the picture could not be taken: its annotations are counted and go with it. */
  readonly name: string | null
  readonly size: Size | null
  readonly line: number
  readonly foreign: Record<string, JsonValue> | null
  /** Only while annotations of the picture are awaited. */
  ids: RegionIds | null
  regions: Region[]
  met: number
  given: boolean
}

async function* readCoco(files: FileSet): AsyncGenerator<ReadEvent> {
  const labels = new LabelList(await knownLabels(files))
  const index = await PictureIndex.of(files)
  const names = await namedFiles(files)
  yield* ignoredFiles(await listFiles(files), new Set(names))
  const all: Contents[] = []
  for (const file of names) {
    const contents: Contents = {
      file,
      split: splitOfCoco(file),
      pictures: new Map(),
      labelOf: new Map(),
      counts: new Map(),
      withText: new Set(),
      hasAnnotations: false,
      tally: new Tally(),
    }
    yield* learn(files, contents, labels)
    all.push(contents)
  }
  yield { kind: "ontology", ontology: labels.ontology() }
  for (const contents of all) yield* give(files, contents, index)
}

/** JSON files whose beginning looks like COCO instances. Results (a list at the top) name no pictures: not read here. */
async function cocoFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "json") continue
    if (looksLikeCoco(new TextDecoder().decode(await readHead(files, name, HEAD_BYTES)))) found.push(name)
  }
  return found
}

/** The files to read: those that look like COCO, or, when a person says it is COCO and none does, every JSON file. */
async function namedFiles(files: FileSet): Promise<string[]> {
  const sure = await cocoFiles(files)
  if (sure.length > 0) return sure
  return (await listFiles(files)).map(({ name }) => name).filter((name) => extensionOf(name) === "json")
}

function looksLikeCoco(head: string): boolean {
  if (!/^[\s\uFEFF]*\{/.test(head)) return false
  if (/"images"\s*:\s*\[/.test(head)) return true
  return /"annotations"\s*:\s*\[/.test(head) && /"(image_id|bbox|category_id)"\s*:/.test(head)
}

function* ignoredFiles(entries: readonly { name: string }[], taken: ReadonlySet<string>): Generator<ReadEvent> {
  for (const { name } of entries)
    if (extensionOf(name) === "json" && !taken.has(name) && baseName(name) !== MANIFEST_NAME)
      yield report("note", "file_not_read", { file: name })
}

/**
 * The part of a dataset that a COCO file is called after: `instances_train2017.json` and `train/_annotations.coco.json`
 * are `train`. `default`, as CVAT says for no part, is none.
 */
export function splitOfCoco(file: string): string | null {
  const stem = withoutExtension(baseName(file))
  const [, named] = /^(?:instances|image_info|person_keypoints|captions|labels|annotations)_(.+)$/.exec(stem) ?? []
  const said = (named ?? (stem.startsWith("_annotations") ? baseName(folderOf(file)) : stem)).replace(/\d{4}$/, "")
  const known = knownPart(said)
  return known ?? (named === undefined || named === "default" || said === "" ? null : named)
}

function piecesOf(files: FileSet, file: string): AsyncGenerator<JsonPiece[]> {
  return splitJson(decodeStream(files.open(file)))
}

// First pass: what there is

async function* learn(files: FileSet, contents: Contents, labels: LabelList): AsyncGenerator<ReadEvent> {
  for await (const pieces of piecesOf(files, contents.file))
    for (const piece of pieces) yield* learnPiece(contents, piece, labels)
  for (const id of contents.withText) {
    const label = contents.labelOf.get(id)
    if (!label || label.hasText || labels.wasKnown(label)) continue
    // The same object is in the ontology and in every map: changed here, before anybody else sees it.
    const written = { ...label, hasText: true }
    labels.replace(written)
    for (const [other, known] of contents.labelOf) if (known === label) contents.labelOf.set(other, written)
  }
}

function* learnPiece(contents: Contents, piece: JsonPiece, labels: LabelList): Generator<ReadEvent> {
  const place = { file: contents.file, line: piece.line, field: piece.key }
  if (piece.key === "annotations" && (piece.index >= 0 || piece.text === "[]")) contents.hasAnnotations = true
  if (piece.problem === "not_json" || piece.problem === "cut_off") yield report("lost", piece.problem, place)
  else if (piece.key === "annotations") learnAnnotation(contents, piece)
  else if (piece.problem) yield report("lost", piece.problem, place)
  else if (piece.key === "images") yield* learnPicture(contents, piece)
  else if (piece.key === "categories") yield* learnCategory(contents, piece, labels)
  else if (piece.index <= 0 && !EMPTY.has(piece.text)) yield report("note", "not_kept", place)
}

const EMPTY = new Set(["{}", "[]", "null", '""'])
const imageId = /"image_id"\s*:\s*("(?:[^"\\]|\\.)*"|-?[\d.eE+-]+)/g

/** Counts the annotation for its picture. The pattern is a fifth of the cost of parsing; in doubt it is parsed. */
function learnAnnotation(contents: Contents, piece: JsonPiece): void {
  const found = [...piece.text.matchAll(imageId)]
  const token = found.length === 1 ? found[0]?.[1] : undefined
  const plain = token !== undefined && /^\d{1,15}$/.test(token) ? token : null
  const annotation = plain === null || piece.text.includes('"transcription"') ? parseJson(piece.text)?.value : undefined
  const id =
    plain === null ? (isObject(annotation) ? idText(member(annotation, "image_id")) : null) : String(Number(plain))
  if (id !== null) contents.counts.set(id, (contents.counts.get(id) ?? 0) + 1)
  if (!isObject(annotation)) return
  const attributes = member(annotation, "attributes")
  const category = idText(member(annotation, "category_id"))
  if (category !== null && isObject(attributes) && typeof member(attributes, "transcription") === "string")
    contents.withText.add(category)
}

function* learnPicture(contents: Contents, piece: JsonPiece): Generator<ReadEvent> {
  if (piece.text === "[]") return
  const place = { file: contents.file, line: piece.line }
  const image = parseJson(piece.text)?.value
  if (!isObject(image)) return yield report("lost", "picture_unreadable", { ...place, found: piece.text })
  const id = idText(member(image, "id"))
  if (id === null) return yield report("lost", "field_missing", { ...place, field: "id" })
  if (contents.pictures.has(id)) return yield report("lost", "id_twice", { ...place, field: "id", found: id })
  const called = member(image, "file_name")
  const name = typeof called === "string" ? safeName(called) : null
  if (typeof called !== "string") yield report("lost", "field_missing", { ...place, field: "file_name" })
  else if (name === null) yield report("lost", "name_unsafe", { ...place, field: "file_name", found: called })
  else if (name !== called) yield report("changed", "name_folders", { ...place, field: "file_name", found: called })
  const size = sizeOf(image)
  if (size === null && name !== null) yield report("note", "size_unknown", { ...place, found: name })
  contents.pictures.set(id, {
    id,
    ownId: ownId(image) ?? id,
    name,
    size,
    line: piece.line,
    foreign: unknownMembers(image, PICTURE_KEYS),
    ids: null,
    regions: [],
    met: 0,
    given: false,
  })
}

function sizeOf(image: JsonObject): Size | null {
  const size = Size.safeParse({ width: member(image, "width"), height: member(image, "height") })
  return size.success ? size.data : null
}

function* learnCategory(contents: Contents, piece: JsonPiece, labels: LabelList): Generator<ReadEvent> {
  if (piece.text === "[]") return
  const place = { file: contents.file, line: piece.line }
  const category = parseJson(piece.text)?.value
  if (!isObject(category)) return yield report("lost", "category_unreadable", { ...place, found: piece.text })
  const id = idText(member(category, "id"))
  if (id === null) return yield report("lost", "field_missing", { ...place, field: "id" })
  if (contents.labelOf.has(id)) return yield report("lost", "id_twice", { ...place, field: "id", found: id })
  const given = member(category, "name")
  const name = typeof given === "string" && given !== "" ? given : id
  if (name !== given) yield report("changed", "name_from_id", { ...place, field: "name", found: id })
  const label = labels.add(name)
  if (label === null) return yield report("lost", "label_refused", { ...place, field: "name", found: name })
  contents.labelOf.set(id, label)
}

// Second pass: records

async function* give(files: FileSet, contents: Contents, index: PictureIndex): AsyncGenerator<ReadEvent> {
  const order = [...contents.pictures.values()]
  let cursor = 0
  /** Gives what is complete at the front of the file's order, so that a file in order comes out in order. */
  function* front(): Generator<ReadEvent> {
    for (let next = order[cursor]; next && (next.given || isComplete(contents, next)); next = order[++cursor])
      yield* givePicture(contents, next, index)
  }
  yield* front()
  for await (const pieces of piecesOf(files, contents.file)) {
    for (const piece of pieces) {
      if (piece.key !== "annotations" || piece.index < 0) continue
      const picture = yield* giveAnnotation(contents, piece)
      if (!picture || !isComplete(contents, picture)) continue
      yield* givePicture(contents, picture, index)
      yield* front()
    }
  }
  for (const picture of order) yield* givePicture(contents, picture, index)
  for (const line of contents.tally.lines(contents.file)) yield { kind: "report", line }
}

function isComplete(contents: Contents, picture: Picture): boolean {
  return picture.met >= (contents.counts.get(picture.id) ?? 0)
}

function* givePicture(contents: Contents, picture: Picture, index: PictureIndex): Generator<ReadEvent> {
  if (picture.given) return
  picture.given = true
  const place = { file: contents.file, line: picture.line }
  if (picture.name === null) {
    if (picture.met > 0)
      yield report("lost", "regions_of_lost_picture", { ...place, found: picture.id, count: picture.met })
    return
  }
  const body: AnnotationBody | null = contents.hasAnnotations ? { regions: picture.regions, nothingHere: false } : null
  picture.regions = []
  picture.ids = null
  const record: DatasetRecord = {
    name: picture.name,
    size: picture.size,
    sha256: null,
    body,
    foreignId: picture.ownId,
    ...(contents.split === null ? {} : { split: contents.split }),
    source: place,
    ...(picture.foreign ? { foreign: { coco: picture.foreign } } : {}),
  }
  yield { kind: "record", record, picture: index.find(picture.name) }
}

/** Puts one annotation into its picture, or says why not. Returns the picture that it counted for. */
function* giveAnnotation(contents: Contents, piece: JsonPiece): Generator<ReadEvent, Picture | null> {
  const place = { file: contents.file, line: piece.line }
  if (piece.problem === "not_json" || piece.problem === "cut_off") return null
  const parsed = piece.problem ? null : parseJson(piece.text)
  const annotation = parsed?.value
  if (!isObject(annotation)) {
    yield report("lost", piece.problem ?? "annotation_unreadable", { ...place, found: piece.text })
    return null
  }
  const imageId = idText(member(annotation, "image_id"))
  if (imageId === null) {
    yield report("lost", "field_missing", { ...place, field: "image_id" })
    return null
  }
  const picture = contents.pictures.get(imageId)
  if (!picture || picture.given) {
    yield report("lost", picture ? "picture_given" : "picture_unknown", { ...place, field: "image_id", found: imageId })
    return null
  }
  picture.met++
  if (picture.name === null) return picture
  if (picture.regions.length >= MAX_REGIONS) yield report("lost", "too_many_regions", { ...place, found: picture.name })
  else yield* giveRegion(contents, picture, annotation, place)
  return picture
}

function* giveRegion(
  contents: Contents,
  picture: Picture,
  annotation: JsonObject,
  place: CocoPlace,
): Generator<ReadEvent> {
  const category = idText(member(annotation, "category_id"))
  const label = category === null ? undefined : contents.labelOf.get(category)
  if (category === null) return yield report("lost", "field_missing", { ...place, field: "category_id" })
  if (!label) return yield report("lost", "category_unknown", { ...place, field: "category_id", found: category })
  const parts = yield* cocoParts(annotation, place, contents.tally)
  if (parts === null) return
  const { box } = parts
  if (picture.size && reachesOutside(box, picture.size))
    yield report("note", "box_outside", { ...place, field: "bbox", found: [box.x, box.y, box.width, box.height] })
  picture.ids ??= new RegionIds()
  picture.regions.push(region({ ...parts, id: picture.ids.give(ownId(annotation)), label: label.id }))
}
