import { type AttributeValue, boxOf, type Region } from "@justesse/types"
import type { DatasetManifest, DatasetRecord, TimedText } from "@justesse/types/dataset"
import { companionFiles, labelNames } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { isList, isObject, type JsonObject, type JsonValue } from "../io/jsonParse.ts"
import { encodeStream } from "../io/textStream.ts"
import { carriedFor } from "../regions/parts.ts"
import { findLine } from "../regions/rotated.ts"
import { textAttributes } from "../regions/toolLabels.ts"
import { isStillBox } from "../regions/toolShapes.ts"
import { type Holds, tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { secondsText } from "../timed/index.ts"

/** The export's projects: of VIA 2 for pictures, of VIA 3 for recordings where there are any. */
export const VIA_NAME = "via_project.json"
export const VIA3_NAME = "via3_project.json"

/** What VIA holds. Outlines are polygons there, turned boxes too. */
const VIA_HOLDS: Holds = {
  ...{ outline: true, transcript: true, language: true, marks: true, textParts: true, attributes: true },
  ...{ text: true, timed: true, foreign: "via" },
}

/**
 * A project of VIA 2 with the labels as the options of one attribute, in the ontology's order; recordings go into a project
 * of VIA 3 beside it. A turned box goes out as the polygon of its corners. Draws the records three times.
 */
export const viaWriter: Writer = {
  name: "via",
  write: writeVia,
  async losses(records) {
    return (await survey(records, null)).tally.lines(VIA_NAME)
  },
}

/** What goes out as a stretch of a recording and not as a picture. */
function isRecording(record: DatasetRecord): boolean {
  return record.timed !== undefined
}

async function* writeVia(
  records: RecordSource,
  manifest: DatasetManifest,
  options: WriteOptions = {},
): AsyncGenerator<OutFile> {
  const names = labelNames(manifest.ontology)
  const found = await survey(records, names)
  for (const line of found.tally.lines(VIA_NAME)) options.report?.(line)
  yield { name: VIA_NAME, role: "labels", body: encodeStream(projectText(records, manifest, names, found)) }
  if (found.recordings > 0)
    yield { name: VIA3_NAME, role: "labels", body: encodeStream(via3Text(records, manifest, found.recordings)) }
  yield* companionFiles(records, manifest)
}

interface Survey {
  readonly tally: Tally
  readonly recordings: number
  /** The attribute that holds the label: the one that the imported project had, where all agree. */
  readonly labelKey: string
  /** Attributes that regions have besides. */
  readonly keys: ReadonlySet<string>
}

async function survey(records: RecordSource, names: ReadonlyMap<string, string> | null): Promise<Survey> {
  const tally = new Tally()
  const labelKeys = new Set<string>()
  const keys = new Set<string>()
  const clashes = new Map<string, number>()
  let recordings = 0
  for await (const record of records()) {
    if (!tallyAll(record, VIA_HOLDS, tally)) continue
    if (isRecording(record)) {
      recordings++
      tallyTimed(record, tally)
      continue
    }
    const regions = record.body?.regions ?? []
    const own = carriedFor(record.foreign, "via")["label_attribute"]
    if (regions.length > 0) labelKeys.add(typeof own === "string" && own !== "" ? own : "label")
    for (const region of regions) {
      if (names && !names.has(region.label)) tally.add("lost", "label_unknown", region.label)
      for (const [key] of attributesOf(region)) {
        keys.add(key)
        clashes.set(key, (clashes.get(key) ?? 0) + 1)
      }
    }
  }
  const [only = "label"] = labelKeys
  const labelKey = labelKeys.size === 1 ? only : "label"
  const clash = clashes.get(labelKey) ?? 0
  if (clash > 0) tally.add("lost", "attributes", labelKey, clash)
  return { tally, recordings, labelKey, keys }
}

function tallyTimed(record: DatasetRecord, tally: Tally): void {
  const regions = record.body?.regions.length ?? 0
  if (regions > 0) tally.add("lost", "regions", "", regions)
  for (const { start, refers } of record.timed ?? []) {
    if (start === null) tally.add("lost", "time_missing")
    if (refers !== undefined) tally.add("lost", "refers")
  }
}

function attributesOf(region: Region): [string, AttributeValue | JsonValue][] {
  const { attributes: further, text_attribute: textKey } = carriedFor(region.foreign, "via")
  return [
    ...new Map<string, AttributeValue | JsonValue>([
      ...(isObject(further) ? Object.entries(further) : []),
      ...Object.entries(region.attributes ?? {}),
      ...textAttributes(region.transcript, typeof textKey === "string" ? textKey : undefined),
    ]),
  ]
}

// VIA 2

async function* projectText(
  records: RecordSource,
  manifest: DatasetManifest,
  names: ReadonlyMap<string, string>,
  { labelKey, keys }: Survey,
): AsyncGenerator<string> {
  const options = Object.fromEntries([...names.values()].map((name) => [name, ""]))
  const other = { type: "text", description: "", default_value: "" }
  const others = [...keys].filter((key) => key !== labelKey).map((key) => [key, other])
  const region = {
    [labelKey]: { type: "dropdown", description: "", options, default_options: {} },
    ...Object.fromEntries(others),
  }
  const settings = { ui: {}, core: {}, project: { name: manifest.project } }
  yield `{"_via_settings":${JSON.stringify(settings)},\n"_via_attributes":${JSON.stringify({ region, file: {} })},\n`
  yield '"_via_data_format_version":"2.0.10",\n"_via_img_metadata":{'
  const ids: string[] = []
  const nothing = new Tally()
  for await (const record of records()) {
    if (!tallyAll(record, VIA_HOLDS, nothing) || isRecording(record)) continue
    const { key, text } = itemText(record, names, labelKey)
    yield `${ids.length > 0 ? "," : ""}\n${JSON.stringify(key)}:${text}`
    ids.push(key)
  }
  yield `\n},\n"_via_image_id_list":${JSON.stringify(ids)}}\n`
}

/** A picture under VIA's key for it: its name and its size in bytes, -1 where that is not known. */
function itemText(record: DatasetRecord, names: ReadonlyMap<string, string>, labelKey: string) {
  const {
    size: bytes,
    file_attributes,
    regions: carried,
    label_attribute: _,
    ...more
  } = carriedFor(record.foreign, "via")
  const size = typeof bytes === "number" ? bytes : -1
  const regions: JsonValue[] = (record.body?.regions ?? []).flatMap((region) => {
    const name = names.get(region.label)
    if (name === undefined) return []
    const attributes = Object.fromEntries([...attributesOf(region), [labelKey, name]])
    return [{ shape_attributes: shapeOf(region), region_attributes: attributes }]
  })
  const item = {
    ...{ filename: record.name, size, regions: [...regions, ...(isList(carried) ? carried : [])] },
    file_attributes: { ...(isObject(file_attributes) ? file_attributes : {}), ...caption(record.text) },
    ...more,
  }
  return { key: `${record.name}${size}`, text: JSON.stringify(item) }
}

function caption(text: string | undefined): JsonObject {
  return text === undefined ? {} : { caption: text }
}

function shapeOf(region: Region): JsonObject {
  const { shape, bbox } = carriedFor(region.foreign, "via")
  if (isObject(shape) && isStillBox(region, bbox)) return shape
  const outline = findLine(region)
  if (!outline) return { name: "rect", ...boxOf(region) }
  return {
    name: "polygon",
    all_points_x: outline.map((point) => point.x),
    all_points_y: outline.map((point) => point.y),
  }
}

// VIA 3

/** Attributes of stretches in the project of VIA 3, by their numbers there. */
const TIMED_KEYS = ["label", "transcription", "tier", "speaker"]

async function* via3Text(records: RecordSource, manifest: DatasetManifest, count: number): AsyncGenerator<string> {
  const further = new Map<string, number>()
  const files: string[] = []
  const nothing = new Tally()
  const project = {
    ...{ pid: "__VIA_PROJECT_ID__", rev: "__VIA_PROJECT_REV_ID__", rev_timestamp: "0", pname: manifest.project },
    ...{ creator: "", created: manifest.frozenAtMs, data_format_version: "3.1.1" },
    vid_list: Array.from({ length: count }, (_, i) => String(i + 1)),
  }
  yield `{"project":${JSON.stringify(project)},\n"config":{},\n"metadata":{`
  let separator = "\n"
  for await (const record of records()) {
    if (!tallyAll(record, VIA_HOLDS, nothing) || !isRecording(record)) continue
    files.push(record.name)
    for (const item of record.timed ?? []) {
      if (item.start === null) continue
      const id = JSON.stringify(`${files.length}_${item.id}`)
      yield `${separator}${id}:${stretchText(item, item.start, files.length, further)}`
      separator = ",\n"
    }
    if (record.text === undefined) continue
    const av = { [numberOf("caption", further)]: record.text }
    yield `${separator}"${files.length}_":${JSON.stringify({ vid: String(files.length), flg: 0, z: [], xy: [], av })}`
    separator = ",\n"
  }
  const numbered = files.map((name, i) => [String(i + 1), name] as const)
  const file = numbered.map(([id, fname]) => [id, { fid: Number(id), fname, type: 8, loc: 1, src: fname }])
  const view = numbered.map(([id]) => [id, { fid_list: [Number(id)] }])
  const text = { type: 1, desc: "", options: {}, default_option_id: "" }
  const keys = [...TIMED_KEYS, ...further.keys()]
  const attribute = keys.map((aname, i) => [String(i + 1), { aname, anchor_id: "FILE1_Z2_XY0", ...text }])
  yield `\n},\n"attribute":${JSON.stringify(Object.fromEntries(attribute))},\n`
  yield `"file":${JSON.stringify(Object.fromEntries(file))},\n"view":${JSON.stringify(Object.fromEntries(view))}}\n`
}

function numberOf(key: string, further: Map<string, number>): string {
  const fixed = TIMED_KEYS.indexOf(key)
  if (fixed >= 0) return String(fixed + 1)
  const known = further.get(key) ?? TIMED_KEYS.length + further.size + 1
  further.set(key, known)
  return String(known)
}

function stretchText(item: TimedText, start: number, vid: number, further: Map<string, number>): string {
  const carried = carriedFor(item.foreign, "via")
  const values: [string, JsonValue | undefined][] = [
    ["label", item.label],
    ["transcription", item.text],
    ["tier", item.tier === "" ? undefined : item.tier],
    ["speaker", item.speaker],
    ...(isObject(carried["attributes"]) ? Object.entries(carried["attributes"]) : []),
  ]
  const av = values.flatMap(([key, value]) => (value === undefined ? [] : [[numberOf(key, further), value]]))
  const z = [start, ...(item.end === null ? [] : [item.end])].map((ms) => Number(secondsText(ms)))
  return JSON.stringify({ vid: String(vid), flg: 0, z, xy: [], av: Object.fromEntries(av) })
}
