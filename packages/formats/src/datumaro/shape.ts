import { boundsOf, type Label, type Region, type RegionFlags, reachesOutside, type Size } from "@justesse/types"
import type { ReadEvent } from "../contract.ts"
import { idText, isList, isObject, type JsonObject, type JsonValue, member, unknownMembers } from "../io/jsonParse.ts"
import { attributeParts, isFiniteNumber, pointsOf, type RegionIds, region } from "../regions/parts.ts"
import { rotateRegion, type ShapeParts } from "../regions/rotated.ts"
import { takeText } from "../regions/toolLabels.ts"
import { isFiniteGeometry } from "../regions/toolShapes.ts"
import { report, type Tally } from "../report/lines.ts"

/** The attributes by which Datumaro's importers of other formats keep flags. */
export const FLAG_KEYS: ReadonlyMap<string, keyof RegionFlags> = new Map([
  ["occluded", "occluded"],
  ["truncated", "truncated"],
  ["difficult", "difficult"],
  ["ignore", "ignore"],
  ["is_crowd", "crowd"],
])

const KEYS = new Set(["id", "type", "attributes", "label_id", "bbox", "points", "cx", "cy", "w", "h", "r"])
const USUAL: Readonly<Record<string, JsonValue>> = { group: 0, z_order: 0 }

/** Where an annotation is, and what its reader knows by then. */
export interface DatumaroLocation {
  readonly file: string
  readonly line: number
  readonly field: string
  readonly size: Size | null
  /** Null where the annotation's label cannot be one. */
  readonly label: Label | null
  readonly ids: RegionIds
  readonly tally: Tally
}

/** True for annotations that become regions: boxes, boxes turned in the newer spelling, polygons. */
export function isRegion(annotation: JsonObject): boolean {
  const type = member(annotation, "type")
  return type === "bbox" || type === "polygon" || type === "rotated_bbox"
}

/** An annotation that {@link isRegion} as a region; null where it is lost, which the events say. */
export function* datumaroRegion(annotation: JsonObject, at: DatumaroLocation): Generator<ReadEvent, Region | null> {
  const location = { file: at.file, line: at.line, field: at.field }
  const attributes = member(annotation, "attributes")
  const entries = isObject(attributes) ? Object.entries(attributes) : []
  const parts = partsOf(annotation, entries)
  if (parts === null || "problem" in parts) {
    const found = member(annotation, "bbox") ?? member(annotation, "points")
    yield report("lost", parts?.problem ?? "box_of_no_size", { ...location, found })
    return null
  }
  if (!isFiniteGeometry(parts)) {
    yield report("lost", "not_a_number", location)
    return null
  }
  if (at.label === null) {
    yield report("lost", "category_unknown", { ...location, found: member(annotation, "label_id") })
    return null
  }
  if (at.size && reachesOutside(parts.box, at.size))
    yield report("note", "box_outside", { ...location, found: Object.values(parts.box) })
  const flags = flagsOf(entries)
  const text = takeText(entries.filter(([key, value]) => !isFlag(key, value) && !isRotation(key, value)))
  if (text.refused !== undefined) yield report("lost", "text_unstorable", location)
  const { held, carried } = attributeParts(text.rest)
  const more = Object.entries(unknownMembers(annotation, KEYS) ?? {}).filter(([key, value]) => USUAL[key] !== value)
  const foreign: Record<string, JsonValue> = {
    ...Object.fromEntries(more),
    ...(text.textKey === undefined ? {} : { text_attribute: text.textKey }),
    ...(carried === null ? {} : { attributes: carried }),
  }
  return region({
    ...{ id: at.ids.give(idText(member(annotation, "id"))), ...parts, label: at.label.id },
    ...{ attributes: held ?? undefined, transcript: text.transcript, flags },
    foreign: Object.keys(foreign).length > 0 ? { datumaro: foreign } : undefined,
  })
}

function isFlag(key: string, value: JsonValue): boolean {
  return FLAG_KEYS.has(key) && typeof value === "boolean"
}

/** Attributes called `rotation` are the box's, in degrees clockwise about its centre. */
function isRotation(key: string, value: JsonValue): boolean {
  return key === "rotation" && isFiniteNumber(value)
}

function flagsOf(entries: readonly (readonly [string, JsonValue])[]): RegionFlags | undefined {
  const flags = entries.flatMap(([key, value]) => (isFlag(key, value) ? [[FLAG_KEYS.get(key), value]] : []))
  return flags.length > 0 ? Object.fromEntries(flags) : undefined
}

interface Problem {
  readonly problem: string
}

function partsOf(
  annotation: JsonObject,
  entries: readonly (readonly [string, JsonValue])[],
): ShapeParts | Problem | null {
  const type = member(annotation, "type")
  if (type === "polygon") return polygonOf(member(annotation, "points"))
  const rotation = entries.find(([key, value]) => isRotation(key, value))?.[1]
  if (type === "bbox") return boxOf(member(annotation, "bbox"), rotation)
  const [cx, cy, width, height] = ["cx", "cy", "w", "h"].map((key) => member(annotation, key))
  if (!isFiniteNumber(cx) || !isFiniteNumber(cy) || !isFiniteNumber(width) || !isFiniteNumber(height))
    return { problem: "not_a_number" }
  return boxOf([cx - width / 2, cy - height / 2, width, height], member(annotation, "r"))
}

function boxOf(bbox: JsonValue | undefined, rotation: JsonValue | undefined): ShapeParts | Problem | null {
  if (bbox === undefined) return { problem: "field_missing" }
  const [x, y, width, height] = isList(bbox) && bbox.length === 4 ? bbox : []
  if (!isFiniteNumber(x) || !isFiniteNumber(y) || !isFiniteNumber(width) || !isFiniteNumber(height))
    return { problem: "not_a_number" }
  if (!(width > 0 && height > 0)) return null
  return rotateRegion({ x, y, width, height }, isFiniteNumber(rotation) ? rotation : 0)
}

function polygonOf(points: JsonValue | undefined): ShapeParts | Problem | null {
  const outline = isList(points) ? pointsOf(points) : null
  if (outline === null) return { problem: points === undefined ? "field_missing" : "outline_unreadable" }
  const box = boundsOf(outline)
  return box && { box, outline }
}
