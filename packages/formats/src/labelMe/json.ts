import { boundsOf, type Label, type Point, type Region, type RegionFlags, Size } from "@justesse/types"
import type { ReadEvent } from "../contract.ts"
import { decimalDifference } from "../io/decimals.ts"
import { isList, isObject, type JsonObject, type JsonValue, member, unknownMembers } from "../io/jsonParse.ts"
import { sizeOfHead } from "../io/pictureSize.ts"
import { attributeParts, isFiniteNumber, pointsOf, type RegionIds, region } from "../regions/parts.ts"
import { quadRegion, type ShapeParts, statedQuad } from "../regions/rotated.ts"
import { TEXT_KEY, takeText } from "../regions/toolLabels.ts"
import { isFiniteGeometry } from "../regions/toolShapes.ts"
import { report, type Tally } from "../report/lines.ts"

const SHAPE_KEYS = new Set([
  "label",
  "points",
  "group_id",
  "shape_type",
  "flags",
  "description",
  "attributes",
  "difficult",
])
/** Shapes that no box stands for. They travel with their picture. */
const CARRIED = new Set(["point", "points", "line", "linestrip"])

/** What kind of shape it is: a polygon where the file does not say. */
function shapeType(shape: JsonObject): string {
  const type = member(shape, "shape_type")
  return typeof type === "string" && type !== "" ? type : "polygon"
}

/** The name of a shape's label; null where it has none. */
export function shapeLabel(shape: JsonObject): string | null {
  const label = member(shape, "label")
  return typeof label === "string" ? label : null
}

/** Where a shape is, and what its reader knows by then. */
interface ShapeLocation {
  readonly file: string
  readonly line: number
  readonly field: string
  /** Null where the shape's label cannot be one. */
  readonly label: Label | null
  readonly ids: RegionIds
  readonly tally: Tally
}

/** A shape as a region; "carry" for those that only travel with the picture; null where it is lost, which the events say. */
export function* labelMeShape(shape: JsonObject, at: ShapeLocation): Generator<ReadEvent, Region | "carry" | null> {
  const location = { file: at.file, line: at.line, field: at.field }
  const type = shapeType(shape)
  if (CARRIED.has(type)) {
    at.tally.add("note", "shape_carried", type)
    return "carry"
  }
  const parts = partsOf(type, member(shape, "points"))
  if (parts === null || "problem" in parts) {
    yield report("lost", parts?.problem ?? "box_of_no_size", { ...location, found: member(shape, "points") })
    return null
  }
  if (!isFiniteGeometry(parts)) {
    yield report("lost", "not_a_number", { ...location, found: member(shape, "points") })
    return null
  }
  if (at.label === null) {
    yield report("lost", "label_refused", { ...location, found: member(shape, "label") })
    return null
  }
  const said = readStated(shape)
  if (said.refused) yield report("lost", "text_unstorable", location)
  const isPlain = ["rectangle", "polygon", "rotation", "quadrilateral"].includes(type)
  if (!isPlain) at.tally.add("note", "shape_as_box", type)
  const group = member(shape, "group_id")
  const more = unknownMembers(shape, SHAPE_KEYS) ?? {}
  if (more["mask"] === null) delete more["mask"]
  const { box } = parts
  const foreign: Record<string, JsonValue> = {
    ...(isPlain ? more : { shape, bbox: [box.x, box.y, box.width, box.height] }),
    ...(group === undefined || group === null ? {} : { group_id: group }),
    ...(said.carried === null ? {} : { attributes: said.carried }),
  }
  return region({
    ...{ id: at.ids.give(null), ...parts, label: at.label.id },
    ...{ transcript: said.transcript, attributes: said.held ?? undefined, flags: said.flags },
    foreign: Object.keys(foreign).length > 0 ? { labelme: foreign } : undefined,
  })
}

interface Problem {
  readonly problem: string
}

