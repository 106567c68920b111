import type { Point, Ring } from "@justesse/types"

/** How far a point lies from the nearest stretch of the rings, in image pixels; infinite where there is none. */
export function distanceToRings(rings: readonly Ring[], at: Point): number {
  let nearest = Infinity
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = ring[i]
      const b = ring[j]
      if (a && b) nearest = Math.min(nearest, distanceToStretch(at, a, b))
    }
  return nearest
}

function distanceToStretch(at: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((at.x - a.x) * dx + (at.y - a.y) * dy) / length))
  return Math.hypot(at.x - a.x - along * dx, at.y - a.y - along * dy)
}
