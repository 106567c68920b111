import {
  boundsOf,
  boxOf,
  FieldValue,
  isStorable,
  type Region,
  RegionFlags,
  Region as RegionSchema,
  RotatedBox,
  type RowCells,
  SHAPES,
  type Shape,
  Size,
  type Transcript,
  Transcript as TranscriptSchema,
  WHOLE,
} from "@justesse/types"
import { Compared, type DatasetRecord } from "@justesse/types/dataset"
import { companionFiles, isCompanion, knownLabels, labelNames, MANIFEST_NAME } from "../companions/index.ts"
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
} from "../io/fileSet.ts"
import {
  idText,
  isList,
  isObject,
  isTooDeep,
  type JsonObject,
  type JsonValue,
  member,
  parseJson,
  unknownMembers,
} from "../io/jsonParse.ts"
import { MAX_DEPTH } from "../io/jsonSplit.ts"
import type { PictureIndex } from "../io/pictures.ts"
import { decodeStream, encodeStream, splitLines } from "../io/textStream.ts"
import { type LabelList, labelsInOrder } from "../regions/labels.ts"
import {
  attributeParts,
  carriedFor,
  isFiniteNumber,
  isTranscript,
  MAX_REGIONS,
  pointsOf,
  RegionIds,
  type RegionParts,
  region,
} from "../regions/parts.ts"
import { findLine, findRotation, isOtherBox, statedBounds } from "../regions/rotated.ts"
import { NO_LABEL } from "../regions/toolLabels.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { report, Tally } from "../report/lines.ts"
import { assetsOf } from "../timed/index.ts"

const FILE = "pictures.jsonl"
const HEAD_BYTES = 65_536
const LINES_SAMPLED = 10
const NAME_KEYS = ["image", "file_name", "filename", "file", "image_path", "path", "name"]
const LIST_KEYS = ["regions", "annotations", "objects"]
const LABEL_KEYS = ["label", "category", "class", "name"]
const TEXT_KEYS = ["text", "transcription"]
const PICTURE_KEYS = new Set([
  ...[...NAME_KEYS, ...LIST_KEYS, ...TEXT_KEYS, "id", "width", "height", "split", "compared", "row"],
])
const REGION_KEYS = new Set([
  ...[
    ...LABEL_KEYS,
    ...TEXT_KEYS,
    "id",
    "bbox",
    "x",
    "y",
    "width",
    "height",
    "turned",
    "points",
    "language",
    "marks",
    "parts",
    "direction",
  ],
  ...["attributes", "flags", "level", "parent", "whole", "start_ms", "end_ms", "speaker", "value", "check"],
])
const LEVELS = ["region", "line", "word"] as const

/**
 * JSON, one picture a line: `{"image", "width", "height", "split", "text", "regions": [{"label", "x", "y", "width",
 * "height", "points", "text", "attributes" …}]}`; of a recording `"start_ms", "end_ms", "speaker"` in place of a box, of what is said
 * of all of an asset `"whole": true`, and of an answer to a question of a form its `"value"`; of a picture that was compared with others
 * `"compared"`: its score, rank and pairs; where it is about no picture a `"name"` in place of `"image"`, with the cells of its `"row"` by
 * their columns. Lines of other tools are read as far as they name a picture (`filename`,
 * `file_name` …) with a text or a list of boxes (`bbox` as x, y, width, height); other keys travel in `foreign.jsonl`.
 */
export const jsonlReader: Reader = {
  name: "jsonl",
  async detect(files) {
    for (const file of await jsonlFiles(files)) if (await isNamed(files, file)) return 0.4
    return 0
  },
  read,
}

/** JSON, one picture a line, both ways. */
export const jsonl: Format = {
  name: "jsonl",
  aliases: ["ndjson"],
  reader: jsonlReader,
  writer: {
    name: "jsonl",
    holdsWhole: true,
    holdsSpans: true,
    holdsChecks: true,
    holdsCompared: true,
    write,
    losses: async (records) => (await survey(records)).lines(FILE),
  },
}

