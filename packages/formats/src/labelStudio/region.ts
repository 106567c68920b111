import { boundsOf, type Label, type Region, Region as RegionSchema, reachesOutside, type Size } from "@justesse/types"
import type { TimedText } from "@justesse/types/dataset"
import type { ReadEvent } from "../contract.ts"
import { isList, type JsonObject, type JsonValue, member, unknownMembers } from "../io/jsonParse.ts"
import { attributeParts, isFiniteNumber, pointsOf, type RegionIds, region } from "../regions/parts.ts"
import { rotateAboutTopLeft, type ShapeParts } from "../regions/rotated.ts"
import { TEXT_KEY, takeText, textKeyAmong } from "../regions/toolLabels.ts"
import { isFiniteGeometry } from "../regions/toolShapes.ts"
import { report, type Tally } from "../report/lines.ts"
import {
  answerOf,
  CHECK_KEY,
  CHECK_REASON_KEY,
  type Joined,
  labelsOf,
  placing,
  type Result,
  SPEAKER_KEY,
  shapeOf,
  stretchOf,
  textsOf,
} from "./results.ts"

/** Where a region is, and what its reader knows by then. */
export interface ResultLocation {
  readonly file: string
  readonly line: number
  readonly size: Size | null
  /** The label called so; null where it cannot be one. */
  readonly labelOf: (name: string) => Label | null
  readonly ids: RegionIds
  readonly tally: Tally
}

/** The control that our own exports give each kind of result; others are carried. */
export const CONTROLS: Readonly<Record<string, string>> = {
  rectanglelabels: "label",
  polygonlabels: "polygon",
  labels: "label",
  textarea: TEXT_KEY,
}
/** The object that our own exports show: the picture or the recording. */
const isOwnObject = (to: string) => to === "image" || to === "audio" || to === ""

const RESULT_KEYS = new Set(["id", "type", "value", "from_name", "to_name", "original_width", "original_height"])
const GEOMETRY_KEYS = ["x", "y", "width", "height", "rotation", "points", "start", "end", "text"]
const USUAL: Readonly<Record<string, JsonValue>> = { image_rotation: 0, origin: "manual", closed: true, channel: 0 }

/**
 * The regions of joined results: one, and one more for each further label, so that no export has to drop a label. "carry"
 * for what no box stands for; an empty list where it is lost, which the events say.
 */
export function* labelStudioRegions(joined: Joined, at: ResultLocation): Generator<ReadEvent, Region[] | "carry"> {
  const location = { file: at.file, line: at.line, field: `result.${joined.index}` }
  const shape = placing(joined)
  const parts = shape && partsOf(shape, at.size)
  if (!shape || parts === undefined) return "carry"
  if (parts === null || "problem" in parts) {
    yield report("lost", parts?.problem ?? "box_of_no_size", { ...location, found: shape.value })
    return []
  }
  if (!isFiniteGeometry(parts)) {
    yield report("lost", "not_a_number", { ...location, found: shape.value })
    return []
  }
  const names = labelsOf(joined)
  const labels = (names.length > 0 ? names : [""]).map((name) => ({ name, label: at.labelOf(name) }))
  for (const { name, label } of labels)
    if (label === null) yield report("lost", "label_refused", { ...location, found: name })
  if (names.length > 1) at.tally.add("note", "labels_as_regions", "", names.length - 1)
  const known = labels.flatMap(({ label }) => label ?? [])
  const [first, ...others] = known
  if (!first) return []
  if (at.size && reachesOutside(parts.box, at.size))
    yield report("note", "box_outside", { ...location, found: Object.values(parts.box) })
  const said = readStated(joined)
  if (said.refused) yield report("lost", "text_unstorable", location)
  if (said.joined) yield report("changed", "texts_joined", location)
  const id = at.ids.give(joined.id)
  const { check, attributes } = checkIn(said.attributes)
  const plain = region({
    ...{ id, ...parts, label: first.id, attributes, transcript: said.transcript },
    foreign: carried(carriedOf(joined, shape, parts, said)),
  })
  const own = check ? { ...plain, check } : plain
  if (shapeOf(shape) === "ellipse") at.tally.add("note", "shape_as_box", "ellipse")
  return [
    own,
    ...others.map((label) =>
      region({ ...{ id: at.ids.give(null), ...parts, label: label.id }, foreign: carried({ also: id }) }),
    ),
  ]
}

