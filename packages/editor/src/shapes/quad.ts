import { boundsOf, boundsOfShape, type Point, type Quad } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { Handle, ShapeDrawing, ShapeHand } from "./contract.ts"
import { nearestPlace, pointWithin, sidesAndPoints } from "./places.ts"

/** Four corners under the hand: each by itself, or the two of a side together. */
export const quadHand: ShapeHand<Quad> = {
  tool: "outline",
  figures: () => ({ points: 4 }),
  size: boundsOfShape,
  handles: ({ points }) => sidesAndPoints(points, "anywhere"),
  handleAt: ({ points }, at, reachPx) => nearestPlace(sidesAndPoints(points, "anywhere"), at, reachPx)?.handle ?? null,
  pulled: (shape, handle, { from, to, limits }) => moved(shape, handle, { x: to.x - from.x, y: to.y - from.y }, limits),
  parts: () => [0, 1, 2, 3].map((index): Handle => ({ part: "point", ring: 0, index })),
  nudged: (shape, part, dx, dy, limits) => moved(shape, part, { x: dx, y: dy }, limits),
  withoutPoint: () => null,
}

/** Four corners in reading order: where the text begins, then clockwise as its reader sees it. */
export const quadByCorners: ShapeDrawing = {
  points: 4,
  isWholeByDrag: false,
  make(points, { limits }) {
    const [a, b, c, d] = points.map((point) => pointWithin(point, limits))
    const bounds = a && b && c && d ? boundsOf([a, b, c, d]) : null
    const isLarge = bounds !== null && Math.min(bounds.width, bounds.height) >= limits.minSidePx
    return isLarge && a && b && c && d ? { type: "quad", points: [a, b, c, d] } : null
  },
  preview: (points, to) => ({ line: [...points, to], isClosed: points.length === 3, set: points }),
  aim: () => ({ point: true }),
}

function moved(shape: Quad, handle: Handle, by: Point, limits: BoxLimits): Quad {
  if (handle.part === "rotation") return shape
  const moves = (index: number) =>
    index === handle.index || (handle.part === "side" && index === (handle.index + 1) % 4)
  const at = (index: number, { x, y }: Point) =>
    moves(index) ? pointWithin({ x: x + by.x, y: y + by.y }, limits) : { x, y }
  const [a, b, c, d] = shape.points
  const points: Quad["points"] = [at(0, a), at(1, b), at(2, c), at(3, d)]
  return boundsOf(points) === null ? shape : { ...shape, points }
}
