import { type BoxShape, boxShape, cornersOf, type Point } from "@justesse/types"
import {
  type BoxHandle,
  type BoxLimits,
  boxBetween,
  EDGES,
  type Edge,
  edgeMoved,
  handleAt,
  resizedBox,
} from "../box.ts"
import { sidesFrom, sidesTo } from "../edges/sides.ts"
import type { Handle, ShapeDrawing, ShapeHand } from "./contract.ts"
import { edgesOfThree } from "./outermost.ts"
import { sidesAndPoints } from "./places.ts"

const CORNERS: readonly BoxHandle[] = ["top_left", "top_right", "bottom_right", "bottom_left"]
const SIDES: readonly Edge[] = ["top", "right", "bottom", "left"]

/** The handle of a box by the place that it has in the ring of its corners. */
export function toHandle(name: BoxHandle): Handle {
  const corner = CORNERS.indexOf(name)
  if (corner >= 0) return { part: "point", ring: 0, index: corner }
  return { part: "side", ring: 0, index: SIDES.findIndex((side) => side === name) }
}

/** The name of a handle of a box; null for one that boxes have not. */
export function toBoxHandle(handle: Handle): BoxHandle | null {
  if (handle.part === "rotation") return null
  return (handle.part === "point" ? CORNERS : SIDES)[handle.index] ?? null
}

/** Boxes under the hand: eight handles, every side pulled along its whole length. */
export const boxHand: ShapeHand<BoxShape> = {
  tool: "box",
  figures: () => ({}),
  size: ({ width, height }) => ({ width, height }),
  handles: (shape) => sidesAndPoints(cornersOf({ ...shape, rotation: 0 }), "outwards"),
  handleAt(shape, at, reachPx) {
    const name = handleAt(shape, at, reachPx)
    return name === null ? null : toHandle(name)
  },
  pulled(shape, handle, { from, to, limits }) {
    const name = toBoxHandle(handle)
    return name === null ? shape : boxShape(resizedBox(shape, name, to.x - from.x, to.y - from.y, limits))
  },
  parts: () => EDGES.map(toHandle),
  nudged(shape, part, dx, dy, limits) {
    const edge = EDGES.find((one) => one === toBoxHandle(part))
    return edge === undefined ? shape : nudgedEdge(shape, edge, dx, dy, limits)
  },
  withoutPoint: () => null,
}

function nudgedEdge(shape: BoxShape, edge: Edge, dx: number, dy: number, limits: BoxLimits): BoxShape {
  return boxShape(edgeMoved(shape, edge, edge === "left" || edge === "right" ? dx : dy, limits))
}

/** Two corners that lie across from each other, in any order. */
export const boxByCorners: ShapeDrawing = {
  points: 2,
  isWholeByDrag: true,
  make([a, b], { limits }) {
    const box = a && b ? boxBetween(a, b, limits) : null
    return box && boxShape(box)
  },
  preview([a = ORIGIN], to) {
    return { line: [a, { x: to.x, y: a.y }, to, { x: a.x, y: to.y }], isClosed: true, set: [a] }
  },
  aim: ([a], to, reach) => ({ sides: a ? sidesTo(a, to, reach) : sidesFrom(to, reach, ["upright", "level"]) }),
}

/** The four outermost points of a thing, in any order: left, top, right and bottom. */
export const boxByOutermost: ShapeDrawing = {
  points: 4,
  isWholeByDrag: true,
  make(points, { limits }) {
    const [low, high] = spanOf(points)
    const box = boxBetween(low, high, limits)
    return box && boxShape(box)
  },
  preview(points, to) {
    const [low, high] = spanOf([...points, to])
    const line = [low, { x: high.x, y: low.y }, high, { x: low.x, y: high.y }]
    const edges = edgesOfThree(points)
    return { line, isClosed: true, set: points, ...(edges && { edges }) }
  },
  aim: () => ({ point: true }),
}

const ORIGIN: Point = { x: 0, y: 0 }

function spanOf(points: readonly Point[]): [Point, Point] {
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  return [
    { x: Math.min(...xs), y: Math.min(...ys) },
    { x: Math.max(...xs), y: Math.max(...ys) },
  ]
}
