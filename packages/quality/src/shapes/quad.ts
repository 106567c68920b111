import { type Point, type Quad, signedArea } from "@justesse/types"
import { weightedMedian } from "../consensus/median.ts"
import { findMedoid } from "./medoid.ts"
import { overlapOfRings } from "./overlap.ts"
import type { ShapeQuality } from "./quality.ts"

type Corners = Quad["points"]

/**
 * Four corners, in reading order. Each vote's corners are matched to the medoid's in the order round (and the direction) that lies
 * closest; each corner is the median of its matches; the corner that most of the weight called the first is the first. The
 * medoid itself stands in where the medians make no convex shape, or where two votes overlap by less than 0.3.
 */
export const quad: ShapeQuality<Quad> = {
  type: "quad",
  overlap: (a, b) => overlapOfRings([a.points], [b.points]),
  merge(votes) {
    const { medoid, isApart } = findMedoid(votes, (a, b) => quad.overlap(a.shape, b.shape))
    const base = medoid.shape
    if (isApart) return { shape: base, doubt: "apart" }
    const matched = votes.map(({ shape, weight }) => ({ ...matchCorners(shape.points, base.points), weight }))
    const corners = mapCorners((n) => ({
      x: weightedMedian(matched.map(({ points, weight }) => ({ value: points[n].x, weight }))),
      y: weightedMedian(matched.map(({ points, weight }) => ({ value: points[n].y, weight }))),
    }))
    const first = voteOnFirst(matched)
    const chosen = isConvex(corners) ? corners : base.points
    return { shape: { type: "quad", points: beginAt(chosen, first) }, doubt: chosen === corners ? null : "parts" }
  },
  outcome: (mine, final) => ({
    iou: quad.overlap(mine, final),
    // The first corner says where the text begins: another one is another answer.
    movedPx: Math.max(...CORNERS.map((n) => apart(mine.points[n], final.points[n]))),
  }),
}

const CORNERS = [0, 1, 2, 3] as const

function mapCorners(read: (n: 0 | 1 | 2 | 3) => Point): Corners {
  return [read(0), read(1), read(2), read(3)]
}

function apart(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

/** The corners in the order that lies closest to `base`, and at which corner of `base` their own first one came to lie. */
function matchCorners(points: Corners, base: Corners): { readonly points: Corners; readonly first: 0 | 1 | 2 | 3 } {
  const sameWay = signedArea(points) < 0 === signedArea(base) < 0
  const round: Corners = sameWay ? points : [points[0], points[3], points[2], points[1]]
  let best: { points: Corners; first: 0 | 1 | 2 | 3 } = { points: round, first: 0 }
  let least = Infinity
  for (const first of CORNERS) {
    // Corner n of the base takes corner n - first: then the own first one lies at `first`.
    const shifted = beginAt(round, ((4 - first) % 4) as 0 | 1 | 2 | 3) // a number from 0 to 3 stays one
    const sum = CORNERS.reduce<number>((total, n) => total + apart(shifted[n], base[n]) ** 2, 0)
    if (sum < least) [best, least] = [{ points: shifted, first }, sum]
  }
  return best
}

function beginAt(points: Corners, first: 0 | 1 | 2 | 3): Corners {
  return mapCorners((n) => points[((n + first) % 4) as 0 | 1 | 2 | 3]) // a remainder of 4
}

/** The corner with the most weight; the medoid's own among equals, which is corner 0. */
function voteOnFirst(matched: readonly { readonly first: 0 | 1 | 2 | 3; readonly weight: number }[]): 0 | 1 | 2 | 3 {
  const weights = CORNERS.map((n) => matched.reduce((sum, { first, weight }) => (first === n ? sum + weight : sum), 0))
  const most = Math.max(...weights)
  return CORNERS.find((n) => weights[n] === most) ?? 0
}

function isConvex(points: Corners): boolean {
  const bends = CORNERS.map((n) => {
    const at = (k: number) => points[((n + k) % 4) as 0 | 1 | 2 | 3] // a remainder of 4
    const [a, b, c] = [at(0), at(1), at(2)]
    return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)
  })
  return bends.every((bend) => bend > 0) || bends.every((bend) => bend < 0)
}