function partsOf(type: string, given: JsonValue | undefined): ShapeParts | Problem | null {
  if (given === undefined) return { problem: "field_missing" }
  const points = isList(given) ? given.map(pointOf) : []
  const known = points.filter((point) => point !== null)
  if (known.length === 0 || known.length < points.length) return { problem: "points_unreadable" }
  if (type === "circle") return circleOf(known)
  if (type === "rotation" || type === "quadrilateral") {
    if (known.length !== 4) return { problem: "points_unreadable" }
    return type === "rotation" ? statedQuad(known) : quadRegion(known)
  }
  if (type !== "polygon") return known.length >= 2 ? cornersOf(known) : { problem: "points_unreadable" }
  const outline = pointsOf(known.flatMap(({ x, y }) => [x, y]))
  if (outline === null) return { problem: "outline_unreadable" }
  const box = boundsOf(outline)
  return box && { box, outline }
}

function pointOf(point: JsonValue): Point | null {
  const [x, y] = isList(point) ? point : []
  return isFiniteNumber(x) && isFiniteNumber(y) ? { x, y } : null
}

/** The box of two corners in any order, or around more points; sides are taken in decimals, as files spell them. */
function cornersOf(points: readonly Point[]): ShapeParts | null {
  const bounds = boundsOf(points)
  if (bounds === null) return null
  const side = (values: number[]) => decimalDifference(String(Math.max(...values)), String(Math.min(...values)))
  const [width, height] = [side(points.map(({ x }) => x)), side(points.map(({ y }) => y))]
  return { box: { x: bounds.x, y: bounds.y, width, height } }
}

/** The box around a circle, given by its centre and a point on it. */
function circleOf([centre, edge]: readonly Point[]): ShapeParts | Problem | null {
  if (!centre || !edge) return { problem: "points_unreadable" }
  const radius = Math.hypot(edge.x - centre.x, edge.y - centre.y)
  if (!(radius > 0)) return null
  return { box: { x: centre.x - radius, y: centre.y - radius, width: 2 * radius, height: 2 * radius } }
}

function readStated(shape: JsonObject) {
  const [flags, attributes, text] = ["flags", "attributes", "description"].map((key) => member(shape, key))
  const entries = [
    ...(isObject(flags) ? Object.entries(flags) : []),
    ...(isObject(attributes) ? Object.entries(attributes) : []),
  ].filter(([key]) => key !== TEXT_KEY)
  const said = typeof text === "string" && text !== "" ? takeText([[TEXT_KEY, text], ...entries]) : null
  const difficult = member(shape, "difficult")
  const known: RegionFlags | undefined = typeof difficult === "boolean" ? { difficult } : undefined
  return {
    ...attributeParts(said?.rest.filter(([key]) => key !== TEXT_KEY) ?? entries),
    ...{ transcript: said?.transcript, refused: said?.refused !== undefined, flags: known },
  }
}

/** The size that the file says, otherwise that of the picture inside it; null where there is neither. */
export function labelMeSize(members: ReadonlyMap<string, JsonValue>): Size | null {
  const said = Size.safeParse({ width: members.get("imageWidth"), height: members.get("imageHeight") })
  if (said.success) return said.data
  const inside = members.get("imageData")
  const head = typeof inside === "string" ? sizeOfHead(fromBase64(inside.slice(0, 1_048_576))) : null
  return head && { width: head.width, height: head.height }
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const VALUES = new Map([...LETTERS].map((letter, value) => [letter, value]))

/** The bytes of a base64 text; what is none of its letters is passed over. */
export function fromBase64(text: string): Uint8Array {
  const bytes: number[] = []
  let [held, bits] = [0, 0]
  for (const letter of text) {
    const value = VALUES.get(letter)
    if (value === undefined) continue
    held = ((held << 6) | value) & 0xffffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes.push((held >> bits) & 0xff)
  }
  return Uint8Array.from(bytes)
}