/** What checkers said, out of the answers about a region. */
function checkIn(attributes: StatedResult["attributes"]): Pick<Region, "check" | "attributes"> {
  const [verdict, reason] = [valueAt(attributes, CHECK_KEY), valueAt(attributes, CHECK_REASON_KEY)]
  const check = RegionSchema.shape.check.safeParse({ verdict, ...(reason !== undefined && { reason }) }).data
  if (!check) return attributes ? { attributes } : {}
  return { check, ...attributesWithout(attributes, [CHECK_KEY, CHECK_REASON_KEY]) }
}

function valueAt(attributes: StatedResult["attributes"], key: string) {
  return Object.entries(attributes ?? {}).find(([own]) => own === key)?.[1]
}

function attributesWithout(
  attributes: StatedResult["attributes"],
  keys: readonly string[],
): Pick<Region, "attributes"> {
  const rest = Object.entries(attributes ?? {}).filter(([key]) => !keys.includes(key))
  return rest.length > 0 ? { attributes: Object.fromEntries(rest) } : {}
}

function carried(parts: Record<string, JsonValue>): Record<string, JsonValue> | undefined {
  return Object.keys(parts).length > 0 ? { "label-studio": parts } : undefined
}

interface Problem {
  readonly problem: string
}

/** Undefined for shapes that no box stands for. */
function partsOf(result: Result, size: Size | null): ShapeParts | Problem | null | undefined {
  const shape = shapeOf(result)
  if (shape !== "rectangle" && shape !== "polygon" && shape !== "ellipse") return undefined
  if (size === null) return { problem: "size_unknown" }
  if (shape === "polygon") return polygonOf(result.value, size)
  const keys = shape === "rectangle" ? ["x", "y", "width", "height"] : ["x", "y", "radiusX", "radiusY"]
  const numbers = keys.map((key) => member(result.value, key))
  if (numbers.some((value) => value === undefined)) return { problem: "field_missing" }
  const rotation = member(result.value, "rotation") ?? 0
  if (!numbers.every(isFiniteNumber) || !isFiniteNumber(rotation)) return { problem: "not_a_number" }
  const [x = 0, y = 0, width = 0, height = 0] = numbers.map((value, i) =>
    pixelsOf(value, i % 2 === 0 ? size.width : size.height),
  )
  if (!(width > 0 && height > 0)) return null
  if (shape === "ellipse") return { box: { x: x - width, y: y - height, width: 2 * width, height: 2 * height } }
  return rotateAboutTopLeft({ x, y, width, height }, rotation)
}

/** A share of a side in percent, as pixels. */
export function pixelsOf(percent: number, side: number): number {
  return (percent * side) / 100
}

function polygonOf(value: JsonObject, { width, height }: Size): ShapeParts | Problem | null {
  const points = member(value, "points")
  const flat = isList(points) ? points.flatMap((point) => (isList(point) && point.length === 2 ? point : [null])) : []
  const outline = pointsOf(flat)
  if (outline === null) return { problem: "outline_unreadable" }
  const inPixels = outline.map(({ x, y }) => ({ x: pixelsOf(x, width), y: pixelsOf(y, height) }))
  const box = boundsOf(inPixels)
  return box && { box, outline: inPixels }
}

/** What people said about a region besides where it is: its text and the answers to questions. */
interface StatedResult {
  readonly transcript: Region["transcript"]
  readonly attributes: Region["attributes"] | null
  /** Answers that a region cannot hold as attributes. */
  readonly further: Record<string, JsonValue> | null
  /** The text area that the transcript comes from. */
  readonly textFrom: string | undefined
  readonly texts: readonly string[]
  readonly joined: boolean
  readonly refused: boolean
}

