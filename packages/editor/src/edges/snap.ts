import type { Point } from "@justesse/types"
import type { EdgeMap } from "./map.ts"
import { findPoint } from "./point.ts"
import { type FoundEdge, findEdge, type Stretch } from "./side.ts"

/** What the pointer decides where it is: the place of some sides of what is in hand, or a point by itself. */
export type Aim = { readonly sides: readonly Stretch[] } | { readonly point: true }

/** Where the pointer is taken, and the edges that take it there. `corner`: onto a corner of another region, exactly. */
export interface Snap {
  readonly at: Point
  readonly edges: readonly FoundEdge[]
  readonly corner: boolean
}

/** Two sides run the same way where the sine of their angle is less. */
const SAME_WAY = 0.3
/** A corner that is so much nearer than the reach takes the point before any edge. */
const CORNER_SHARE = 0.8

/**
 * Where a point goes by the edges of the picture within `reach` image pixels, null where there are none. Of sides that run the same
 * way the one with the stronger edge counts. `corners`: of other regions, which take a point that is aimed by itself.
 */
export function findSnap(
  map: EdgeMap,
  near: Point,
  aim: Aim,
  reach: number,
  corners: readonly Point[] = [],
): Snap | null {
  if ("point" in aim) {
    const corner = nearestOf(corners, near, reach * CORNER_SHARE)
    if (corner) return { at: corner, edges: [], corner: true }
    const edge = findPoint(map, near, reach)
    return edge && { at: middleOf(edge.stretch), edges: [edge], corner: false }
  }
  const edges: FoundEdge[] = []
  for (const side of aim.sides) {
    const found = findEdge(map, side, reach)
    if (!found) continue
    const same = edges.findIndex((one) => Math.abs(crossOf(one.across, found.across)) < SAME_WAY)
    const counted = edges[same]
    if (!counted) edges.push(found)
    else if (found.strength > counted.strength) edges[same] = found
  }
  return edges.length === 0 ? null : { at: shiftedBy(near, edges), edges, corner: false }
}

/** The point moved so that it lies on one or two of these edges. */
function shiftedBy(near: Point, [a, b]: readonly FoundEdge[]): Point {
  const along = a && { x: near.x + a.by * a.across.x, y: near.y + a.by * a.across.y }
  return (a && b && crossing(near, a, b)) || along || near
}

/** Where two edges cross that were found beside sides through a point; null where they run the same way. */
function crossing(near: Point, a: FoundEdge, b: FoundEdge): Point | null {
  const area = crossOf(a.across, b.across)
  if (Math.abs(area) < SAME_WAY) return null
  return {
    x: near.x + (a.by * b.across.y - b.by * a.across.y) / area,
    y: near.y + (b.by * a.across.x - a.by * b.across.x) / area,
  }
}

function crossOf(a: Point, b: Point): number {
  return a.x * b.y - a.y * b.x
}

function middleOf({ from, to }: Stretch): Point {
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
}

function nearestOf(points: readonly Point[], near: Point, reach: number): Point | null {
  let [best, nearest]: [Point | null, number] = [null, reach]
  for (const point of points) {
    const away = Math.hypot(point.x - near.x, point.y - near.y)
    if (away <= nearest) [best, nearest] = [point, away]
  }
  return best
}
