import { boundsOf, type Label, type Point, type Region, Size } from "@justesse/types"
import type { ReadEvent } from "../contract.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { attributeParts, isFiniteNumber, pointsOf, type RegionIds, region } from "../regions/parts.ts"
import type { ShapeParts } from "../regions/rotated.ts"
import { isFiniteGeometry } from "../regions/toolShapes.ts"
import { report, type Tally } from "../report/lines.ts"
import { childOf, type Element, elementAsJson, textOf } from "../xml/parse.ts"

const OBJECT_PARTS = new Set(["name", "deleted", "occluded", "attributes", "polygon", "type"])

/** The objects of a file that were not deleted, each with its label's name; files put line breaks around names. */
export function xmlObjects(annotation: Element): { object: Element; name: string }[] {
  return annotation.children
    .filter((child) => child.name === "object" && textOf(child, "deleted") !== "1")
    .map((object) => ({ object, name: textOf(object, "name") ?? "" }))
}

/** How many objects were deleted and left in the file. */
export function deletedObjects(annotation: Element): number {
  return annotation.children.filter((child) => child.name === "object" && textOf(child, "deleted") === "1").length
}

/** The picture's size: rows are its height. */
export function xmlSize(annotation: Element): Size | null {
  const given = childOf(annotation, "imagesize")
  const size = Size.safeParse(
    given ? { width: Number(textOf(given, "ncols")), height: Number(textOf(given, "nrows")) } : null,
  )
  return size.success ? size.data : null
}

/** An object as a region: its polygon as outline, or its box where it was drawn as one or stands for a mask. */
export function* xmlRegion(
  object: Element,
  at: { file: string; label: Label | null; ids: RegionIds; tally: Tally },
): Generator<ReadEvent, Region | null> {
  const location = { file: at.file, line: object.line }
  const parts = partsOf(object)
  if (parts === null || "problem" in parts) {
    yield report("lost", parts?.problem ?? "box_of_no_size", { ...location, field: "polygon" })
    return null
  }
  if (!isFiniteGeometry(parts)) {
    yield report("lost", "not_a_number", location)
    return null
  }
  if (at.label === null) {
    yield report("lost", "label_refused", { ...location, field: "name", found: textOf(object, "name") })
    return null
  }
  if (childOf(object, "segm")) at.tally.add("note", "shape_as_box", "segm")
  const { held, carried } = attributeParts(attributesOf(textOf(object, "attributes") ?? ""))
  const occluded = textOf(object, "occluded")
  const others = elementAsJson(object.children.filter(({ name }) => !OBJECT_PARTS.has(name)))
  const foreign: Record<string, JsonValue> = { ...others, ...(carried ? { attributes: carried } : {}) }
  return region({
    ...{ id: at.ids.give(null), ...parts, label: at.label.id, attributes: held ?? undefined },
    flags: occluded === "yes" || occluded === "no" ? { occluded: occluded === "yes" } : undefined,
    foreign: Object.keys(foreign).length > 0 ? { labelme: foreign } : undefined,
  })
}

/** `red, size=3`: what stands alone is so, what has a value has it. */
function attributesOf(text: string): [string, JsonValue][] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part): [string, JsonValue] => {
      const [key = "", ...value] = part.split("=")
      return value.length === 0 ? [part, true] : [key.trim(), value.join("=").trim()]
    })
}

function partsOf(object: Element): ShapeParts | { problem: string } | null {
  const polygon = childOf(object, "polygon")
  const segment = childOf(object, "segm")
  const box = segment && childOf(segment, "box")
  if (box) return boxOf([pointOf(box, "xmin", "ymin"), pointOf(box, "xmax", "ymax")])
  if (!polygon) return { problem: "field_missing" }
  const points = polygon.children.filter(({ name }) => name === "pt").map((pt) => pointOf(pt, "x", "y"))
  if (textOf(object, "type") === "bounding_box") return boxOf(points)
  const outline = points.includes(null) ? null : pointsOf(points.flatMap((point) => (point ? [point.x, point.y] : [])))
  if (outline === null) return { problem: "outline_unreadable" }
  const bounds = boundsOf(outline)
  return bounds && { box: bounds, outline }
}

function boxOf(points: readonly (Point | null)[]): ShapeParts | { problem: string } | null {
  const known = points.filter((point) => point !== null)
  if (known.length < points.length || known.length < 2) return { problem: "points_unreadable" }
  const box = boundsOf(known)
  return box && { box }
}

function pointOf(holder: Element, xName: string, yName: string): Point | null {
  const [x, y] = [xName, yName].map((name) => {
    const text = textOf(holder, name)
    return text === null || text === "" ? Number.NaN : Number(text)
  })
  return isFiniteNumber(x) && isFiniteNumber(y) ? { x, y } : null
}
