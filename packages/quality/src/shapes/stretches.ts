import { boundsOfShape, isInsideRings, type Point, type Ring, ringsOf, type Shape } from "@justesse/types"
import { at, clamp } from "../boxes/numbers.ts"
import { boundsOfBoxes } from "../geometry/iou.ts"
import { measureArea } from "./areas.ts"
import { lengthOf } from "./boundary.ts"
import { traceContour } from "./contour.ts"
import { Outline } from "./outline.ts"

/** An edge of a shape: the ring, and the position of the edge's first point in it. */
interface EdgeName {
  readonly ring: number
  readonly from: number
}

/** A place where two shapes differ enough to be looked at. */
interface Stretch {
  /** Around what lies in one of the two only, image pixels, read even-odd; to half a cell (at most 2 px for what is no scribble). */
  readonly rings: readonly Ring[]
  /** Square pixels inside. */
  readonly areaPx: number
  /** How far the line of one runs from the other's, at most, in pixels. */
  readonly depthPx: number
  /** The edges of each shape that run along it, in the order of its points. */
  readonly firstEdges: readonly EdgeName[]
  readonly secondEdges: readonly EdgeName[]
}

/** Differences less deep than both are not worth a look: pixels, and a share of the square root of the area. */
const LEAST_PX = 3
const LEAST_SHARE = 0.02
/** Cells along both lines together, about, at most: a scribble is looked at more coarsely. */
const MOST_CELLS = 12_000

/**
 * Where two shapes differ: the connected parts of what lies in one of them only, deeper than 3 px and than 2 % of the square root of
 * the area (of the larger), the deepest first. Traced on a grid of a 256th of that root, a quarter to 4 px, coarser where the lines are very long.
 */
export function findStretches(a: Shape, b: Shape): Stretch[] {
  const [first, second] = [new Outline(ringsOf(a)), new Outline(ringsOf(b))]
  const size = Math.sqrt(Math.max(first.area, second.area))
  const length = lengthOf(first.rings) + lengthOf(second.rings)
  const step = Math.max(clamp(size / 256, 0.25, 4), length / MOST_CELLS)
  const bounds = boundsOfBoxes([boundsOfShape(a), boundsOfShape(b)])
  if (!bounds) return []
  // A quarter of a cell less, so that parts which only meet where the lines cross stay two.
  const rings = traceContour(
    { outlines: [first, second], combine: (distances) => differ(distances) + step / 4 },
    { bounds, step },
  )
  const least = Math.max(LEAST_PX, LEAST_SHARE * size)
  return groupHoles(rings)
    .map((group) => describe(group, first, second, step))
    .filter(({ depthPx }) => depthPx > least)
    .sort((p, q) => q.depthPx - p.depthPx || q.areaPx - p.areaPx)
}

/** Negative where exactly one of the two holds a place; as high as the nearer of the two lines is far. */
function differ(distances: Float64Array): number {
  const [a, b] = [at(distances, 0), at(distances, 1)]
  const nearer = Math.min(Math.abs(a), Math.abs(b))
  return a < 0 !== b < 0 ? -nearer : nearer
}

/** Each ring around a part, with the rings around the holes in it. */
function groupHoles(rings: readonly Ring[]): Ring[][] {
  const outer = rings.filter((ring) => depthAmong(ring, rings) % 2 === 0)
  const holes = rings.filter((ring) => !outer.includes(ring))
  return outer.map((ring) => [
    ring,
    ...holes.filter((hole) => isAround(ring, hole) && depthAmong(hole, rings) === depthAmong(ring, rings) + 1),
  ])
}

function depthAmong(ring: Ring, rings: readonly Ring[]): number {
  return rings.filter((other) => other !== ring && isAround(other, ring)).length
}

/** Whether a ring goes round another, which it does not touch. */
function isAround(ring: Ring, inner: Ring): boolean {
  const [point] = inner
  return point !== undefined && isInsideRings([ring], point)
}

function describe(rings: readonly Ring[], first: Outline, second: Outline, step: number): Stretch {
  const points = rings.flat()
  const alongFirst = points.filter(({ x, y }) => first.distance(x, y) <= step)
  const alongSecond = points.filter(({ x, y }) => second.distance(x, y) <= step)
  const deepest = (list: readonly Point[], other: Outline) =>
    list.reduce((most, { x, y }) => Math.max(most, other.distance(x, y)), 0)
  return {
    rings,
    areaPx: measureArea(rings),
    depthPx: Math.max(deepest(alongFirst, second), deepest(alongSecond, first)),
    firstEdges: edgesAlong(alongFirst, first),
    secondEdges: edgesAlong(alongSecond, second),
  }
}

function edgesAlong(points: readonly Point[], outline: Outline): EdgeName[] {
  const found = new Map<string, EdgeName>()
  for (const { x, y } of points) {
    outline.distance(x, y)
    const edge = outline.nearestEdge()
    found.set(`${edge.ring} ${edge.from}`, edge)
  }
  return [...found.values()]
}
