import { type Box, boundsOf, boxOf, cornersOfBox, type Point, type Region } from "@justesse/types"
import type { Tally } from "../report/lines.ts"
import { findLine } from "./rotated.ts"

/** Edges of a box in whole pixels: `right` and `bottom` are beyond the last pixel. */
interface WholeBox {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/**
 * A box in whole pixels: every edge at its nearest pixel line, at least one pixel wide and high, and with `least` 0 without
 * what lies above or left of the picture (formats whose numbers have no sign). Null when nothing of it is left.
 *
 * @example
 * wholeBox({ x: 0.4, y: 2.5, width: 0.1, height: 3 }) // { left: 0, top: 3, right: 1, bottom: 6 }
 */
export function wholeBox({ x, y, width, height }: Box, least = Number.NEGATIVE_INFINITY): WholeBox | null {
  const left = Math.max(least, rounded(x))
  const top = Math.max(least, rounded(y))
  if (x + width <= least || y + height <= least) return null
  return {
    left,
    top,
    right: Math.max(left + 1, rounded(x + width)),
    bottom: Math.max(top + 1, rounded(y + height)),
  }
}

/** The nearest whole number; never `-0`, and halves go up as numbers do. */
function rounded(value: number): number {
  return Math.round(value) + 0
}

/** Points at their nearest whole pixels, none below `least`; null when they have no area left. */
export function wholePoints(points: readonly Point[], least = Number.NEGATIVE_INFINITY): Point[] | null {
  const whole = points.map(({ x, y }) => ({ x: Math.max(least, rounded(x)), y: Math.max(least, rounded(y)) }))
  return boundsOf(whole) === null ? null : whole
}

/** The corners of a whole box, from its top left clockwise. */
function cornersOfWhole({ left, top, right, bottom }: WholeBox): Point[] {
  return cornersOfBox({ x: left, y: top, width: right - left, height: bottom - top })
}

/** The line of a region: its outline, or the corners of its box. */
export function lineOfRegion(region: Region): readonly Point[] {
  return findLine(region) ?? cornersOfBox(boxOf(region))
}

/** {@link lineOfRegion} where it has four corners, otherwise the corners of the box. */
export function quadOf(region: Region): readonly Point[] {
  const line = lineOfRegion(region)
  return line.length === 4 ? line : cornersOfBox(boxOf(region))
}

/**
 * A shape in whole pixels, or its box where rounding leaves the shape no area; null when nothing of it is left. Counts what
 * that changes: `coordinates_rounded`, `coordinates_clipped`, and `box_outside` as lost.
 */
export function wholeShape(
  points: readonly Point[],
  box: Box,
  tally: Tally | null,
  least = Number.NEGATIVE_INFINITY,
): Point[] | null {
  const whole = wholePoints(points, least)
  const instead = whole === null ? wholeBox(boundsOf(points) ?? box, least) : null
  const shape = whole ?? (instead ? cornersOfWhole(instead) : null)
  if (shape === null) tally?.add("lost", "box_outside")
  else if (points.some(({ x, y }) => x < least || y < least)) tally?.add("changed", "coordinates_clipped")
  else if (points.some(({ x, y }) => !Number.isInteger(x) || !Number.isInteger(y)))
    tally?.add("changed", "coordinates_rounded")
  return shape
}
