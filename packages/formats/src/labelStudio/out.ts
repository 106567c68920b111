import { type AttributeValue, boundsOf, boxOf, isSameShape, type Region, type Size } from "@justesse/types"
import type { DatasetRecord, TimedText } from "@justesse/types/dataset"
import { isList, isObject, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import { carriedFor } from "../regions/parts.ts"
import { findRotation, topLeftOf } from "../regions/rotated.ts"
import { TEXT_KEY, textAttributes } from "../regions/toolLabels.ts"
import { findOutline, isStillBox } from "../regions/toolShapes.ts"
import { secondsText } from "../timed/index.ts"
import { CONTROLS, pixelsOf } from "./region.ts"
import { CHECK_KEY, CHECK_REASON_KEY, SPEAKER_KEY } from "./results.ts"

/** A region's answers to questions with what it carries of them, each key once; language and marks of its text among them. */
export function answersOf(region: Region): [string, AttributeValue | JsonValue][] {
  const carried = carriedFor(region.foreign, "label-studio")
  const further = carried["attributes"]
  return [
    ...new Map<string, AttributeValue | JsonValue>([
      ...(isObject(further) ? Object.entries(further) : []),
      ...Object.entries(region.attributes ?? {}),
      ...textAttributes(region.transcript).filter(([key]) => key !== TEXT_KEY),
      ...(region.check ? [[CHECK_KEY, region.check.verdict] as const] : []),
      ...(region.check?.reason === undefined ? [] : [[CHECK_REASON_KEY, region.check.reason] as const]),
    ]),
  ]
}

/** The same of a stretch of a recording, with who speaks. */
export function timedAnswers({ attributes, text, language, marks, parts, speaker, foreign }: TimedText) {
  const carried = carriedFor(foreign, "label-studio")["attributes"]
  return [
    ...Object.entries(isObject(carried) ? carried : {}),
    ...Object.entries(attributes ?? {}),
    ...textAttributes({ value: text, language, marks, parts }).filter(([key]) => key !== TEXT_KEY),
    ...(speaker === undefined ? [] : [[SPEAKER_KEY, speaker] as const]),
  ].map(([key, value]): [string, JsonValue] => [key, value])
}

/** The results of all regions of a picture whose size is known; regions of labels without a name are left out. */
export function regionResults(record: DatasetRecord, names: ReadonlyMap<string, string>): JsonObject[] {
  const { size } = record
  if (size === null) return []
  const all = record.body?.regions ?? []
  const regions = all.filter(({ label, geometry }) => names.has(label) && geometry.type !== "whole")
  const byId = new Map<string, Region>(regions.map((region) => [region.id, region]))
  const further = new Map<string, string[]>()
  const own = regions.filter((region) => {
    const first = byId.get(String(carriedFor(region.foreign, "label-studio")["also"] ?? ""))
    if (!first || first === region || !isSameGeometry(first, region)) return true
    const labels = further.get(first.id) ?? []
    further.set(first.id, labels)
    labels.push(names.get(region.label) ?? "")
    return false
  })
  return own.flatMap((region) =>
    resultsOf(region, size, [names.get(region.label) ?? "", ...(further.get(region.id) ?? [])]),
  )
}

/** Regions of further labels say no more than their label: once somebody gave one a text, it goes out by itself. */
function isSameGeometry(a: Region, b: Region): boolean {
  const plain = b.transcript === undefined && b.attributes === undefined
  return plain && isSameShape(a.geometry, b.geometry)
}

function resultsOf(region: Region, size: Size, labels: readonly string[]): JsonObject[] {
  const carried = carriedFor(region.foreign, "label-studio")
  const controls = asObject(carried["controls"])
  const { shape, geometry } = toGeometry(region, size, carried)
  const common = {
    ...{ id: region.id, original_width: size.width, original_height: size.height, image_rotation: 0 },
    ...{ to_name: textOr(carried["to"], "image"), origin: "manual", ...asObject(carried["result"]) },
  }
  const result = (type: string, value: JsonObject, from = textOr(controls[type], CONTROLS[type] ?? type)) => ({
    ...{ ...common, from_name: from, type, value: { ...geometry, ...value } },
  })
  const isBare = controls[shape] !== undefined
  const texts = textsOf(region, carried["texts"])
  const further = carried["results"]
  return [
    ...(isBare
      ? [result(shape, {}), result("labels", { labels: [...labels] })]
      : [result(`${shape}labels`, { [`${shape}labels`]: [...labels] })]),
    ...(texts === null ? [] : [result("textarea", { text: texts })]),
    ...answersOf(region).map(([key, value]) => {
      const { type, given } = toResultValue(key, value, asObject(carried["kinds"]))
      return result(type, given, key)
    }),
    ...(isList(further) ? further.filter(isObject) : []),
  ]
}

function textsOf({ transcript }: Region, texts: JsonValue | undefined): JsonValue[] | null {
  if (!transcript) return null
  return isList(texts) && texts.join("\n") === transcript.value ? texts : [transcript.value]
}

function toResultValue(key: string, value: AttributeValue | JsonValue, kinds: JsonObject) {
  const kind = textOr(kinds[key], "")
  if (kind === "textarea") return { type: kind, given: { text: isList(value) ? value : [String(value)] } }
  if (kind !== "") return { type: kind, given: { [kind]: value } }
  if (typeof value === "number") return { type: "number", given: { number: value } }
  return { type: "choices", given: { choices: isList(value) ? value : [choiceText(value)] } }
}

function choiceText(value: AttributeValue | JsonValue): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

/** Where a region is, in percent: turned boxes by their top left corner after turning. */
function toGeometry(
  region: Region,
  size: Size,
  carried: Record<string, JsonValue>,
): { shape: string; geometry: JsonObject } {
  const further = asObject(carried["value"])
  const { shape, bbox } = carried
  if (isObject(shape) && isStillBox(region, bbox)) return { shape: "ellipse", geometry: { ...shape } }
  const points = percentOutline(region, size)
  if (points) return { shape: "polygon", geometry: { ...further, points, closed: true } }
  const rotated = findRotation(region)
  const box = rotated ? { ...rotated, ...topLeftOf(rotated) } : { ...boxOf(region), rotation: 0 }
  return {
    shape: "rectangle",
    geometry: {
      ...further,
      ...{ x: percentOf(box.x, size.width), y: percentOf(box.y, size.height) },
      ...{ width: percentOf(box.width, size.width), height: percentOf(box.height, size.height) },
      rotation: box.rotation,
    },
  }
}

/** The outline by which a region goes out, in percent; null for boxes, and where percent leave the outline no area. */
export function percentOutline(region: Region, size: Size): number[][] | null {
  const points = findOutline(region)?.map(({ x, y }) => [percentOf(x, size.width), percentOf(y, size.height)])
  const back = points?.map(([x = 0, y = 0]) => ({ x: pixelsOf(x, size.width), y: pixelsOf(y, size.height) }))
  return points && back && boundsOf(back) ? points : null
}

const bits = new DataView(new ArrayBuffer(8))

/** The float64 next to `value`, one step away from zero (1) or towards it (-1). */
function neighbour(value: number, step: 1n | -1n): number {
  bits.setFloat64(0, value)
  bits.setBigInt64(0, bits.getBigInt64(0) + step)
  return bits.getFloat64(0)
}

/** Pixels as percent of a side: of the float64 nearby the one that reads back to the same pixels, where one does. */
export function percentOf(pixels: number, side: number): number {
  const percent = (pixels * 100) / side
  if (percent === 0 || pixelsOf(percent, side) === pixels) return percent
  return [neighbour(percent, 1n), neighbour(percent, -1n)].find((near) => pixelsOf(near, side) === pixels) ?? percent
}

/** The results of what is said when: labels and text of each stretch with both times. */
export function timedResults(record: DatasetRecord): JsonObject[] {
  return (record.timed ?? []).flatMap((item) => (item.start === null ? [] : stretchResults(item, item.start)))
}

function stretchResults(item: TimedText, start: number): JsonObject[] {
  const carried = carriedFor(item.foreign, "label-studio")
  const controls = asObject(carried["controls"])
  const further = carried["labels"]
  const labels = item.label === undefined ? [] : [item.label, ...(isList(further) ? further : [])]
  const geometry = {
    ...{ channel: 0, ...asObject(carried["value"]) },
    ...{ start: Number(secondsText(start)), end: Number(secondsText(item.end ?? start)) },
  }
  const common = {
    id: item.id,
    to_name: textOr(carried["to"], "audio"),
    origin: "manual",
    ...asObject(carried["result"]),
  }
  const result = (type: string, value: JsonObject, from = textOr(controls[type], CONTROLS[type] ?? type)) => ({
    ...{ ...common, from_name: from, type, value: { ...geometry, ...value } },
  })
  const others = carried["results"]
  return [
    ...(labels.length > 0 ? [result("labels", { labels })] : []),
    ...(item.text !== "" || item.marks || item.language || labels.length === 0
      ? [result("textarea", { text: [item.text] })]
      : []),
    ...timedAnswers(item).map(([key, value]) => {
      const { type, given } = toResultValue(key, value, asObject(carried["kinds"]))
      return result(type, given, key)
    }),
    ...(isList(others) ? others.filter(isObject) : []),
  ]
}

/** The text of the whole picture, in the text area it came from, and whatever else travels with the picture. */
export function pictureTextResult(record: DatasetRecord, carried: readonly JsonValue[]): JsonValue[] {
  const { text } = record
  const isText = (entry: JsonValue) => isObject(entry) && member(entry, "type") === "textarea"
  const own = carried.find(isText)
  if (text === undefined) return [...carried]
  if (isObject(own)) return carried.map((entry) => (entry === own ? withText(own, text) : entry))
  const taken = new Set([...(record.body?.regions ?? []), ...(record.timed ?? [])].map(({ id }) => String(id)))
  let id = "text"
  while (taken.has(id)) id += "-"
  const to = record.timed === undefined ? "image" : "audio"
  return [...carried, { id, from_name: "text", to_name: to, type: "textarea", value: { text: [text] } }]
}

function withText(result: JsonObject, text: string): JsonObject {
  const value = asObject(result["value"])
  const given = isList(value["text"]) ? value["text"] : [value["text"]]
  return given.length === 1 && given[0] === text ? result : { ...result, value: { ...value, text: [text] } }
}

/** A JSON object as such; anything else as an empty one. */
export function asObject(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {}
}

function textOr(value: JsonValue | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise
}
