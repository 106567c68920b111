import { type Box, boundsOf, type Point, type Region } from "@justesse/types"
import type { Tally } from "../report/lines.ts"
import { cornersOf, cornersOfBox, findRotation, liveOutline } from "./rotated.ts"

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
function wholePoints(points: readonly Point[], least = Number.NEGATIVE_INFINITY): Point[] | null {
  const whole = points.map(({ x, y }) => ({ x: Math.max(least, rounded(x)), y: Math.max(least, rounded(y)) }))
  return boundsOf(whole) === null ? null : whole
}

/** The corners of a whole box, from its top left clockwise. */
function cornersOfWhole({ left, top, right, bottom }: WholeBox): Point[] {
  return cornersOfBox({ x: left, y: top, width: right - left, height: bottom - top })
}

/** What a region's shape is made of: its outline where it fits and has an area, the corners of its turned box, or of its box. */
export function shapeOf(region: Region): Point[] {
  const outline = liveOutline(region)
  if (outline && boundsOf(outline)) return outline
  const rotated = findRotation(region)
  return rotated ? cornersOf(rotated) : cornersOfBox(region)
}

/** Nearer than this two boxes are the same: corners of turned boxes are exact to it. */
const SAME_PX = 1e-6

/** Counts what a form that writes {@link shapeOf} alone loses: an outline without area, a box that is not its outline's. */
export function tallyShape(region: Region, tally: Tally): void {
  const outline = liveOutline(region)
  const bounds = outline && boundsOf(outline)
  if (outline && !bounds) tally.add("lost", "outline")
  const apart = (key: keyof Box) => bounds && Math.abs(bounds[key] - region[key]) > SAME_PX
  if (apart("x") || apart("y") || apart("width") || apart("height")) tally.add("changed", "box_of_outline")
}

/** {@link shapeOf} where it has four corners, otherwise the corners of the box. */
export function quadOf(region: Region): Point[] {
  const shape = shapeOf(region)
  return shape.length === 4 ? shape : cornersOfBox(region)
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
