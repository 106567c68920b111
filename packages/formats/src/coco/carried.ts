import { type Box, boundsOfShape, boxOf, type Region, ringsOf, type Shape } from "@justesse/types"
import { isList, type JsonValue, member } from "../io/jsonParse.ts"
import { isFiniteNumber } from "../regions/parts.ts"
import { areaOfRings } from "../regions/rings.ts"
import { isOtherBox } from "../regions/rotated.ts"

/** Area of a shape as COCO means it, square pixels. */
export function areaOfShape(shape: Shape): number {
  return "width" in shape ? shape.width * shape.height : areaOfRings(ringsOf(shape))
}

/** Areas that differ by more than files round: the share of the area, and the square pixels, that are taken for rounding. */
const ROUNDED = 1e-4
const ROUNDED_PX = 1e-6

/** True for an area that is another than the shape's own. */
export function isOtherArea(area: number, own: number): boolean {
  return Math.abs(area - own) > Math.max(ROUNDED * own, ROUNDED_PX)
}

/**
 * What belongs to the shape that a file gave and not to any other: `bbox` and `shape_area` tell whether it is still the same
 * (see {@link isUnchanged}), `stated_bbox` is the file's own box where it is another than the one around
 * the outline.
 */
export function carriedShape(shape: Shape, stated: Box): { [key: string]: JsonValue } {
  const around = boundsOfShape(shape)
  const { x, y, width, height } = around
  return {
    bbox: [x, y, width, height],
    ...("width" in shape ? {} : { shape_area: areaOfShape(shape) }),
    ...(isOtherBox(stated, around) ? { stated_bbox: [stated.x, stated.y, stated.width, stated.height] } : {}),
  }
}

/** A stated box is told where one of its edges lies farther than this from the outline: nearer ones are rounded. */
const TOLD_PX = 1

/** True where a region carries the file's own box and it differs from the outline by more than rounding to whole pixels. */
export function hasOtherBox(region: Region, carried: Readonly<Record<string, JsonValue>>): boolean {
  const stated = member(carried, "stated_bbox")
  if (!isList(stated)) return false
  const [x, y, width, height] = stated.map(Number)
  const around = boxOf(region)
  const [dx, dy] = [(x ?? 0) - around.x, (y ?? 0) - around.y]
  const ends = [dx, dy, dx + (width ?? 0) - around.width, dy + (height ?? 0) - around.height]
  return ends.some((px) => Math.abs(px) > TOLD_PX)
}

/** Whether a region still has the shape that a carried mask, area and box were made for. */
export function isUnchanged({ geometry }: Region, carried: Readonly<Record<string, JsonValue>>): boolean {
  const bbox = member(carried, "bbox")
  if (!isList(bbox)) return false
  const { x, y, width, height } = boxOf({ geometry })
  if (bbox[0] !== x || bbox[1] !== y || bbox[2] !== width || bbox[3] !== height) return false
  const area = member(carried, "shape_area")
  return !isFiniteNumber(area) || area === areaOfShape(geometry)
}
