import { type AttributeValue, boxOf, type Point, type Region, ringsOf } from "@justesse/types"
import type { DatasetManifest, DatasetRecord } from "@justesse/types/dataset"
import { companionFiles, labelNames } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { isList, isObject, type JsonObject, type JsonValue } from "../io/jsonParse.ts"
import { textBody } from "../io/textStream.ts"
import { carriedFor } from "../regions/parts.ts"
import { partsOf } from "../regions/rings.ts"
import { isUpright } from "../regions/rotated.ts"
import { textAttributes } from "../regions/toolLabels.ts"
import { lineOfRegion, wholeBox, wholePoints, wholeShape } from "../regions/wholePixels.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { nameOfPath, pathOf } from "./paths.ts"

const META_NAME = "meta.json"

/** What Supervisely's projects hold. Ids are its server's. */
const SUPERVISELY_HOLDS: Holds = {
  ...{ outline: true, transcript: true, language: true, marks: true, textParts: true, attributes: true },
  ...{ split: true, size: true, text: true, foreign: "supervisely" },
}

/**
 * A project of Supervisely: `meta.json` with the classes in the ontology's order and every tag, and a file a picture in the
 * dataset called like its folder. Corners are whole pixels there, which is counted; turned boxes and outlines are polygons.
 * Texts are tags called `transcription`, the part of the dataset is the picture's tag `split`. Draws the records three times.
 */
export const superviselyWriter: Writer = {
  name: "supervisely",
  write: writeSupervisely,
  async losses(records) {
    return (await survey(records, null)).tally.lines("*/ann/*.json")
  },
  async layout(records) {
    const names = new Set<string>()
    for await (const { name, body } of records()) if (body !== null) names.add(name)
    return (name) => (names.has(name) ? pathOf(name, "img") : null)
  },
}

async function* writeSupervisely(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const names = labelNames(manifest.ontology)
  const { tally, tags } = await survey(records, names)
  for (const line of tally.lines("*/ann/*.json")) options.report?.(line)
  yield { name: META_NAME, role: "labels", body: textBody(metaText(manifest, tags)) }
  const nothing = new Tally()
  for await (const record of records()) {
    if (!tallyAll(record, SUPERVISELY_HOLDS, nothing)) continue
    const body = textBody(`${JSON.stringify(annotationOf(record, names, tags))}\n`)
    yield { name: pathOf(record.name, "ann"), role: "labels", body }
  }
  yield* companionFiles(records, manifest)
}

/** What the values of one tag have in common: its kind. */
type TagKind = "any_string" | "any_number" | "oneof_string"

interface Survey {
  readonly tally: Tally
  readonly tags: ReadonlyMap<string, TagKind>
}

async function survey(records: RecordSource, names: ReadonlyMap<string, string> | null): Promise<Survey> {
  const tally = new Tally()
  const kinds = new Map<string, { texts: number; numbers: number; yesNo: number }>()
  for await (const record of records()) {
    if (!tallyAll(record, SUPERVISELY_HOLDS, tally)) continue
    if (record.text === "") tally.add("lost", "picture_text", "empty")
    for (const region of record.body?.regions ?? []) {
      if (names && !names.has(region.label)) tally.add("lost", "label_unknown", region.label)
      pointsOf(region, tally)
      for (const [key, value] of tagsOf(region)) {
        const counts = kinds.get(key) ?? { texts: 0, numbers: 0, yesNo: 0 }
        kinds.set(key, counts)
        counts[typeof value === "number" ? "numbers" : typeof value === "boolean" ? "yesNo" : "texts"]++
      }
    }
  }
  const tags = new Map<string, TagKind>()
  for (const [key, { texts, numbers, yesNo }] of kinds) {
    const kind = texts + yesNo === 0 ? "any_number" : texts + numbers === 0 ? "oneof_string" : "any_string"
    tags.set(key, kind)
    if (kind === "any_string" && numbers + yesNo > 0) tally.add("changed", "attribute_as_text", key, numbers + yesNo)
  }
  return { tally, tags }
}

/** A region's tags: its attributes, its text, and what it carries. */
function tagsOf(region: Region): [string, AttributeValue | JsonValue][] {
  const { tags: further, text_tag: textTag } = carriedFor(region.foreign, "supervisely")
  return [
    ...new Map<string, AttributeValue | JsonValue>([
      ...(isObject(further) ? Object.entries(further) : []),
      ...Object.entries(region.attributes ?? {}),
      ...textAttributes(region.transcript, typeof textTag === "string" ? textTag : undefined),
    ]),
  ]
}

