import type { Shape } from "@justesse/types"

/** Beginnings, or ends, of stretches of time nearer than this to each other are the same one, in milliseconds. */
export const SAME_EDGE_MS = 250

/**
 * Whether two shapes count as one place though they may have little in common: short words whose borders lie near each other. Apart from
 * the list of shapes, since pages that merge nothing ask it.
 */
export function areNear(a: Shape, b: Shape): boolean {
  if (a.type !== "span" || b.type !== "span") return false
  return Math.abs(a.startMs - b.startMs) <= SAME_EDGE_MS && Math.abs(a.endMs - b.endMs) <= SAME_EDGE_MS
}
