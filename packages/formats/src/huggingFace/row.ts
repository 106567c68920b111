import { boxOf, isPlaced, isStorable, type LabelId, Region, Sha256, Size, StoredRegion } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import type { ReadEvent } from "../contract.ts"
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
import type { LabelList } from "../regions/labels.ts"
import { carriedFor, isFiniteNumber, isTranscript, MAX_REGIONS, RegionIds, region } from "../regions/parts.ts"
import { splitRing } from "../regions/rings.ts"
import { findLine, findRotation, isOtherBox } from "../regions/rotated.ts"
import { report } from "../report/lines.ts"
import { isRecordingName } from "../timed/index.ts"
import { labelsInRow, textOfRecording, UNPLACED_KEYS, unplacedRegions } from "./unplaced.ts"

/** The objects of a picture as a struct of lists, one element a region; as Hugging Face's object detection sets have them. */
interface HfObjects {
  readonly id: string[]
  /** x, y, width, height in pixels. */
  readonly bbox: number[][]
  /** Positions of the labels in the ontology. */
  readonly categories: number[]
  /** Names of the labels, because `categories` are numbers that this file alone does not explain. */
  readonly labels: string[]
  readonly text: (string | null)[]
  /** What else is known of the region, as JSON; null where nothing is. */
  readonly details: (string | null)[]
}

/** A picture as a row. */
export interface HfRow {
  readonly file_name: string
  readonly width: number | null
  readonly height: number | null
  readonly sha256: string | null
  readonly id: string | null
  readonly text: string | null
  readonly objects: HfObjects
}

/** The name under which both forms (JSON lines and Parquet) carry unknown keys. */
export const CARRIED = "huggingface"

/** Where labels stand in the ontology, and what they are called. */
export type LabelIndexes = ReadonlyMap<string, { readonly position: number; readonly name: string }>

/** A record as a row. With `carry` the unknown keys of regions go into `details`, for forms whose columns are fixed. */
export function rowOf(record: DatasetRecord, indexes: LabelIndexes, carry = false): HfRow {
  const regions = (record.body?.regions ?? []).filter(({ geometry }) => isPlaced(geometry))
  return {
    file_name: record.name,
    width: record.size?.width ?? null,
    height: record.size?.height ?? null,
    sha256: record.sha256,
    id: record.foreignId ?? null,
    text: record.text ?? null,
    objects: {
      id: regions.map((one) => one.id),
      bbox: regions.map((one) => {
        const { x, y, width, height } = boxOf(one)
        return [x, y, width, height]
      }),
      categories: regions.map((one) => indexes.get(one.label)?.position ?? -1),
      labels: regions.map((one) => indexes.get(one.label)?.name ?? one.label),
      text: regions.map((one) => one.transcript?.value ?? null),
      details: regions.map((one) => detailsOf(one, carry)),
    },
  }
}

function detailsOf(one: Region, carry: boolean): string | null {
  const { attributes, flags, level, parent, transcript } = one
  const carried = carry ? carriedFor(one.foreign, CARRIED) : {}
  const details = {
    attributes,
    flags,
    level,
    parent,
    outline: findLine(one) ?? undefined,
    turned: rotationOf(one),
    language: transcript?.language,
    direction: transcript?.direction,
    marks: transcript?.marks,
    parts: transcript?.parts,
    check: one.check,
    foreign: Object.keys(carried).length > 0 ? { [CARRIED]: carried } : undefined,
  }
  const text = JSON.stringify(details)
  return text === "{}" ? null : text
}

const ROW_KEYS = new Set([
  ...UNPLACED_KEYS,
  "file_name",
  "width",
  "height",
  "sha256",
  "id",
  "text",
  "objects",
  "image",
  "split",
  "details",
])
const OBJECT_KEYS = new Set(["id", "bbox", "categories", "category", "labels", "label", "text", "details"])
const MAX_DETAILS_DEPTH = 20

/** Where a row stands. */
export interface RowLocation {
  readonly file: string
  readonly line?: number | undefined
}

/** What a row is read with: the labels, and what numbers of classes are called where the files say so. */
interface RowContext {
  readonly labels: LabelList
  readonly classNames: readonly string[]
}

/** `objects` as a struct of lists; a list of structs becomes one. Null where it is neither. */
function objectsOf(row: JsonObject): JsonObject | null {
  const objects = member(row, "objects")
  if (objects === undefined || objects === null) return {}
  if (isObject(objects)) return objects
  if (!isList(objects) || !objects.every((one) => isObject(one))) return null
  const structs = objects.filter((one) => isObject(one))
  const keys = new Set(structs.flatMap((one) => Object.keys(one)))
  return Object.fromEntries([...keys].map((key) => [key, structs.map((one) => member(one, key) ?? null)]))
}

