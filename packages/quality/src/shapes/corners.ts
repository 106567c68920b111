import type { Point, Ring } from "@justesse/types"
import { weightedMedian } from "../consensus/median.ts"
import type { ContourPoint } from "./simplify.ts"

/** An outline's rings and how much it counts; weights of one thing sum to 1. */
interface WeightedRings {
  readonly rings: readonly Ring[]
  readonly weight: number
}

/**
 * Where people set a corner together: places at which outlines of half of the weight or more have a point within `reach` pixels,
 * at the median of those points. The ones with most weight first; none within `reach` of another.
 */
export function findCorners(votes: readonly WeightedRings[], reach: number): Point[] {
  const clouds = votes.map(({ rings, weight }) => ({ points: byColumn(rings.flat(), reach), weight }))
  const found: { point: Point; weight: number }[] = []
  for (const { rings } of votes)
    for (const vertex of rings.flat()) {
      const near = clouds.flatMap(({ points, weight }) => {
        const point = nearestIn(points, vertex, reach)
        return point ? [{ point, weight }] : []
      })
      const weight = near.reduce((sum, one) => sum + one.weight, 0)
      // Halves of weights like 1/3 + 1/6 may fall short of a half by rounding.
      if (near.length < Math.min(2, votes.length) || weight < 0.5 - 1e-9) continue
      const median = (axis: "x" | "y") =>
        weightedMedian(near.map((one) => ({ value: one.point[axis], weight: one.weight })))
      found.push({ point: { x: median("x"), y: median("y") }, weight })
    }
  found.sort((p, q) => q.weight - p.weight || p.point.x - q.point.x || p.point.y - q.point.y)
  const kept: Point[] = []
  for (const { point } of found) if (!kept.some((other) => distance(other, point) <= reach)) kept.push(point)
  return kept
}

/** Points by the cell, of side `reach`, that they lie in. */
type Cells = { readonly cells: ReadonlyMap<string, Point[]>; readonly side: number }

function byColumn(points: readonly Point[], side: number): Cells {
  const cells = new Map<string, Point[]>()
  for (const point of points) {
    const key = `${Math.floor(point.x / side)} ${Math.floor(point.y / side)}`
    cells.set(key, [...(cells.get(key) ?? []), point])
  }
  return { cells, side }
}

function nearestIn({ cells, side }: Cells, to: Point, reach: number): Point | undefined {
  let best: Point | undefined
  let least = reach
  for (const right of [-1, 0, 1])
    for (const down of [-1, 0, 1])
      for (const point of cells.get(`${Math.floor(to.x / side) + right} ${Math.floor(to.y / side) + down}`) ?? []) {
        const apart = distance(point, to)
        if (apart < least || (apart === least && !best)) [best, least] = [point, apart]
      }
  return best
}

/**
 * Contours with each corner in place of the stretch of points within `reach` pixels of it that holds the nearest one. Corners
 * that no contour comes near to are left out.
 */
export function snapCorners(contours: readonly Ring[], corners: readonly Point[], reach: number): ContourPoint[][] {
  const rings: ContourPoint[][] = contours.map((ring) => [...ring])
  for (const corner of corners) {
    const place = findNearest(rings, corner)
    const ring = place && rings[place.ring]
    if (!ring || !place || place.distance > reach) continue
    const isNear = (n: number) => {
      const point = ring[(n + ring.length) % ring.length]
      return point !== undefined && !point.isFixed && distance(point, corner) <= reach
    }
    let [from, to] = [place.index, place.index]
    while (to - from < ring.length - 4 && isNear(from - 1)) from--
    while (to - from < ring.length - 4 && isNear(to + 1)) to++
    const rest = ring.filter((_, n) => !isWithin(n, from, to, ring.length))
    const begin = from < 0 || to >= ring.length ? rest.length : from
    rings[place.ring] = [...rest.slice(0, begin), { x: corner.x, y: corner.y, isFixed: true }, ...rest.slice(begin)]
  }
  return rings
}

function isWithin(n: number, from: number, to: number, length: number): boolean {
  return (n >= from && n <= to) || n - length >= from || n + length <= to
}

function findNearest(rings: readonly (readonly ContourPoint[])[], to: Point) {
  let best: { ring: number; index: number; distance: number } | undefined
  rings.forEach((points, ring) => {
    points.forEach((point, index) => {
      const apart = distance(point, to)
      if (!point.isFixed && (!best || apart < best.distance)) best = { ring, index, distance: apart }
    })
  })
  return best
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