function readStated({ results }: Joined): StatedResult {
  const areas = results.flatMap((result) => {
    const texts = textsOf(result)
    return texts && texts.length > 0 ? [{ from: result.from, texts }] : []
  })
  const key = textKeyAmong(areas.map(({ from }) => from)) ?? areas[0]?.from
  const area = areas.find(({ from }) => from === key)
  const answers = results.flatMap((result): [string, JsonValue][] => {
    const answer = answerOf(result)
    return answer === undefined ? [] : [[result.from, answer]]
  })
  const others = areas
    .filter((other) => other !== area)
    .map(({ from, texts }): [string, JsonValue] => [from, texts.length === 1 ? (texts[0] ?? "") : [...texts]])
  const text = area && takeText([[TEXT_KEY, area.texts.join("\n")], ...answers])
  const { held, carried } = attributeParts([...(text?.rest.filter(([own]) => own !== TEXT_KEY) ?? answers), ...others])
  return {
    ...{ transcript: text?.transcript, attributes: held, further: carried },
    ...{ textFrom: area?.from, texts: area?.texts ?? [] },
    ...{ joined: (area?.texts.length ?? 0) > 1, refused: text?.refused !== undefined },
  }
}

/** What a region of ours has no place for, to be written back: names of controls, unknown keys, answers of other kinds. */
function carriedOf(joined: Joined, shape: Result, { box }: ShapeParts, said: StatedResult): Record<string, JsonValue> {
  const controls: [string, JsonValue][] = []
  const kinds: [string, JsonValue][] = []
  const others: JsonValue[] = []
  for (const result of joined.results) {
    const { type, from } = result
    const answer = answerOf(result)
    if (answer !== undefined && type !== "choices" && type !== "number") kinds.push([from, type])
    const isText = type === "textarea"
    if (answer !== undefined || (isText && from !== said.textFrom)) {
      if (isText) kinds.push([from, type])
    } else if (isText || type.endsWith("labels") || result === shape) {
      if (CONTROLS[type] !== from) controls.push([type, from])
    } else others.push(result.raw)
  }
  const more = (key: string, entries: [string, JsonValue][]) =>
    entries.length > 0 ? { [key]: Object.fromEntries(entries) } : {}
  return {
    ...more("controls", controls),
    ...more("kinds", kinds),
    ...(isOwnObject(shape.to) ? {} : { to: shape.to }),
    ...more("result", joined.results.flatMap(({ raw }) => unusual(unknownMembers(raw, RESULT_KEYS))).reverse()),
    ...more("value", unusual(unknownMembers(shape.value, new Set([...GEOMETRY_KEYS, ...valueKeys(joined)])))),
    ...(said.joined ? { texts: [...said.texts] } : {}),
    ...(said.further === null ? {} : { attributes: said.further }),
    ...(others.length > 0 ? { results: others } : {}),
    ...(shapeOf(shape) === "ellipse" ? { shape: shape.value, bbox: [box.x, box.y, box.width, box.height] } : {}),
  }
}

/** The keys of values that hold what was taken already: each type's own. */
function valueKeys(joined: Joined): string[] {
  return ["labels", ...joined.results.map(({ type }) => type)]
}

function unusual(members: Record<string, JsonValue> | null): [string, JsonValue][] {
  return Object.entries(members ?? {}).filter(([key, value]) => USUAL[key] !== value)
}

/** A stretch of a recording in seconds with its labels and text; null where the results are about none. */
export function soundOf(joined: Joined): {
  start: number
  end: number | null
  labels: string[]
  said: Pick<TimedText, "text" | "language" | "marks" | "parts" | "attributes" | "speaker">
  foreign: Record<string, JsonValue> | undefined
} | null {
  const stretch = stretchOf(joined)
  const first = joined.results[0]
  if (stretch === null || !first) return null
  const said = readStated(joined)
  const [, ...further] = labelsOf(joined)
  const { attributes: _, ...rest } = carriedOf(joined, first, { box: { x: 0, y: 0, width: 1, height: 1 } }, said)
  const foreign = carried({
    ...rest,
    ...(said.further === null ? {} : { attributes: said.further }),
    ...(further.length > 0 ? { labels: further } : {}),
  })
  const speaker = valueAt(said.attributes, SPEAKER_KEY)
  const { value: text = "", language, marks, parts } = said.transcript ?? {}
  return {
    ...{ ...stretch, labels: labelsOf(joined), foreign },
    said: {
      ...{ text, ...(language !== undefined && { language }), ...(marks && { marks }), ...(parts && { parts }) },
      ...attributesWithout(said.attributes, [SPEAKER_KEY]),
      ...(speaker !== undefined && { speaker: String(speaker) }),
    },
  }
}