const listOf = (objects: JsonObject, ...keys: string[]): JsonValue[] => {
  for (const key of keys) {
    const list = member(objects, key)
    if (isList(list)) return list
  }
  return []
}

/** The name of an object's class: said beside it, otherwise what its number is called, otherwise the number. */
function classOf(objects: JsonObject, i: number, classNames: readonly string[]): string {
  const said = listOf(objects, "labels")[i]
  if (typeof said === "string" && said !== "") return said
  const value = listOf(objects, "categories", "category", "label", "labels")[i]
  const number = typeof value === "number" ? classNames[value] : undefined
  return number ?? idText(value) ?? ""
}

/** The names of the classes of a row's objects, to learn the labels before the records. */
export function classesIn(row: JsonObject, classNames: readonly string[]): string[] {
  const objects = objectsOf(row)
  const count = objects === null ? 0 : listOf(objects, "bbox").length
  return Array.from({ length: Math.min(count, MAX_REGIONS) }, (_, i) => classOf(objects ?? {}, i, classNames))
}

/** A row as a record called `name`; what cannot be taken is reported. */
export function* recordOfRow(
  row: JsonObject,
  name: string,
  location: RowLocation,
  context: RowContext,
): Generator<ReadEvent, DatasetRecord> {
  const objects = objectsOf(row)
  if (objects === null) yield report("lost", "objects_unreadable", { ...location, field: "objects" })
  const ids = new RegionIds()
  const placed = yield* regionsOf(objects ?? {}, location, context, ids)
  const regions = [...placed, ...(yield* unplacedRegions(row, { labels: context.labels, ids, at: location }))]
  const size = Size.safeParse({ width: member(row, "width"), height: member(row, "height") })
  const sha256 = Sha256.safeParse(member(row, "sha256"))
  const id = idText(member(row, "id"))
  const isHeard = isRecordingName(name) && !isList(member(row, "segments"))
  const text = isHeard ? textOfRecording(row) : member(row, "text")
  const isText = typeof text === "string" && isTranscript(text)
  if (typeof text === "string" && !isText) yield report("lost", "text_unstorable", { ...location, field: "text" })
  const unknown = unknownMembers(row, ROW_KEYS) ?? {}
  const carried = { ...unknown, ...carriedDetails(member(row, "details")) }
  return {
    name,
    size: size.success ? size.data : null,
    sha256: sha256.success ? sha256.data : null,
    body: { regions, nothingHere: false },
    ...(id !== null && isStorable(id) ? { foreignId: id } : {}),
    ...(isText ? { text } : {}),
    source: { file: location.file, ...(location.line === undefined ? {} : { line: location.line }) },
    ...(Object.keys(carried).length > 0 ? { foreign: { [CARRIED]: carried } } : {}),
  }
}

/** Unknown keys that a form with fixed columns put into one text; nothing where it is none. */
function carriedDetails(text: JsonValue | undefined): JsonObject {
  if (typeof text !== "string" || isTooDeep(text, MAX_DETAILS_DEPTH)) return {}
  const value = parseJson(text)?.value
  return isObject(value) ? value : {}
}

function* regionsOf(
  objects: JsonObject,
  location: RowLocation,
  context: RowContext,
  ids: RegionIds,
): Generator<ReadEvent, Region[]> {
  const boxes = member(objects, "bbox")
  const regions: Region[] = []
  if (!isList(boxes)) {
    const isStated = boxes !== undefined && boxes !== null
    if (isStated || Object.keys(objects).length > 0)
      yield report("lost", "objects_unreadable", { ...location, field: "objects.bbox" })
    return regions
  }
  for (const [i, box] of boxes.entries()) {
    if (regions.length >= MAX_REGIONS) {
      yield report("lost", "too_many_regions", { ...location, count: boxes.length - i })
      break
    }
    const one = yield* regionOf(objects, { box, i, ids }, location, context)
    if (one) regions.push(one)
  }
  return regions
}

