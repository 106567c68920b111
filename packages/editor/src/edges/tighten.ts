import { boundsOfShape, isSameShape, type Point, ringsOf, type Shape } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { Handle } from "../shapes/contract.ts"
import { handlesOf, pulledShape } from "../shapes/list.ts"
import { middleOf } from "../shapes/places.ts"
import type { EdgeMap } from "./map.ts"
import { type FoundEdge, findEdge, type Stretch } from "./side.ts"

/** How far the edges of what is tightened are looked for: at least as far as the magnet, in shares of its shorter side, */
const REACH_SHARE = 0.08
/** and never further than this share, so that a small thing does not go over to its neighbour. */
const MOST_SHARE = 0.35
/** Two sides lie on straight edges where these are so strong beside what is found at their corner. */
const STRAIGHT_SHARE = 0.6
/** Two sides run the same way where the sine of their angle is less. */
const SAME_WAY = 0.3
/** A corner stays within so many reaches of where it was. */
const CORNER_REACHES = 1.5

/** All edges of a shape taken to the strongest ones near by, `reach` image pixels or as its size allows; the very same where none is. */
export function tightenShape(map: EdgeMap, shape: Shape, reach: number, limits: BoxLimits): Shape {
  const { width, height } = boundsOfShape(shape)
  const least = Math.min(width, height)
  const far = Math.min(Math.max(reach, REACH_SHARE * least), MOST_SHARE * least)
  const goesOutwards = handlesOf(shape, 1).some(({ pull }) => pull === "outwards")
  const tight = goesOutwards ? withSides(map, shape, far, limits) : withPoints(map, shape, far, limits)
  return isSameShape(tight, shape) ? shape : tight
}

/** Every side by itself, outwards or inwards. */
function withSides(map: EdgeMap, shape: Shape, reach: number, limits: BoxLimits): Shape {
  const [ring = []] = ringsOf(shape)
  return ring.reduce((now, from, index) => {
    const to = ring[(index + 1) % ring.length] ?? from
    const found = findEdge(map, { from, to }, reach)
    if (!found) return now
    const by = { x: found.by * found.across.x, y: found.by * found.across.y }
    return pulledShape(now, { part: "side", ring: 0, index }, { from: ORIGIN, to: by, inSteps: false, limits })
  }, shape)
}

const ORIGIN: Point = { x: 0, y: 0 }

/** Every point: where two sides lie on straight edges these cross in it, else it goes across the line to the edge. */
function withPoints(map: EdgeMap, shape: Shape, reach: number, limits: BoxLimits): Shape {
  let now = shape
  ringsOf(shape).forEach((ring, of) => {
    const sides = ring.map((from, i) => findSide(map, { from, to: ring[(i + 1) % ring.length] ?? from }, reach))
    ring.forEach((at, index) => {
      const before = (index + ring.length - 1) % ring.length
      const tangent = tangentAt(at, ring[before] ?? at, ring[(index + 1) % ring.length] ?? at, reach)
      const own = findEdge(map, tangent, reach)
      const to = cornerOf(at, sides[before] ?? null, sides[index] ?? null, own, reach)
      if (!to) return
      const handle: Handle = { part: "point", ring: of, index }
      now = pulledShape(now, handle, { from: at, to, inSteps: false, limits })
    })
  })
  return now
}

/** A straight edge beside a side, which may lie askew to it: through the edges beside both of its halves. */
function findSide(map: EdgeMap, { from, to }: Stretch, reach: number): FoundEdge | null {
  const middle = middleOf(from, to)
  const [first, second] = [findEdge(map, { from, to: middle }, reach), findEdge(map, { from: middle, to }, reach)]
  if (!first || !second || first.across.x * second.across.x + first.across.y * second.across.y < 0)
    return findEdge(map, { from, to }, reach)
  const [a, b] = [middleOf(first.stretch.from, first.stretch.to), middleOf(second.stretch.from, second.stretch.to)]
  const stretch = {
    from: { x: a.x - (b.x - a.x) / 2, y: a.y - (b.y - a.y) / 2 },
    to: { x: b.x + (b.x - a.x) / 2, y: b.y + (b.y - a.y) / 2 },
  }
  return { ...first, stretch, by: (first.by + second.by) / 2, strength: Math.min(first.strength, second.strength) }
}

function cornerOf(
  at: Point,
  before: FoundEdge | null,
  after: FoundEdge | null,
  own: FoundEdge | null,
  reach: number,
): Point | null {
  const straight = (own?.strength ?? 0) * STRAIGHT_SHARE
  if (before && after && Math.min(before.strength, after.strength) >= straight) {
    const to = crossingOf(before.stretch, after.stretch)
    if (to && Math.hypot(to.x - at.x, to.y - at.y) <= CORNER_REACHES * reach) return to
  }
  const edge = own ?? before ?? after
  return edge && { x: at.x + edge.by * edge.across.x, y: at.y + edge.by * edge.across.y }
}

/** Where two lines cross; null where they run nearly the same way. */
function crossingOf(a: Stretch, b: Stretch): Point | null {
  const [ax, ay] = [a.to.x - a.from.x, a.to.y - a.from.y]
  const [bx, by] = [b.to.x - b.from.x, b.to.y - b.from.y]
  const area = ax * by - ay * bx
  if (Math.abs(area) < SAME_WAY * Math.hypot(ax, ay) * Math.hypot(bx, by)) return null
  const along = ((b.from.x - a.from.x) * by - (b.from.y - a.from.y) * bx) / area
  return { x: a.from.x + along * ax, y: a.from.y + along * ay }
}

/** A short stretch at a point along its line, as its neighbours have it. */
function tangentAt(at: Point, before: Point, after: Point, reach: number): Stretch {
  const length = Math.hypot(after.x - before.x, after.y - before.y) || 1
  const half = Math.min(reach / 2, length / 4) / length
  const [x, y] = [(after.x - before.x) * half, (after.y - before.y) * half]
  return { from: { x: at.x - x, y: at.y - y }, to: { x: at.x + x, y: at.y + y } }
}
