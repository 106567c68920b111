import type { Box, Label, Point, Region } from "@justesse/types"
import { boundsOf } from "@justesse/types"
import type { ReadEvent } from "../contract.ts"
import { decimalDifference } from "../io/decimals.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { attributeParts, isFiniteNumber, type RegionIds, region } from "../regions/parts.ts"
import { rotateRegion, type ShapeParts } from "../regions/rotated.ts"
import { takeText } from "../regions/toolLabels.ts"
import { report, type Tally } from "../report/lines.ts"
import type { Element } from "../xml/parse.ts"
import type { CvatMeta } from "./meta.ts"

/** Where a shape is, and what its reader knows by then. */
export interface CvatLocation {
  readonly file: string
  readonly line: number
  /** Null where its name cannot be a label. */
  readonly label: Label | null
  readonly meta: CvatMeta
  readonly ids: RegionIds
  readonly tally: Tally
}

const SHAPE_KEYS = new Set(["label", "xtl", "ytl", "xbr", "ybr", "rotation", "occluded", "points"])
const TRACK_KEYS = new Set(["frame", "outside", "keyframe"])
/** Shapes that no box stands for. They travel with their picture. */
const CARRIED = new Set(["points", "polyline", "cuboid", "skeleton", "tag"])

/**
 * One shape of a picture as a region; "carry" for those that only travel with the picture; null where it is lost, which the
 * events say.
 */
export function* cvatShape(shape: Element, at: CvatLocation): Generator<ReadEvent, Region | "carry" | null> {
  const location = { file: at.file, line: at.line }
  if (CARRIED.has(shape.name)) {
    at.tally.add("note", shape.name === "tag" ? "picture_label_carried" : "shape_carried", shape.name)
    return "carry"
  }
  const parts = partsOf(shape)
  if (parts === undefined) {
    yield report("note", "shape_carried", { ...location, field: shape.name })
    return "carry"
  }
  if (parts === null || "problem" in parts) {
    yield report("lost", parts?.problem ?? "box_of_no_size", {
      ...location,
      field: parts?.field ?? shape.name,
      found: parts?.found,
    })
    return null
  }
  if (at.label === null) {
    yield report("lost", "label_refused", { ...location, field: "label", found: shape.attributes["label"] })
    return null
  }
  return yield* regionOf(shape, parts, at.label, at)
}

function* regionOf(shape: Element, parts: ShapeParts, label: Label, at: CvatLocation): Generator<ReadEvent, Region> {
  const declared = at.meta.labels.get(shape.attributes["label"] ?? label.name.en)?.attributes
  const given = shape.children.filter((child) => child.name === "attribute")
  const entries = given.map((child): [string, JsonValue] => {
    const key = child.attributes["name"] ?? ""
    return [key, valueOf(child.text, declared?.get(key)?.kind)]
  })
  const text = takeText(entries.filter(([key]) => declared?.get(key)?.kind !== "select"))
  const rest = [...text.rest, ...entries.filter(([key]) => declared?.get(key)?.kind === "select")]
  if (text.refused !== undefined)
    yield report("lost", "text_unstorable", { file: at.file, line: at.line, field: text.refused })
  const attributes = attributeParts(rest)
  const occluded = shape.attributes["occluded"]
  const found = region({
    id: at.ids.give(null),
    ...parts,
    label: label.id,
    attributes: attributes.held ?? undefined,
    transcript: text.transcript,
    flags: occluded === "1" || occluded === "0" ? { occluded: occluded === "1" } : undefined,
    foreign: carriedOf(shape, text.textKey, attributes.carried, parts, at),
  })
  return found
}

function valueOf(text: string, kind: string | undefined): JsonValue {
  if (kind === "checkbox" && (text === "true" || text === "false")) return text === "true"
  if (kind === "number" && String(Number(text)) === text && Number.isFinite(Number(text))) return Number(text)
  return text
}

function carriedOf(
  shape: Element,
  textKey: string | undefined,
  attributes: Record<string, JsonValue> | null,
  { box }: ShapeParts,
  { tally }: CvatLocation,
): Record<string, JsonValue> | undefined {
  const own = Object.entries(shape.attributes).filter(([key, value]) => isCarried(key, value))
  const plain = shape.name === "box" || shape.name === "polygon"
  if (!plain) tally.add("note", "shape_as_box", shape.name)
  const carried: Record<string, JsonValue> = {
    ...(plain ? Object.fromEntries(own) : { shape: shapeAsTree(shape), bbox: [box.x, box.y, box.width, box.height] }),
    ...(textKey === undefined ? {} : { text_attribute: textKey }),
    ...(attributes === null ? {} : { attributes }),
  }
  return Object.keys(carried).length > 0 ? { cvat: carried } : undefined
}

