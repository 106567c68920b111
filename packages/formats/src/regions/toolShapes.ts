import { boundsOf, type Point, type Region } from "@justesse/types"
import type { Tally } from "../report/lines.ts"
import { isFiniteNumber } from "./parts.ts"
import { findRotation, liveOutline, type RotatedParts } from "./rotated.ts"

/**
 * The outline by which a region goes out where a format has boxes and polygons but no box with an outline: its own while it
 * fits, unless it is a turned box (which goes out as one) or its outline has no area.
 */
export function findOutline(region: Region): Point[] | null {
  const outline = findRotation(region) ? null : liveOutline(region)
  return outline && boundsOf(outline) ? outline : null
}

/**
 * Counts what {@link outlineForm} changes: `box_from_outline` where the box is not the outline's bounds and will be after
 * reading, `outline` where the outline has no area and is left out.
 */
export function tallyOutlineBox(region: Region, tally: Tally): void {
  const outline = findRotation(region) ? null : liveOutline(region)
  if (!outline) return
  const bounds = boundsOf(outline)
  if (!bounds) tally.add("lost", "outline")
  else if (!isNear(region, bounds)) tally.add("changed", "box_from_outline")
}

/** True when two boxes agree as far as sums of float64 can. */
function isNear(a: Pick<Region, "x" | "y" | "width" | "height">, b: typeof a): boolean {
  const scale = 1e-9 * Math.max(1, Math.abs(a.x), Math.abs(a.y), a.width, a.height)
  return (["x", "y", "width", "height"] as const).every((side) => Math.abs(a[side] - b[side]) <= scale)
}

/** False where a file's numbers are so large that sums of them are none: nothing of such a place can be kept. */
export function isFiniteGeometry({ box, outline, turned: rotated }: RotatedParts): boolean {
  const numbers = [
    ...Object.values(box),
    ...(outline ?? []).flatMap(({ x, y }) => [x, y]),
    ...Object.values(rotated ?? {}),
  ]
  return numbers.every(isFiniteNumber)
}
