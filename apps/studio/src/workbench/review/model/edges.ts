import type { Box, Region } from "@justesse/types"

/** The edges of a box, the upper one first: the order in which they are listed. */
const EDGE_NAMES = ["top", "left", "right", "bottom"] as const
export type EdgeName = (typeof EDGE_NAMES)[number]

/** How far one edge lies from another box's, in image pixels; positive makes the box larger. */
interface EdgeShift {
  readonly edge: EdgeName
  readonly outwardPx: number
}

/** Shorter than this nobody moves an edge on purpose. */
const LEAST_PX = 1
/** Edges that differ by less than this share of the largest difference are not mentioned. */
const LEAST_RATIO = 0.25

/** Where an edge lies: its x or y, in image pixels. */
export function edgeAt(box: Box, edge: EdgeName): number {
  if (edge === "left") return box.x
  if (edge === "top") return box.y
  return edge === "right" ? box.x + box.width : box.y + box.height
}

/** How the edges of `box` lie against those of `other`, the largest difference first; only what is worth mentioning. */
export function shiftsAgainst(box: Box, other: Box): EdgeShift[] {
  const all = EDGE_NAMES.map((edge) => {
    const by = edgeAt(box, edge) - edgeAt(other, edge)
    return { edge, outwardPx: edge === "left" || edge === "top" ? -by : by }
  })
  return worthAWord(all, ({ outwardPx }) => Math.abs(outwardPx))
}

/** How far an edge of several boxes reaches: from the lowest to the highest position, in image pixels. */
export interface EdgeSpread {
  readonly edge: EdgeName
  readonly fromPx: number
  readonly toPx: number
}

/** Edges in which boxes differ, the largest difference first. */
export function spreadOf(boxes: readonly Box[]): EdgeSpread[] {
  if (boxes.length < 2) return []
  const all = EDGE_NAMES.map((edge) => {
    const positions = boxes.map((box) => edgeAt(box, edge))
    return { edge, fromPx: Math.min(...positions), toPx: Math.max(...positions) }
  })
  return worthAWord(all, ({ fromPx, toPx }) => toPx - fromPx)
}

function worthAWord<T>(all: readonly T[], sizeOf: (one: T) => number): T[] {
  const largest = Math.max(...all.map(sizeOf))
  const least = Math.max(LEAST_PX, largest * LEAST_RATIO)
  return all.filter((one) => sizeOf(one) >= least).sort((a, b) => sizeOf(b) - sizeOf(a))
}

/** True of upright boxes alone: only their edges have names. */
export function isPlain(regions: readonly Region[]): boolean {
  return regions.every(({ geometry }) => geometry.type === "box")
}

/** Edges of two boxes that are the same to half a pixel. */
export function isSameBox(a: Box, b: Box): boolean {
  return EDGE_NAMES.every((edge) => Math.abs(edgeAt(a, edge) - edgeAt(b, edge)) <= 0.5)
}
