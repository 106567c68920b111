import type { Point, Ring } from "@justesse/types"
import { Outline } from "./outline.ts"

/** How far two lines lie apart, both ways, in image pixels. */
interface BoundaryError {
  readonly mean: number
  /** 95 % of both lines lie at most this far from the other. */
  readonly p95: number
}

/** Two-way distance of the lines of two shapes, at points a pixel apart along each (at least 64 of each, at most 4,096). */
export function boundaryError(a: readonly Ring[], b: readonly Ring[]): BoundaryError {
  const distances = [...distancesFrom(a, new Outline(b)), ...distancesFrom(b, new Outline(a))].sort((p, q) => p - q)
  const last = distances.length - 1
  return {
    mean: distances.reduce((sum, distance) => sum + distance, 0) / distances.length,
    p95: distances[Math.min(last, Math.ceil(0.95 * distances.length) - 1)] ?? 0,
  }
}

function distancesFrom(rings: readonly Ring[], to: Outline): number[] {
  const count = Math.min(4_096, Math.max(64, Math.round(lengthOf(rings))))
  return spreadPoints(rings, count).map(({ x, y }) => to.distance(x, y))
}

/** `count` points evenly along all rings together, beginning half a step after the first point. */
export function spreadPoints(rings: readonly Ring[], count: number): Point[] {
  const step = lengthOf(rings) / count
  const points: Point[] = []
  let passed = 0
  for (const ring of rings)
    ring.forEach((from, n) => {
      const to = ring[(n + 1) % ring.length] ?? from
      const length = Math.hypot(to.x - from.x, to.y - from.y)
      for (; points.length < count && (points.length + 0.5) * step <= passed + length; ) {
        const share = length > 0 ? ((points.length + 0.5) * step - passed) / length : 0
        points.push({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) })
      }
      passed += length
    })
  return points
}

/** The length of closed lines, pixels. */
export function lengthOf(rings: readonly Ring[]): number {
  let length = 0
  for (const ring of rings)
    ring.forEach((from, n) => {
      const to = ring[(n + 1) % ring.length] ?? from
      length += Math.hypot(to.x - from.x, to.y - from.y)
    })
  return length
}

/**
 * Boundary IoU: IoU of the parts of each shape that lie within `widthPx` of its own line, in [0, 1]; null when there are none.
 * Counted at places a quarter of the width apart. Cheng et al., "Boundary IoU", 2021.
 */
export function boundaryIou(a: readonly Ring[], b: readonly Ring[], widthPx: number): number | null {
  const [first, second] = [new Outline(a), new Outline(b)]
  const points = [...a, ...b].flat()
  const step = widthPx / 4
  const [left, right] = extent(points.map(({ x }) => x))
  const [top, bottom] = extent(points.map(({ y }) => y))
  let [shared, joined] = [0, 0]
  for (let y = top + step / 2; y < bottom; y += step)
    for (let x = left + step / 2; x < right; x += step) {
      const inFirst = isInBand(first, x, y, widthPx)
      const inSecond = isInBand(second, x, y, widthPx)
      if (inFirst && inSecond) shared++
      if (inFirst || inSecond) joined++
    }
  return joined > 0 ? shared / joined : null
}

function isInBand(outline: Outline, x: number, y: number, widthPx: number): boolean {
  return outline.isInside(x, y) && outline.distance(x, y) <= widthPx
}

function extent(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  )
}