function* regionOf(
  objects: JsonObject,
  { box, i, ids }: { box: JsonValue; i: number; ids: RegionIds },
  location: RowLocation,
  { labels, classNames }: RowContext,
): Generator<ReadEvent, Region | null> {
  const at = { ...location, field: `objects[${i}]` }
  const [x, y, width, height] = isList(box) && box.length === 4 ? box : []
  const name = classOf(objects, i, classNames)
  const label = labels.get(name)
  const isBox = isFiniteNumber(x) && isFiniteNumber(y) && isFiniteNumber(width) && isFiniteNumber(height)
  if (!isBox || !(width > 0 && height > 0) || !label) {
    const code = isBox ? (label ? "box_of_no_size" : "label_refused") : "box_unreadable"
    yield report("lost", code, { ...at, found: isBox && !label ? name : box })
    return null
  }
  const text = listOf(objects, "text")[i]
  const isText = typeof text === "string" && isTranscript(text)
  if (typeof text === "string" && !isText) yield report("lost", "text_unstorable", at)
  const rest = Object.entries(unknownMembers(objects, OBJECT_KEYS) ?? {}).flatMap(([key, values]) => {
    const value = isList(values) ? values[i] : undefined
    return value === undefined || value === null ? [] : [[key, value] as const]
  })
  const plain = region({
    id: ids.give(idText(listOf(objects, "id")[i])),
    box: { x, y, width, height },
    label: label.id,
    transcript: isText ? { value: text } : undefined,
    foreign: rest.length > 0 ? { [CARRIED]: Object.fromEntries(rest) } : undefined,
  })
  return yield* withDetails(plain, listOf(objects, "details")[i], at)
}

/** An outline that was several rings as one line, taken apart again. */
function withRings(one: Region): Region {
  const { geometry } = one
  if (geometry.type !== "polygon") return one
  return { ...one, geometry: { ...geometry, rings: geometry.rings.flatMap(splitRing).map((ring) => [...ring]) } }
}

function rotationOf(one: Region) {
  const rotated = findRotation(one)
  if (!rotated) return undefined
  const { type: _type, ...rest } = rotated
  return rest
}

/** A region with what our own exports say of it besides; what is no such thing is reported and left out. */
function* withDetails(plain: Region, text: JsonValue | undefined, location: RowLocation): Generator<ReadEvent, Region> {
  if (typeof text !== "string") return plain
  const details = isTooDeep(text, MAX_DETAILS_DEPTH) ? undefined : parseJson(text)?.value
  if (isObject(details) && member(details, "geometry") === undefined) {
    const { language, direction, marks, parts: pieces, ...parts } = details
    const said = { language, direction, marks, parts: pieces }
    const stated = Object.entries(said).filter(([, value]) => value !== undefined)
    const transcript = plain.transcript && { ...plain.transcript, ...Object.fromEntries(stated) }
    const { geometry, ...known } = plain
    // Details spell a place as regions once were stored: a box with an outline and a rotation beside it.
    const stored = { ...parts, ...known, shape: "box", ...boxOf({ geometry }), ...(transcript ? { transcript } : {}) }
    const whole = StoredRegion.safeParse(stored)
    if (whole.success) {
      const found = boxOf(plain)
      if (isOtherBox(found, boxOf(whole.data))) yield report("changed", "box_of_outline", { ...location, found })
      return withRings(whole.data)
    }
  }
  yield report("changed", "details_unreadable", { ...location, found: text })
  return plain
}

/** The labels that a row names, to learn them before the records; its questions have no kind, and what is heard has a text. */
export function learnRow(row: JsonObject, labels: LabelList): void {
  const { plain, asked, heard } = labelsInRow(row)
  for (const name of [...plain, ...asked]) labels.add(name)
  for (const name of heard) {
    const label = name === "" ? null : labels.add(name)
    if (label && !label.hasText && !labels.wasKnown(label)) labels.replace({ ...label, hasText: true })
  }
}

/** Unknown keys of regions as lists beside the others, null where a region has none. */
export function carriedLists(regions: readonly Region[]): Record<string, JsonValue[]> {
  const all = regions.map((one) => carriedFor(one.foreign, CARRIED))
  const keys = new Set(all.flatMap((carried) => Object.keys(carried)).filter((key) => !OBJECT_KEYS.has(key)))
  return Object.fromEntries([...keys].map((key) => [key, all.map((carried) => member(carried, key) ?? null)]))
}

/** Unknown keys of a picture that may stand beside a row's own. */
export function carriedKeys(record: DatasetRecord): Record<string, JsonValue> {
  return unknownMembers(carriedFor(record.foreign, CARRIED), ROW_KEYS) ?? {}
}

/** Adds the classes that rows name: numbers in their order, otherwise as `known` has them, otherwise as they were met. */
export function addClasses(labels: LabelList, names: ReadonlySet<string>, known: readonly string[]): void {
  const isNumber = (name: string) => /^\d+$/.test(name)
  const met = [...names]
  const rest = met.every(isNumber) ? met.sort((a, b) => Number(a) - Number(b)) : met
  for (const name of known) if (names.has(name)) labels.add(name)
  for (const name of rest) labels.add(name)
}

/** {@link LabelPlaces} of an ontology's labels. */
export function indexLabels(
  labels: readonly { readonly id: LabelId; readonly name: { readonly en: string } }[],
): LabelIndexes {
  return new Map(labels.map((label, position) => [label.id, { position, name: label.name.en }]))
}
