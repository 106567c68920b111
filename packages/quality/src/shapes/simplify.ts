import type { Point, Ring } from "@justesse/types"
import { at } from "../boxes/numbers.ts"
import { overlapOfRings } from "./overlap.ts"

/** How much of the shape must stay: IoU of the simplified rings with those that came. */
const LEAST_OVERLAP = 0.995

/** A point of a ring; `isFixed` ones stay whatever the tolerance. */
export interface ContourPoint {
  readonly x: number
  readonly y: number
  readonly isFixed?: true
}

/**
 * Rings with as few points as hold what they enclose: Douglas and Peucker's points at the widest tolerance (`finest`, twice
 * that, four times …, then one step between) at which the IoU with the rings that came is still 0.995. Fixed points stay.
 */
export function simplifyRings(rings: readonly (readonly ContourPoint[])[], finest: number): Ring[] {
  const ranked = rings.map((ring) => ({ ring, rank: rankPoints(ring) }))
  const at = (tolerance: number) => ranked.map(({ ring, rank }) => keptAt(ring, rank, tolerance))
  let best = at(finest)
  let tolerance = finest
  for (; tolerance < finest * 4_096; tolerance *= 2) {
    const next = at(2 * tolerance)
    if (next.some((ring) => ring.length < 3) || overlapOfRings(next, rings) < LEAST_OVERLAP) break
    best = next
  }
  const between = at(Math.SQRT2 * tolerance)
  const isWell = between.every((ring) => ring.length >= 3) && overlapOfRings(between, rings) >= LEAST_OVERLAP
  return isWell ? between : best
}

function keptAt(ring: readonly ContourPoint[], rank: Float64Array, tolerance: number): Point[] {
  return ring.flatMap(({ x, y }, n) => (at(rank, n) > tolerance ? [{ x, y }] : []))
}

/** The tolerance up to which each point of a closed ring stays: Infinity for the fixed ones and two to begin with. */
function rankPoints(ring: readonly ContourPoint[]): Float64Array {
  const rank = new Float64Array(ring.length)
  const fixed = ring.flatMap(({ isFixed }, n) => (isFixed ? [n] : []))
  const ends = fixed.length >= 2 ? fixed : endsOf(ring, fixed[0])
  for (const end of ends) rank[end] = Infinity
  ends.forEach((from, n) => {
    const next = ends[(n + 1) % ends.length] ?? from
    rankBetween(ring, rank, from, next > from ? next : next + ring.length)
  })
  return rank
}

/** The point furthest from the middle, and that furthest from it: they do not depend on where the ring begins. */
function endsOf(ring: readonly Point[], fixed: number | undefined): number[] {
  const middle = ring.reduce((sum, { x, y }) => ({ x: sum.x + x / ring.length, y: sum.y + y / ring.length }), {
    x: 0,
    y: 0,
  })
  const first = fixed ?? furthest(ring, middle)
  return [first, furthest(ring, ring[first] ?? middle)].sort((a, b) => a - b)
}

function furthest(ring: readonly Point[], from: Point): number {
  let best = 0
  let most = -1
  ring.forEach(({ x, y }, n) => {
    const square = (x - from.x) ** 2 + (y - from.y) ** 2
    if (square > most) [best, most] = [n, square]
  })
  return best
}

function rankBetween(ring: readonly Point[], rank: Float64Array, begin: number, end: number): void {
  const spans: [from: number, to: number, most: number][] = [[begin, end, Infinity]]
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to, most] = span
    if (to - from < 2) continue
    const { index, distance } = furthestBetween(ring, from, to)
    // Never more than the point that this one hangs on, so that what stays at one tolerance stays at all narrower ones.
    const here = Math.min(most, distance)
    rank[index % ring.length] = here
    spans.push([from, index, here], [index, to, here])
  }
}

function furthestBetween(ring: readonly Point[], from: number, to: number): { index: number; distance: number } {
  const [first, last] = [ring[from % ring.length], ring[to % ring.length]]
  let index = from + 1
  let most = -1
  if (!first || !last) return { index, distance: 0 }
  const [dx, dy] = [last.x - first.x, last.y - first.y]
  const square = dx * dx + dy * dy
  for (let n = from + 1; n < to; n++) {
    const point = ring[n % ring.length] ?? first
    const [x, y] = [point.x - first.x, point.y - first.y]
    const share = square > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy) / square)) : 0
    const apart = (x - share * dx) ** 2 + (y - share * dy) ** 2
    if (apart > most) [index, most] = [n, apart]
  }
  return { index, distance: Math.sqrt(most) }
}
