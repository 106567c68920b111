import type { Point } from "../geometry.ts"
import type { Ring } from "./contract.ts"

/** True when a point lies inside rings that are read even-odd; all in image pixels. */
export function isInsideRings(rings: readonly Ring[], { x, y }: Point): boolean {
  let inside = false
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = ring[i]
      const b = ring[j]
      if (a && b && a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
    }
  return inside
}

/** Twice the area that a ring goes round, positive where it runs clockwise on the screen. */
export function signedArea(ring: Ring): number {
  let sum = 0
  let last = ring.at(-1)
  for (const point of ring) {
    if (last) sum += last.x * point.y - point.x * last.y
    last = point
  }
  return sum
}

/** True when the stretches from `a` to `b` and from `c` to `d` cross in a point inside both. */
export function doCross(a: Point, b: Point, c: Point, d: Point): boolean {
  return sideOf(a, b, c) * sideOf(a, b, d) < 0 && sideOf(c, d, a) * sideOf(c, d, b) < 0
}

function sideOf(a: Point, b: Point, at: Point): number {
  return (b.x - a.x) * (at.y - a.y) - (b.y - a.y) * (at.x - a.x)
}