/** The defaults that every file repeats are not carried. */
function isCarried(key: string, value: string): boolean {
  if (SHAPE_KEYS.has(key) || TRACK_KEYS.has(key)) return false
  return !((key === "z_order" && value === "0") || (key === "source" && value === "manual"))
}

/** An element as JSON, to be carried and written back as it was. */
export function shapeAsTree(element: Element): JsonValue {
  return {
    name: element.name,
    attributes: { ...element.attributes },
    ...(element.text === "" ? {} : { text: element.text }),
    ...(element.children.length > 0 ? { children: element.children.map(shapeAsTree) } : {}),
  }
}

interface ShapeProblem {
  readonly problem: string
  readonly field: string
  readonly found?: string | undefined
}

/** Where a shape is: its box, turned or with an outline. Undefined for shapes of a kind that is not known, null without size. */
function partsOf(shape: Element): ShapeParts | ShapeProblem | null | undefined {
  if (shape.name === "box") return boxOf(shape)
  if (shape.name === "polygon") return polygonOf(shape)
  if (shape.name === "mask") return ofNumbers(shape, ["left", "top", "width", "height"], maskBox)
  if (shape.name === "ellipse") return ofNumbers(shape, ["cx", "cy", "rx", "ry"], ellipseBox)
  return undefined
}

const EDGES = ["xtl", "ytl", "xbr", "ybr"]

function boxOf(shape: Element): ShapeParts | ShapeProblem | null {
  const rotation = Number(shape.attributes["rotation"] ?? "0")
  if (!Number.isFinite(rotation))
    return { problem: "not_a_number", field: "rotation", found: shape.attributes["rotation"] }
  return ofNumbers(shape, EDGES, ([x = 0, y = 0]) => {
    const [, , xbr = "", ybr = ""] = EDGES.map((edge) => shape.attributes[edge]?.trim())
    const [xtl = "", ytl = ""] = EDGES.map((edge) => shape.attributes[edge]?.trim())
    const box = { x, y, width: decimalDifference(xbr, xtl), height: decimalDifference(ybr, ytl) }
    return box.width > 0 && box.height > 0 ? rotateRegion(box, rotation) : null
  })
}

function ofNumbers(
  shape: Element,
  keys: readonly string[],
  make: (values: readonly number[]) => ShapeParts | null,
): ShapeParts | ShapeProblem | null {
  const values: number[] = []
  for (const key of keys) {
    const text = shape.attributes[key]
    const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text)
    if (!isFiniteNumber(value))
      return { problem: text === undefined ? "field_missing" : "not_a_number", field: key, found: text }
    values.push(value)
  }
  return make(values)
}

function sized(box: Box): ShapeParts | null {
  return box.width > 0 && box.height > 0 ? { box } : null
}

function maskBox([x = 0, y = 0, width = 0, height = 0]: readonly number[]): ShapeParts | null {
  return sized({ x, y, width, height })
}

function ellipseBox([cx = 0, cy = 0, rx = 0, ry = 0]: readonly number[]): ShapeParts | null {
  return sized({ x: cx - rx, y: cy - ry, width: 2 * rx, height: 2 * ry })
}

const MAX_OUTLINE = 10_000

function polygonOf(shape: Element): ShapeParts | ShapeProblem | null {
  const text = shape.attributes["points"]
  if (text === undefined) return { problem: "field_missing", field: "points" }
  const outline: Point[] = []
  for (const pair of text.split(";")) {
    const [x = "", y = "", more] = pair.split(",")
    const point = { x: Number(x), y: Number(y) }
    if (
      x.trim() === "" ||
      y.trim() === "" ||
      more !== undefined ||
      !isFiniteNumber(point.x) ||
      !isFiniteNumber(point.y)
    )
      return { problem: "not_a_number", field: "points", found: pair }
    outline.push(point)
  }
  if (outline.length < 3 || outline.length > MAX_OUTLINE)
    return { problem: "outline_unreadable", field: "points", found: text }
  const box = boundsOf(outline)
  return box && { box, outline }
}
