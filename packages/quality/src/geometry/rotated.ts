import type { Box } from "@justesse/types"
import { iou } from "./iou.ts"

/** A box turned clockwise (as seen, y grows downward) by `degrees` about its centre; `x` and `y` are those before turning. */
export interface RotatedBox extends Box {
  readonly degrees: number
}

/** A convex polygon as x, y, x, y, …, clockwise as seen. */
type Polygon = number[]

/**
 * Intersection over union of two turned boxes in [0, 1], by clipping one with the other's sides (Sutherland and Hodgman,
 * 1974). Symmetric to the bit; equal to {@link iou} where neither is turned; boxes that only touch have 0, a box with
 * itself 1. Whole turns and half turns of a box are the box itself.
 */
export function rotatedIou(a: RotatedBox, b: RotatedBox): number {
  const [rotationA, rotationB] = [normaliseHalfTurn(a.degrees), normaliseHalfTurn(b.degrees)]
  if (rotationA === 0 && rotationB === 0) return iou(a, b)
  const [first, second] = inOrder(a, rotationA, b, rotationB) ? [a, b] : [b, a]
  const areaOfBoth = a.width * a.height + b.width * b.height
  if (sameBox(a, b) && rotationA === rotationB) return areaOfBoth > 0 ? 1 : 0
  const shared = areaOf(clip(cornersAround(first, first), cornersAround(second, first)))
  const union = areaOfBoth - shared
  return shared > 0 && union > 0 ? Math.min(1, shared / union) : 0
}

/** The corners of a turned box in image pixels, from the one that was left and top, clockwise: x, y, x, y, …. */
export function cornersOf(box: RotatedBox): number[] {
  return cornersAround(box, null)
}

/** The same angle within [0, 180): a box looks the same after half a turn. */
function normaliseHalfTurn(degrees: number): number {
  const rest = degrees % 180
  return rest < 0 ? rest + 180 : rest + 0
}

function sameBox(a: Box, b: Box): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}

/** An order of two boxes that does not hang on which was given first. */
function inOrder(a: Box, rotationA: number, b: Box, rotationB: number): boolean {
  const [p, q] = [
    [a.x, a.y, a.width, a.height, rotationA],
    [b.x, b.y, b.width, b.height, rotationB],
  ] as const
  for (let n = 0; n < p.length; n++) if (p[n] !== q[n]) return (p[n] ?? 0) < (q[n] ?? 0)
  return true
}

/** Corners relative to the centre of `origin` (null: the image's corner), so that far boxes keep their precision. */
function cornersAround(box: RotatedBox, origin: Box | null): Polygon {
  const radians = (normaliseHalfTurn(box.degrees) * Math.PI) / 180
  // Quarter turns are exact.
  const [cos, sin] = normaliseHalfTurn(box.degrees) === 90 ? [0, 1] : [Math.cos(radians), Math.sin(radians)]
  const [centreX, centreY] = origin
    ? [box.x - origin.x + (box.width - origin.width) / 2, box.y - origin.y + (box.height - origin.height) / 2]
    : [box.x + box.width / 2, box.y + box.height / 2]
  const [halfWidth, halfHeight] = [box.width / 2, box.height / 2]
  const corners: Polygon = []
  for (const [right, down] of [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const) {
    const [dx, dy] = [right * halfWidth, down * halfHeight]
    corners.push(centreX + dx * cos - dy * sin, centreY + dx * sin + dy * cos)
  }
  return corners
}

/** The part of `subject` inside `window`, both clockwise and convex. */
function clip(subject: Polygon, window: Polygon): Polygon {
  let kept = subject
  for (let w = 0; w < window.length && kept.length > 0; w += 2) {
    const [fromX = 0, fromY = 0] = window.slice(w, w + 2)
    const next = (w + 2) % window.length
    const [toX = 0, toY = 0] = window.slice(next, next + 2)
    // Above 0 to the right of the side as one walks along it: inside.
    const inside = (x: number, y: number) => (toX - fromX) * (y - fromY) - (toY - fromY) * (x - fromX)
    kept = clipSide(kept, inside)
  }
  return kept
}

function clipSide(polygon: Polygon, inside: (x: number, y: number) => number): Polygon {
  const kept: Polygon = []
  for (let n = 0; n < polygon.length; n += 2) {
    const next = (n + 2) % polygon.length
    const [x = 0, y = 0] = polygon.slice(n, n + 2)
    const [toX = 0, toY = 0] = polygon.slice(next, next + 2)
    const [here, there] = [inside(x, y), inside(toX, toY)]
    if (here >= 0) kept.push(x, y)
    if ((here > 0 && there < 0) || (here < 0 && there > 0)) {
      const share = here / (here - there)
      kept.push(x + (toX - x) * share, y + (toY - y) * share)
    }
  }
  return kept
}

/** The area of a polygon (shoelace formula). */
function areaOf(polygon: Polygon): number {
  let twice = 0
  for (let n = 0; n < polygon.length; n += 2) {
    const next = (n + 2) % polygon.length
    twice += (polygon[n] ?? 0) * (polygon[next + 1] ?? 0) - (polygon[next] ?? 0) * (polygon[n + 1] ?? 0)
  }
  return Math.abs(twice) / 2
}