function metaText(manifest: DatasetManifest, tags: ReadonlyMap<string, TagKind>): string {
  const classes = manifest.ontology.labels.map(({ name, color, foreign }, i) => ({
    ...{ title: name.en, shape: "any", color: color.toUpperCase(), geometry_config: {}, id: i + 1, hotkey: "" },
    ...carriedFor(foreign, "supervisely"),
  }))
  const common = { color: "#808080", hotkey: "", classes: [] }
  const declared = [...tags].map(([name, value_type], i) => ({
    ...{
      name,
      value_type,
      ...(value_type === "oneof_string" ? { values: ["true", "false"] } : {}),
      ...common,
      id: i + 1,
    },
    applicable_type: "objectsOnly",
  }))
  const split = { name: "split", value_type: "any_string", ...common, id: tags.size + 1, applicable_type: "imagesOnly" }
  return `${JSON.stringify({ classes, tags: [...declared, split], projectType: "images" }, null, 1)}\n`
}

function annotationOf(
  record: DatasetRecord,
  names: ReadonlyMap<string, string>,
  kinds: ReadonlyMap<string, TagKind>,
): JsonObject {
  const { tags: carried, objects: shapes, customBigData: data, ...others } = carriedFor(record.foreign, "supervisely")
  const numbers = new Map([...names.values()].map((name, i) => [name, i + 1]))
  const objects: JsonValue[] = (record.body?.regions ?? []).flatMap((region, i) => {
    const title = names.get(region.label)
    return title === undefined ? [] : [objectOf(region, i + 1, title, numbers.get(title) ?? 0, kinds)]
  })
  // Pictures of no folder lie in a dataset all the same: their own name stands where Supervisely keeps what it does not know.
  const isPlain = nameOfPath(pathOf(record.name, "ann"), "") === record.name
  return {
    ...others,
    ...{ description: record.text ?? "", tags: pictureTags(record, isList(carried) ? carried : []) },
    size: record.size === null ? null : { height: record.size.height, width: record.size.width },
    objects: [...objects, ...(isList(shapes) ? shapes : [])],
    ...(isPlain
      ? data === undefined
        ? {}
        : { customBigData: data }
      : { customBigData: { ...(isObject(data) ? data : {}), name: record.name } }),
  }
}

function pictureTags({ split }: DatasetRecord, carried: readonly JsonValue[]): JsonValue[] {
  const isStated = carried.some((tag) => isObject(tag) && tag["name"] === split && (tag["value"] ?? null) === null)
  return [...carried, ...(split === undefined || isStated ? [] : [{ name: "split", value: split }])]
}

function objectOf(
  region: Region,
  id: number,
  classTitle: string,
  classId: number,
  kinds: ReadonlyMap<string, TagKind>,
): JsonObject {
  const { tags: _, text_tag: __, interior, description, ...others } = carriedFor(region.foreign, "supervisely")
  const { geometryType, exterior, interior: holes } = pointsOf(region, null)
  const tags = tagsOf(region).map(([name, value]) => ({ name, value: valueOf(value, kinds.get(name)) }))
  return {
    ...others,
    ...{ id, classId, classTitle, geometryType, description: typeof description === "string" ? description : "", tags },
    points: {
      exterior,
      interior: holes.length === 0 && geometryType === "polygon" && isList(interior) ? interior : holes,
    },
  }
}

function valueOf(value: AttributeValue | JsonValue, kind: TagKind | undefined): JsonValue {
  if (typeof value === "object") return JSON.stringify(value)
  return kind === "any_number" ? value : String(value)
}

/** A region's shape in whole pixels; `tally` counts what that changes. */
function pointsOf(
  region: Region,
  tally: Tally | null,
): { geometryType: "rectangle" | "polygon"; exterior: number[][]; interior: number[][][] } {
  if (!isUpright(region)) {
    const holed = holesOf(region)
    const shape = wholeShape(lineOfRegion(region), boxOf(region), tally) ?? []
    const [exterior = shape, ...interior] = holed ?? []
    return { geometryType: "polygon", exterior: toLists(exterior), interior: interior.map(toLists) }
  }
  const box = wholeBox(boxOf(region))
  const { x, y, width, height } = boxOf(region)
  if (![x, y, x + width, y + height].every(Number.isInteger)) tally?.add("changed", "coordinates_rounded")
  const { left, top, right, bottom } = box ?? { left: 0, top: 0, right: 1, bottom: 1 }
  return {
    geometryType: "rectangle",
    exterior: [
      [left, top],
      [right, bottom],
    ],
    interior: [],
  }
}

const toLists = (points: readonly Point[]) => points.map(({ x, y }) => [x, y])

/** A region that is one part with holes as the line around it and theirs, in whole pixels; null for all others. */
function holesOf({ geometry }: Region): Point[][] | null {
  const rings = ringsOf(geometry)
  const [part = [], ...others] = rings.length > 1 ? partsOf(rings) : []
  if (part.length < 2 || others.length > 0) return null
  const whole = part.map((ring) => wholePoints(ring))
  const kept = whole.flatMap((ring) => (ring ? [ring] : []))
  return kept.length === whole.length ? kept : null
}
