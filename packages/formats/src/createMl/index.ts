import { boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { companionFiles, knownLabels, labelNames } from "../companions/index.ts"
import type { Format, OutFile, ReadEvent, Reader, RecordSource, WriteOptions, Writer } from "../contract.ts"
import {
  baseName,
  calledName,
  extensionOf,
  type FileSet,
  folderOf,
  headText,
  listFiles,
  safeName,
  withoutExtension,
} from "../io/fileSet.ts"
import {
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
import { isSplitName, toSplit } from "../io/splitNames.ts"
import { decodeStream, encodeStream } from "../io/textStream.ts"
import { type LabelList, labelsInOrder } from "../regions/labels.ts"
import { carriedFor, isFiniteNumber, MAX_REGIONS, RegionIds, region } from "../regions/parts.ts"
import { apartName, SeveralNamed } from "../report/distinctNames.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { report, Tally } from "../report/lines.ts"

const HEAD_BYTES = 65_536
const NAME_KEYS = ["image", "imagefilename", "filename"]
const LIST_KEYS = ["annotations", "annotation"]
const PICTURE_KEYS = new Set([...NAME_KEYS, ...LIST_KEYS])
const ANNOTATION_KEYS = new Set(["label", "coordinates"])
/** As Roboflow calls it; it lies beside the pictures. */
const FILE = "_annotations.createml.json"

/**
 * CreateML: a list `[{image, annotations: [{label, coordinates: {x, y, width, height}}]}]` in pixels, where x and y are the
 * **centre** of the box. A folder called after a part (`train`, `valid` …) says which part its pictures belong to.
 */
export const createMlReader: Reader = {
  name: "createml",
  detect: async (files) => ((await createMlFiles(files)).length > 0 ? 0.9 : 0),
  read,
}

/** CreateML, both ways. */
export const createMl: Format = {
  name: "createml",
  reader: createMlReader,
  writer: { name: "createml", write, layout, losses: async (records) => (await survey(records)).lines(FILE) },
}

async function createMlFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "json") continue
    const head = await headText(files, name, HEAD_BYTES)
    const isEmpty = /\.createml\.json$/i.test(name)
    if (/^[\s\uFEFF]*\[/.test(head) && (isEmpty || (/"coordinates"\s*:\s*\{/.test(head) && /"label"\s*:/.test(head))))
      found.push(name)
  }
  return found
}

async function* read(files: FileSet): AsyncGenerator<ReadEvent> {
  const sure = await createMlFiles(files)
  const json = (await listFiles(files)).map(({ name }) => name).filter((name) => extensionOf(name) === "json")
  const names = sure.length > 0 ? sure : json
  for (const file of json)
    if (!names.includes(file) && !baseName(file).startsWith("justesse-"))
      yield report("note", "file_not_read", { file })
  const found = new Set<string>()
  const several = new SeveralNamed()
  for (const file of names)
    for await (const { text, problem } of piecesOf(files, file))
      if (!problem) {
        const picture = parseJson(text)?.value
        const name = isObject(picture) ? calledIn(picture)?.name : undefined
        if (name !== undefined) several.add(name)
        for (const annotation of annotationsOf(picture)) {
          const label = isObject(annotation) ? member(annotation, "label") : null
          if (typeof label === "string") found.add(label)
        }
      }
  const labels = labelsInOrder(await knownLabels(files), found)
  yield { kind: "ontology", ontology: labels.ontology() }
  const index = await PictureIndex.of(files)
  for (const file of names) {
    let isEmpty = true
    for await (const piece of piecesOf(files, file)) {
      isEmpty = false
      yield* givePicture(piece, { file, index, labels, several })
    }
    if (isEmpty) yield report("note", "file_empty", { file })
  }
}

async function* piecesOf(files: FileSet, file: string): AsyncGenerator<JsonPiece> {
  for await (const pieces of splitJson(decodeStream(files.open(file))))
    for (const piece of pieces) if (piece.text !== "[]" || piece.index >= 0) yield piece
}

function annotationsOf(picture: JsonValue | undefined): readonly JsonValue[] {
  if (!isObject(picture)) return []
  const list = LIST_KEYS.map((key) => member(picture, key)).find(isList)
  return list ?? []
}

function givenIn(picture: JsonObject) {
  return NAME_KEYS.map((key) => member(picture, key)).find((name) => typeof name === "string")
}

function calledIn(picture: JsonObject) {
  const given = givenIn(picture)
  return typeof given === "string" ? calledName(given) : null
}

interface Context {
  readonly file: string
  readonly index: PictureIndex
  readonly labels: LabelList
  readonly several: SeveralNamed
}

interface LineLocation {
  readonly file: string
  readonly line: number
}

function* givePicture(
  { text, line, problem }: JsonPiece,
  { file, index, labels, several }: Context,
): Generator<ReadEvent> {
  const location = { file, line }
  const picture = problem ? undefined : parseJson(text)?.value
  if (!isObject(picture)) return yield report("lost", problem ?? "picture_unreadable", { ...location, found: text })
  const given = givenIn(picture)
  const called = calledIn(picture)
  const name = called?.name ?? null
  if (name === null)
    return yield report("lost", given === undefined ? "field_missing" : "name_unsafe", { ...location, found: given })
  if (called?.renamed) yield report("changed", "name_folders", { ...location, found: given })
  const ids = new RegionIds()
  const regions: Region[] = []
  for (const annotation of annotationsOf(picture)) {
    const found = yield* regionOf(annotation, labels, ids, location)
    if (found && regions.length < MAX_REGIONS) regions.push(found)
    else if (found) yield report("lost", "too_many_regions", location)
  }
  const folder = folderOf(file)
  const split = toSplit(baseName(folder))
  const rest = unknownMembers(picture, PICTURE_KEYS)
  const found = index.find(name, { folder, split })
  const record: DatasetRecord = {
    name: several.has(name) ? apartName(name, { picture: found, split: split ?? undefined, folder }) : name,
    size: null,
    sha256: null,
    body: { regions, nothingHere: false },
    ...(split === null ? {} : { split }),
    source: location,
    ...(rest ? { foreign: { createml: rest } } : {}),
  }
  yield { kind: "record", record, picture: found }
}

function* regionOf(
  annotation: JsonValue,
  labels: LabelList,
  ids: RegionIds,
  location: LineLocation,
): Generator<ReadEvent, Region | null> {
  const lost = (code: string, field?: string) => report("lost", code, { ...location, field, found: annotation })
  if (!isObject(annotation)) return yield* nothing(lost("annotation_unreadable"))
  const name = member(annotation, "label")
  const label = typeof name === "string" ? labels.get(name) : undefined
  if (!label) return yield* nothing(lost(typeof name === "string" ? "label_refused" : "field_missing", "label"))
  const coordinates = member(annotation, "coordinates")
  const [x, y, width, height] = ["x", "y", "width", "height"].map((key) =>
    isObject(coordinates) ? member(coordinates, key) : undefined,
  )
  const isBox = isFiniteNumber(x) && isFiniteNumber(y) && isFiniteNumber(width) && isFiniteNumber(height)
  if (!isBox) return yield* nothing(lost("not_a_number", "coordinates"))
  if (!(width > 0 && height > 0)) return yield* nothing(lost("box_of_no_size", "coordinates"))
  return region({
    id: ids.give(null),
    box: { x: x - width / 2, y: y - height / 2, width, height },
    label: label.id,
    foreign: carriedOf(annotation),
  })
}

function* nothing(event: ReadEvent): Generator<ReadEvent, null> {
  yield event
  return null
}

function carriedOf(annotation: JsonObject) {
  const rest = unknownMembers(annotation, ANNOTATION_KEYS)
  return rest ? { createml: rest } : undefined
}

// Writing

const HOLDS: Holds = { split: true, foreign: "createml" }

async function survey(records: RecordSource, splits = new Set<string>(), known?: ReadonlyMap<string, string>) {
  const tally = new Tally()
  const layout = new Layout()
  for await (const record of records()) {
    if (!tallyAll(record, HOLDS, tally)) continue
    const { split, name } = layout.of(record)
    if (name !== record.name) tally.add("changed", "picture_renamed", record.name)
    if (record.split !== undefined && split === "") tally.add("lost", "split", record.split)
    splits.add(split)
    for (const { label } of record.body?.regions ?? [])
      if (known && !known.has(label)) tally.add("lost", "label_unknown", label)
  }
  return tally
}

/** The folder of a record's part; empty for one that no reader would know. */
function findSplit({ split }: DatasetRecord): string {
  return split !== undefined && isSplitName(split) && toSplit(split) !== null ? split : ""
}

const inSplit = (split: string, name: string) => (split === "" ? name : `${split}/${name}`)

/**
 * Where pictures go: below the folder of their part. `train/a.jpg` of no part and `a.jpg` of `train` would be one file: the later
 * gets a number. Asked for the same records in the same order it says the same.
 */
class Layout {
  readonly #taken = new Set<string>()

  of(record: DatasetRecord): { readonly split: string; readonly name: string } {
    const split = findSplit(record)
    const stem = withoutExtension(record.name)
    let name = record.name
    for (let n = 2; this.#taken.has(inSplit(split, name)); n++) name = `${stem} (${n})${record.name.slice(stem.length)}`
    this.#taken.add(inSplit(split, name))
    return { split, name }
  }
}

async function layout(records: RecordSource): Promise<(name: string) => string | null> {
  const found = new Map<string, string>()
  const layout = new Layout()
  for await (const record of records()) {
    if (record.body === null || safeName(record.name) !== record.name) continue
    const { split, name } = layout.of(record)
    found.set(record.name, inSplit(split, name))
  }
  return (name) => found.get(name) ?? null
}

/**
 * One list of pictures for each part, beside its pictures. Numbers are float64 as JSON has them; what is not a box is
 * counted. Draws the records once for each part and once more.
 */
async function* write(
  records: RecordSource,
  manifest: Parameters<Writer["write"]>[1],
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const names = labelNames(manifest.ontology)
  const splits = new Set<string>()
  for (const line of (await survey(records, splits, names)).lines(FILE)) options.report?.(line)
  for (const split of splits.size > 0 ? splits : [""])
    yield { name: inSplit(split, FILE), role: "labels", body: encodeStream(listOf(records, split, names)) }
  yield* companionFiles(records, manifest)
}

async function* listOf(
  records: RecordSource,
  split: string,
  names: ReadonlyMap<string, string>,
): AsyncGenerator<string> {
  yield "["
  let separator = "\n"
  const layout = new Layout()
  for await (const record of records()) {
    if (record.body === null || safeName(record.name) !== record.name) continue
    const location = layout.of(record)
    if (location.split !== split) continue
    const annotations = record.body.regions.flatMap((one) => {
      const { foreign } = one
      const { x, y, width, height } = boxOf(one)
      const label = names.get(one.label)
      const coordinates = { x: x + width / 2, y: y + height / 2, width, height }
      return label === undefined ? [] : [{ ...carriedFor(foreign, "createml"), label, coordinates }]
    })
    yield `${separator}${JSON.stringify({ ...carriedFor(record.foreign, "createml"), image: location.name, annotations })}`
    separator = ",\n"
  }
  yield "\n]\n"
}
