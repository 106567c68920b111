import type { Box, Point, Size } from "@justesse/types"

/** The four edges of a box, in the order in which `W` walks them. */
export const EDGES = ["left", "top", "right", "bottom"] as const
/** One edge of a box, as seen on the upright image. */
export type Edge = (typeof EDGES)[number]

/** The eight handles of a box: its edges and corners. */
export const HANDLES = [
  "top_left",
  "top",
  "top_right",
  "right",
  "bottom_right",
  "bottom",
  "bottom_left",
  "left",
] as const
/** One of the eight places at which a box is pulled larger or smaller. */
export type BoxHandle = (typeof HANDLES)[number]

/** What a box may be: inside the picture, and no side shorter than this many image pixels. */
export interface BoxLimits {
  readonly picture: Size
  readonly minSidePx: number
}

/** The box between two corners in any order, clipped to the picture; null when a side would be too short. */
export function boxBetween(a: Point, b: Point, limits: BoxLimits): Box | null {
  const left = Math.max(0, Math.min(a.x, b.x))
  const top = Math.max(0, Math.min(a.y, b.y))
  const right = Math.min(limits.picture.width, Math.max(a.x, b.x))
  const bottom = Math.min(limits.picture.height, Math.max(a.y, b.y))
  if (right - left < limits.minSidePx || bottom - top < limits.minSidePx) return null
  return roundBox({ x: left, y: top, width: right - left, height: bottom - top })
}

/** The box moved by image pixels. It does not leave the picture, unless it already reached outside on that side. */
export function movedBox(box: Box, dx: number, dy: number, limits: BoxLimits): Box {
  const { picture } = limits
  const x = between(box.x + dx, Math.min(0, box.x), Math.max(picture.width - box.width, box.x))
  const y = between(box.y + dy, Math.min(0, box.y), Math.max(picture.height - box.height, box.y))
  return { x: round(x), y: round(y), width: box.width, height: box.height }
}

/** The box with the handle's edges moved by image pixels; an edge pulled past its opposite turns the box over. */
export function resizedBox(box: Box, handle: BoxHandle, dx: number, dy: number, limits: BoxLimits): Box {
  const horizontal = handle.endsWith("left") ? "low" : handle.endsWith("right") ? "high" : null
  const vertical = handle.startsWith("top") ? "low" : handle.startsWith("bottom") ? "high" : null
  const { picture, minSidePx } = limits
  const across = side({ start: box.x, length: box.width }, horizontal, dx, picture.width, minSidePx)
  const down = side({ start: box.y, length: box.height }, vertical, dy, picture.height, minSidePx)
  return { x: across.start, y: down.start, width: across.length, height: down.length }
}

/** The box with one edge moved outwards or inwards by image pixels (`by` along the axis, right and down positive). */
export function edgeMoved(box: Box, edge: Edge, by: number, limits: BoxLimits): Box {
  const kept = keepSide(box, edge, by, limits.minSidePx)
  return resizedBox(box, edge, kept, kept, limits)
}

/**
 * The handle of a box within reach of a point, or null. Corners win over edges, and the whole length of an edge is
 * its handle; on a small box the reach shrinks to a quarter of the side, but not below half of itself, so that its middle
 * can be grabbed and its neighbours pressed.
 */
export function handleAt(box: Box, at: Point, reachPx: number): BoxHandle | null {
  const reachX = Math.min(reachPx, Math.max(box.width / 4, reachPx / 2))
  const reachY = Math.min(reachPx, Math.max(box.height / 4, reachPx / 2))
  const right = box.x + box.width
  const bottom = box.y + box.height
  if (at.x < box.x - reachX || at.x > right + reachX || at.y < box.y - reachY || at.y > bottom + reachY) return null
  const column = near(at.x, box.x, right, reachX, "left", "right")
  const row = near(at.y, box.y, bottom, reachY, "top", "bottom")
  if (row && column) return `${row}_${column}`
  return row ?? column
}

function near<L extends string, H extends string>(v: number, low: number, high: number, reach: number, l: L, h: H) {
  if (v < low) return l
  if (v > high) return h
  const toLow = v - low
  const toHigh = high - v
  if (Math.min(toLow, toHigh) > reach) return null
  return toLow <= toHigh ? l : h
}

interface Side {
  readonly start: number
  readonly length: number
}

/** One axis of a resize: `old` is the side before, `shift` what the low or the high edge moves by, `room` the picture. */
function side(old: Side, moves: "low" | "high" | null, shift: number, room: number, minSidePx: number): Side {
  if (moves === null) return old
  const end = old.start + old.length
  const fixed = moves === "low" ? end : old.start
  const moved = moves === "low" ? old.start + shift : end + shift
  // A side that already reached outside the picture may stay there: nothing is clipped without being touched.
  const low = Math.max(Math.min(fixed, moved), Math.min(0, old.start))
  const high = Math.min(Math.max(fixed, moved), Math.max(room, end))
  const length = Math.max(round(high - low), minSidePx)
  return low < fixed ? { start: round(fixed - length), length } : { start: fixed, length }
}

function keepSide(box: Box, edge: Edge, by: number, minSidePx: number): number {
  const length = edge === "left" || edge === "right" ? box.width : box.height
  const shrink = Math.max(0, length - minSidePx)
  return edge === "left" || edge === "top" ? Math.min(by, shrink) : Math.max(by, -shrink)
}

function between(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high))
}

/** Image pixels to 1/100: far below what a hand can place, and the body stays short. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}

function roundBox(box: Box): Box {
  const x = round(box.x)
  const y = round(box.y)
  return { x, y, width: round(box.x + box.width - x), height: round(box.y + box.height - y) }
}