async function jsonlFiles(files: FileSet): Promise<string[]> {
  const names = (await listFiles(files)).map(({ name }) => name)
  // Without a manifest beside it a file called as our provenance is somebody's own.
  const isOurs = names.some((name) => baseName(name) === MANIFEST_NAME)
  return names.filter((name) => ["jsonl", "ndjson"].includes(extensionOf(name)) && !(isOurs && isCompanion(name)))
}

async function isNamed(files: FileSet, file: string): Promise<boolean> {
  const head = await headText(files, file, HEAD_BYTES)
  // One damaged line at its beginning does not make a file another one.
  const lines = head.split("\n").filter((line) => line.trim() !== "")
  return lines.slice(0, LINES_SAMPLED).some((line) => {
    const value = line.length < HEAD_BYTES ? parseJson(line)?.value : undefined
    if (value === undefined) return /^\s*\{/.test(line) && NAME_KEYS.some((key) => line.includes(`"${key}"`))
    return isObject(value) && nameIn(value) !== undefined
  })
}

function nameIn(line: JsonObject): string | undefined {
  return NAME_KEYS.map((key) => member(line, key)).find((name) => typeof name === "string")
}

function textIn(object: JsonObject): string | undefined {
  return TEXT_KEYS.map((key) => member(object, key)).find((text) => typeof text === "string")
}

function listIn(line: JsonObject): JsonValue[] | undefined {
  return LIST_KEYS.map((key) => member(line, key)).find(isList)
}

function labelIn(object: JsonObject): string {
  const label = LABEL_KEYS.map((key) => member(object, key)).find((name) => typeof name === "string" && name !== "")
  return typeof label === "string" ? label : NO_LABEL
}

async function* read(files: FileSet): AsyncGenerator<ReadEvent> {
  const names = await jsonlFiles(files)
  const found = new Set<string>()
  const withText = new Set<string>()
  for (const file of names)
    for await (const line of linesOf(files, file))
      if (isObject(line.value ?? undefined))
        for (const one of listIn(line.value as JsonObject) ?? []) {
          if (!isObject(one)) continue
          found.add(labelIn(one))
          if (textIn(one) !== undefined) withText.add(labelIn(one))
        }
  const labels = labelsInOrder(await knownLabels(files), found)
  for (const name of withText) {
    const label = labels.get(name)
    if (label && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
  }
  yield { kind: "ontology", ontology: labels.ontology() }
  const index = await assetsOf(files)
  for (const file of names)
    for await (const { value, line, problem } of linesOf(files, file)) {
      if (problem) yield report("changed", problem, { file, line })
      yield* giveLine(value, { file, line }, labels, index)
    }
}

interface LineLocation {
  readonly file: string
  readonly line: number
}

/** Lines as values; undefined where a line is not JSON, too long or too deep. */
async function* linesOf(
  files: FileSet,
  file: string,
): AsyncGenerator<{ value: JsonValue | undefined; line: number; problem: string | undefined }> {
  for await (const { text, number, tooLong } of splitLines(decodeStream(files.open(file)))) {
    if (text.trim() === "" && !tooLong) continue
    const isUsable = !tooLong && !isTooDeep(text, MAX_DEPTH)
    const parsed = isUsable ? parseJson(number === 1 ? text.replace(/^\uFEFF/, "") : text) : null
    yield { value: parsed?.value, line: number, problem: parsed?.problem }
  }
}

function* giveLine(
  value: JsonValue | undefined,
  location: LineLocation,
  labels: LabelList,
  index: PictureIndex,
): Generator<ReadEvent> {
  if (!isObject(value)) return yield report("lost", "line_unreadable", location)
  const given = nameIn(value)
  const called = given === undefined ? null : calledName(given)
  const name = called?.name ?? null
  if (name === null)
    return yield report("lost", given === undefined ? "field_missing" : "name_unsafe", {
      ...location,
      field: "image",
      found: given,
    })
  if (called?.renamed) yield report("changed", "name_folders", { ...location, field: "image", found: given })
  const text = textIn(value)
  const isKept = text !== undefined && isTranscript(text)
  if (text !== undefined && !isKept) yield report("lost", "text_unstorable", { ...location, field: "text" })
  const list = listIn(value)
  const regions = list === undefined ? null : yield* regionsOf(list, labels, location)
  const size = Size.safeParse({ width: member(value, "width"), height: member(value, "height") })
  const [id, split] = [idText(member(value, "id")), member(value, "split") ?? null]
  if (split !== null && typeof split !== "string")
    yield report("lost", "field_unreadable", { ...location, field: "split", found: split })
  const rest = unknownMembers(value, PICTURE_KEYS)
  const compared = Compared.safeParse(member(value, "compared")).data
  if (!compared && (member(value, "compared") ?? null) !== null)
    yield report("lost", "field_unreadable", { ...location, field: "compared", found: member(value, "compared") })
  const record: DatasetRecord = {
    name,
    size: size.success ? size.data : null,
    sha256: null,
    body: regions === null ? null : { regions, nothingHere: false },
    ...(id === null ? {} : { foreignId: id }),
    ...(typeof split === "string" ? { split } : {}),
    ...(isKept ? { text } : {}),
    ...(compared ? { compared } : {}),
    source: location,
    ...(rest ? { foreign: { jsonl: rest } } : {}),
  }
  yield { kind: "record", record, picture: index.find(name, { folder: folderOf(location.file), split: record.split }) }
}

function* regionsOf(
  list: readonly JsonValue[],
  labels: LabelList,
  location: LineLocation,
): Generator<ReadEvent, Region[]> {
  const ids = new RegionIds()
  const regions: Region[] = []
  for (const one of list) {
    const label = isObject(one) ? labels.get(labelIn(one)) : undefined
    const box = isObject(one) ? boxIn(one) : null
    const unplaced = isObject(one) && box === null ? unplacedIn(one) : null
    if (!isObject(one)) yield report("lost", "annotation_unreadable", { ...location, found: one })
    else if (!label) yield report("lost", "label_refused", { ...location, found: labelIn(one) })
    else if (box === null && unplaced === null)
      yield report("lost", "not_a_number", { ...location, field: "bbox", found: one })
    else if (box && !(box.width > 0 && box.height > 0))
      yield report("lost", "box_of_no_size", { ...location, found: one })
    else if (regions.length >= MAX_REGIONS) yield report("lost", "too_many_regions", location)
    else {
      const text = textIn(one)
      const transcript = transcriptOf(one, text)
      if (text !== undefined && !transcript) yield report("lost", "text_unstorable", { ...location, field: "text" })
      const id = ids.give(idText(member(one, "id")))
      if (transcript && !isWhole(one, transcript))
        yield report("changed", "field_unreadable", { ...location, field: "marks" })
      const parts = yield* partsOf(one, location)
      if (box && isOtherBox(box, statedBounds({ box, ...parts })))
        yield report("changed", "box_of_outline", { ...location, found: box })
      const read = region({ ...parts, id, box: box ?? NOWHERE, label: label.id, transcript })
      const speaker = member(one, "speaker")
      const heard = typeof speaker === "string" && speaker.length <= 100 && isStorable(speaker) ? { speaker } : {}
      const value = FieldValue.safeParse(member(one, "value")).data
      const said = value === undefined ? {} : { value }
      const check = yield* checkOf(one, location)
      regions.push({ ...read, ...(unplaced && { geometry: unplaced, ...heard, ...said }), ...(check && { check }) })
    }
  }
  return regions
}

/** What those said who checked it; its confidence is of the version that it was written in. */
function* checkOf(one: JsonObject, location: LineLocation): Generator<ReadEvent, Region["check"]> {
  const found = member(one, "check")
  if (found === undefined || found === null) return undefined
  const { verdict, reason } = isObject(found) ? found : {}
  const check = RegionSchema.shape.check.safeParse({ verdict, ...(reason !== undefined && { reason }) }).data
  if (!check) yield report("lost", "field_unreadable", { ...location, field: "check", found })
  return check
}

const NOWHERE = { x: 0, y: 0, width: 1, height: 1 }

/** What an object without a box is said of: the whole asset, or a stretch of it; null where it says neither. */
function unplacedIn(one: JsonObject): Shape | null {
  if (member(one, "whole") === true) return WHOLE
  const span = { type: "span", startMs: member(one, "start_ms"), endMs: member(one, "end_ms") }
  return SHAPES.span.schema.safeParse(span).data ?? null
}

function boxIn(one: JsonObject) {
  const bbox = member(one, "bbox")
  const [x, y, width, height] = isList(bbox) ? bbox : ["x", "y", "width", "height"].map((key) => member(one, key))
  const isBox = isFiniteNumber(x) && isFiniteNumber(y) && isFiniteNumber(width) && isFiniteNumber(height)
  return isBox ? { x, y, width, height } : null
}

function transcriptOf(one: JsonObject, value: string | undefined): Transcript | undefined {
  if (value === undefined) return undefined
  const said = Object.fromEntries(TEXT_PARTS.map((key) => [key, member(one, key)]))
  const whole = TranscriptSchema.safeParse({ value, ...said })
  if (whole.success) return whole.data
  return isTranscript(value) ? { value } : undefined
}

const TEXT_PARTS = ["language", "direction", "marks", "parts"] as const

/** False where what is said of a text could not be kept with it. */
function isWhole(one: JsonObject, transcript: Transcript): boolean {
  return TEXT_PARTS.every((key) => transcript[key] !== undefined || (member(one, key) ?? null) === null)
}

/** What an object says besides its box, label and text; a member that cannot be read is told and left out. */
function* partsOf(one: JsonObject, location: LineLocation): Generator<ReadEvent, Partial<RegionParts>> {
  const given = member(one, "points")
  const numbers = isList(given) ? given.flatMap((point) => (isList(point) && point.length === 2 ? point : [null])) : []
  const rotated = RotatedBox.omit({ type: true }).safeParse(member(one, "turned"))
  const flags = RegionFlags.safeParse(member(one, "flags"))
  const level = member(one, "level")
  const attributes = member(one, "attributes")
  const { held, carried } = attributeParts(isObject(attributes) ? Object.entries(attributes) : [])
  const rest = { ...unknownMembers(one, REGION_KEYS), ...(carried ? { attributes: carried } : {}) }
  const points = pointsOf(numbers)
  const outline = points && boundsOf(points) ? points : null
  const known = LEVELS.find((one) => one === level)
  const read = { points: outline, turned: rotated.data, flags: flags.data, level: known }
  for (const [field, value] of Object.entries(read)) {
    const found = member(one, field)
    const isEmpty = found === undefined || found === null || (isList(found) && found.length === 0)
    if (!isEmpty && (value === undefined || value === null))
      yield report("lost", "field_unreadable", { ...location, field, found })
  }
  if (attributes !== undefined && attributes !== null && !isObject(attributes))
    yield report("lost", "field_unreadable", { ...location, field: "attributes", found: attributes })
  return {
    outline: outline ?? undefined,
    rotated: rotated.success ? { type: "rotatedBox", ...rotated.data } : undefined,
    flags: flags.success ? flags.data : undefined,
    level: known,
    parent: idText(member(one, "parent")) ?? undefined,
    attributes: held ?? undefined,
    foreign: Object.keys(rest).length > 0 ? { jsonl: rest } : undefined,
  }
}

// Writing

const HOLDS: Holds = {
  ...{ rotation: true, outline: true, transcript: true, language: true, marks: true, textParts: true },
  ...{ attributes: true, ids: true },
  ...{ flags: ["crowd", "occluded", "truncated", "difficult", "ignore"], levels: true, split: true, size: true },
  ...{ text: true, cells: true, foreign: "jsonl" },
}

async function survey(records: RecordSource, names?: ReadonlyMap<string, string>): Promise<Tally> {
  const tally = new Tally()
  for await (const record of records()) {
    // A text without places goes out too.
    const said = record.body === null && record.text !== undefined ? { ...record, body: NOTHING } : record
    if (!tallyAll(said, HOLDS, tally)) continue
    for (const { label } of record.body?.regions ?? [])
      if (names && !names.has(label)) tally.add("lost", "label_unknown", label)
  }
  return tally
}

const NOTHING = { regions: [], nothingHere: false }

/** One file, one picture a line, labels by name. Draws the records twice; holds nothing. */
async function* write(
  records: RecordSource,
  manifest: Parameters<Writer["write"]>[1],
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const names = labelNames(manifest.ontology)
  for (const line of (await survey(records, names)).lines(FILE)) options.report?.(line)
  yield { name: FILE, role: "labels", body: encodeStream(lines(records, names)) }
  yield* companionFiles(records, manifest)
}

async function* lines(records: RecordSource, names: ReadonlyMap<string, string>): AsyncGenerator<string> {
  for await (const record of records()) {
    if ((record.body === null && record.text === undefined) || safeName(record.name) !== record.name) continue
    const { name, size, split, text, foreignId, body, compared } = record
    const regions = body?.regions.flatMap((one) => {
      const label = names.get(one.label)
      const sure = record.provenance?.find(({ region }) => region === one.id)?.confidence ?? undefined
      return label === undefined
        ? []
        : [{ ...plain(one, label), ...(one.check && { check: { ...one.check, confidence: sure } }) }]
    })
    const about = record.cells ? { name, ...rowMember(record.cells) } : { image: name }
    const line = {
      ...about,
      id: foreignId,
      ...size,
      split,
      text,
      ...carriedFor(record.foreign, "jsonl"),
      compared,
      regions,
    }
    yield `${JSON.stringify(line)}\n`
  }
}

/** The row that an answer is about, by the names of its columns. */
function rowMember(cells: RowCells) {
  return cells.length === 0 ? {} : { row: Object.fromEntries(cells.map(({ column, text }) => [column, text])) }
}

/** A region as one object; what it does not have is left out. */
function plain(one: Region, label: string) {
  const { id, transcript, flags, level, parent } = one
  const rotated = findRotation(one)
  const { attributes: carried, ...rest } = carriedFor(one.foreign, "jsonl")
  const points = findLine(one)?.map((point) => [point.x, point.y])
  const attributes =
    one.attributes || isObject(carried) ? { ...(isObject(carried) ? carried : {}), ...one.attributes } : undefined
  return {
    ...{ id, label, ...locationOf(one), turned: rotated ? rotationOf(rotated) : undefined, points },
    ...(transcript && {
      text: transcript.value,
      ...Object.fromEntries(TEXT_PARTS.map((key) => [key, transcript[key]])),
    }),
    ...{ attributes, flags, level, parent, ...rest },
  }
}

/** Where a region is: its box in pixels, its times in ms, or that it is said of all of the asset. */
function locationOf(one: Region) {
  const { geometry, speaker } = one
  if (geometry.type === "whole") return { whole: true, value: one.value }
  if (geometry.type === "span") return { start_ms: geometry.startMs, end_ms: geometry.endMs, speaker }
  return boxOf(one)
}

/** A rotated box as our files spell it. */
function rotationOf({ x, y, width, height, rotation }: RotatedBox) {
  return { x, y, width, height, rotation }
}
