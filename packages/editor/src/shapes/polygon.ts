import { boundsOf, boundsOfShape, outlineShape, type Point, type Polygon, type Ring } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { Handle, HandlePlace, ShapeDrawing, ShapeHand } from "./contract.ts"
import { middleOf, nearestPlace, pointWithin } from "./places.ts"

/** Sides shorter than so many reaches have no handle in their middle. */
const LONG_SIDE_REACHES = 3.5

/** Outlines under the hand: every point, and in the middle of each long side a handle that adds one. */
export const polygonHand: ShapeHand<Polygon> = {
  tool: "outline",
  figures: ({ rings }) => ({ points: rings.reduce((sum, ring) => sum + ring.length, 0) }),
  size: boundsOfShape,
  handles: (shape, reachPx) => pointsAndMiddles(shape.rings, reachPx),
  handleAt: (shape, at, reachPx) => nearestPlace(pointsAndMiddles(shape.rings, reachPx), at, reachPx)?.handle ?? null,
  pulled(shape, handle, { from, to, limits }) {
    if (handle.part === "rotation") return shape
    const ring = shape.rings[handle.ring] ?? []
    const by = { x: to.x - from.x, y: to.y - from.y }
    if (handle.part === "point") return withRing(shape, handle.ring, movedPoint(ring, handle.index, by, limits))
    const [a, b] = [ring[handle.index], ring[(handle.index + 1) % ring.length]]
    if (!a || !b) return shape
    const middle = middleOf(a, b)
    const added = pointWithin({ x: middle.x + by.x, y: middle.y + by.y }, limits)
    return withRing(shape, handle.ring, [...ring.slice(0, handle.index + 1), added, ...ring.slice(handle.index + 1)])
  },
  parts: ({ rings }) =>
    rings.flatMap((points, ring) => points.map((_, index): Handle => ({ part: "point", ring, index }))),
  nudged(shape, part, dx, dy, limits) {
    if (part.part !== "point") return shape
    return withRing(shape, part.ring, movedPoint(shape.rings[part.ring] ?? [], part.index, { x: dx, y: dy }, limits))
  },
  withoutPoint(shape, part) {
    const ring = part.part === "point" ? shape.rings[part.ring] : undefined
    if (part.part !== "point" || !ring) return null
    // Of several parts the smallest may go as a whole; the last one keeps its three points.
    const rest = ring.filter((_, index) => index !== part.index)
    const rings = shape.rings.map((one, index) => (index === part.ring ? rest : one)).filter((one) => one.length >= 3)
    return rings.length > 0 && boundsOf(rings.flat()) !== null ? { ...shape, rings } : null
  },
}

/** Any number of points; the line is closed at the end. */
export const polygonByPoints: ShapeDrawing = {
  points: null,
  isWholeByDrag: false,
  make(points, { limits }) {
    const ring = withoutRepeats(points.map((point) => pointWithin(point, limits)))
    const bounds = boundsOf(ring)
    const isLarge = bounds !== null && Math.max(bounds.width, bounds.height) >= limits.minSidePx
    return isLarge ? outlineShape([ring], false) : null
  },
  preview: (points, to) => ({ line: [...points, to], isClosed: false, set: points }),
  aim: () => ({ point: true }),
}

function pointsAndMiddles(rings: readonly Ring[], reachPx: number): HandlePlace[] {
  const points: HandlePlace[] = []
  const middles: HandlePlace[] = []
  rings.forEach((ring, of) => {
    ring.forEach((at, index) => {
      points.push({ handle: { part: "point", ring: of, index }, at, pull: "anywhere" })
      const next = ring[(index + 1) % ring.length] ?? at
      if (Math.hypot(next.x - at.x, next.y - at.y) >= LONG_SIDE_REACHES * reachPx)
        middles.push({ handle: { part: "side", ring: of, index }, at: middleOf(at, next), pull: "adds" })
    })
  })
  return [...points, ...middles]
}

function movedPoint(ring: Ring, index: number, by: Point, limits: BoxLimits): Ring {
  return ring.map((at, i) => (i === index ? pointWithin({ x: at.x + by.x, y: at.y + by.y }, limits) : at))
}

/** The shape with another ring; as it was where it would go round no area. */
function withRing(shape: Polygon, index: number, ring: Ring): Polygon {
  const rings = shape.rings.map((one, i) => (i === index ? [...ring] : one))
  return boundsOf(rings.flat()) === null ? shape : { ...shape, rings }
}

/** Points that were set twice in the same place are one. */
function withoutRepeats(points: readonly Point[]): Point[] {
  return points.filter((at, i) => {
    const before = points[(i + points.length - 1) % points.length]
    return points.length === 1 || !before || at.x !== before.x || at.y !== before.y
  })
}
