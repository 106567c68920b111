import { boundsOf, type Label, type Region } from "@justesse/types"
import type { ReadEvent } from "../contract.ts"
import { isList, type JsonObject, type JsonValue, member } from "../io/jsonParse.ts"
import { attributeParts, isFiniteNumber, pointsOf, type RegionIds, region } from "../regions/parts.ts"
import type { ShapeParts } from "../regions/rotated.ts"
import { takeText } from "../regions/toolLabels.ts"
import { isFiniteGeometry } from "../regions/toolShapes.ts"
import { report, type Tally } from "../report/lines.ts"
import type { ViaRegion } from "./items.ts"

/** Where a region is, and what its reader knows by then. */
interface ViaLocation {
  readonly file: string
  readonly field: string
  /** Null where the region's label cannot be one. */
  readonly label: Label | null
  /** The attribute that holds the label. */
  readonly labelKey: string | null
  readonly ids: RegionIds
  readonly tally: Tally
}

/** Shapes that no box stands for. They travel with their picture. */
const CARRIED = new Set(["point", "polyline", "line"])

/** A region of VIA as one of ours; "carry" for what only travels with the picture; null where it is lost, as events say. */
export function* viaRegion(given: ViaRegion, at: ViaLocation): Generator<ReadEvent, Region | "carry" | null> {
  const location = { file: at.file, line: given.line, field: at.field }
  const name = String(member(given.shape, "name") ?? "")
  if (CARRIED.has(name)) {
    at.tally.add("note", "shape_carried", name)
    return "carry"
  }
  const parts = partsOf(name, given.shape)
  if (parts === null || "problem" in parts) {
    yield report("lost", parts?.problem ?? "box_of_no_size", { ...location, found: given.shape })
    return null
  }
  if (!isFiniteGeometry(parts)) {
    yield report("lost", "not_a_number", { ...location, found: given.shape })
    return null
  }
  if (at.label === null) {
    yield report("lost", "label_refused", { ...location, found: given.attributes })
    return null
  }
  const text = takeText(given.attributes.filter(([key]) => key !== at.labelKey || key === ""))
  if (text.refused !== undefined) yield report("lost", "text_unstorable", location)
  const { held, carried } = attributeParts(text.rest)
  const isPlain = name === "rect" || name === "polygon"
  if (!isPlain) at.tally.add("note", "shape_as_box", name)
  const { box } = parts
  const foreign: Record<string, JsonValue> = {
    ...(isPlain ? {} : { shape: given.shape, bbox: [box.x, box.y, box.width, box.height] }),
    ...(text.textKey === undefined ? {} : { text_attribute: text.textKey }),
    ...(carried === null ? {} : { attributes: carried }),
  }
  return region({
    ...{ id: at.ids.give(given.id), ...parts, label: at.label.id },
    ...{ attributes: held ?? undefined, transcript: text.transcript },
    foreign: Object.keys(foreign).length > 0 ? { via: foreign } : undefined,
  })
}

interface Problem {
  readonly problem: string
}

function partsOf(name: string, shape: JsonObject): ShapeParts | Problem | null {
  if (name === "rect")
    return ofNumbers(shape, ["x", "y", "width", "height"], (x, y, width, height) => [x, y, width, height])
  if (name === "circle") return ofNumbers(shape, ["cx", "cy", "r"], (cx, cy, r) => [cx - r, cy - r, 2 * r, 2 * r])
  if (name === "ellipse")
    return ofNumbers(shape, ["cx", "cy", "rx", "ry"], (cx, cy, rx, ry) => [cx - rx, cy - ry, 2 * rx, 2 * ry])
  const [xs, ys] = [member(shape, "all_points_x"), member(shape, "all_points_y")]
  if (!isList(xs) || !isList(ys)) return { problem: name === "" ? "field_missing" : "shape_unknown" }
  const outline = xs.length === ys.length ? pointsOf(xs.flatMap((x, i) => [x, ys[i] ?? null])) : null
  if (outline === null) return { problem: "outline_unreadable" }
  const box = boundsOf(outline)
  return box && (name === "polygon" ? { box, outline } : { box })
}

function ofNumbers(
  shape: JsonObject,
  keys: readonly string[],
  make: (a: number, b: number, c: number, d: number) => [number, number, number, number],
): ShapeParts | Problem | null {
  const values = keys.map((key) => numberOf(member(shape, key)))
  if (!values.every(isFiniteNumber)) {
    const isMissing = keys.some((key) => member(shape, key) === undefined)
    return { problem: isMissing ? "field_missing" : "not_a_number" }
  }
  const [a = 0, b = 0, c = 0, d = 0] = values
  const [x, y, width, height] = make(a, b, c, d)
  const isBox = [x, y, width, height].every(isFiniteNumber) && width > 0 && height > 0
  return isBox ? { box: { x, y, width, height } } : null
}

/** A number, also as some files spell it: in quotes. */
function numberOf(value: JsonValue | undefined): number {
  return typeof value === "string" && value.trim() !== ""
    ? Number(value)
    : typeof value === "number"
      ? value
      : Number.NaN
}
