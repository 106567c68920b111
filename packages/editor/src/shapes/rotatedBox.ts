import { type Box, cornersOf, type Point, type RotatedBox, sineAndCosine } from "@justesse/types"
import { type BoxLimits, handleAt } from "../box.ts"
import { toBoxHandle, toHandle } from "./box.ts"
import type { DrawOptions, Handle, Pull, ShapeDrawing, ShapeHand } from "./contract.ts"
import { angleWithin, middleOf, pointWithin, rounded, sidesAndPoints } from "./places.ts"

/** The rotation handle stands so many reaches outside of the upper side. */
const ROTATION_REACHES = 3
const STEP_DEGREES = 15
/** An arrow along a side does not move it: below this share of its length it is not meant. */
const ALONG_SIDE = 0.3

/** Rotated boxes under the hand: eight handles that follow the sides, and one that rotates about the middle. */
export const rotatedBoxHand: ShapeHand<RotatedBox> = {
  tool: "rotated",
  figures: ({ rotation }) => ({ angle: rotation }),
  size: ({ width, height }) => ({ width, height }),
  handles: (shape, reachPx) => [
    ...sidesAndPoints(cornersOf(shape), "outwards"),
    { handle: { part: "rotation" }, at: rotationPlace(shape, reachPx), pull: "rotates" },
  ],
  handleAt(shape, at, reachPx) {
    const place = rotationPlace(shape, reachPx)
    if (Math.hypot(place.x - at.x, place.y - at.y) <= reachPx) return { part: "rotation" }
    const name = handleAt(shape, toOwnFrame(shape, at), reachPx)
    return name === null ? null : toHandle(name)
  },
  pulled: (shape, handle, pull) =>
    handle.part === "rotation" ? rotated(shape, pull) : resized(shape, handle, pull.from, pull.to, pull.limits),
  parts: () => [{ part: "rotation" }, ...[3, 0, 1, 2].map((index): Handle => ({ part: "side", ring: 0, index }))],
  nudged(shape, part, dx, dy, limits) {
    if (part.part === "rotation") return byDegrees(shape, dx + dy)
    const [sine, cosine] = sineAndCosine(shape.rotation)
    // The arrow as the side sees it: outwards, inwards, or along it, which moves nothing.
    const across = part.index % 2 === 1 ? dx * cosine + dy * sine : dy * cosine - dx * sine
    const length = Math.abs(dx + dy)
    if (Math.abs(across) < ALONG_SIDE * length) return shape
    const by = Math.sign(across) * length
    const own = part.index % 2 === 1 ? { x: by, y: 0 } : { x: 0, y: by }
    return resized(shape, part, ORIGIN, { x: own.x * cosine - own.y * sine, y: own.x * sine + own.y * cosine }, limits)
  },
  withoutPoint: () => null,
}

const ORIGIN: Point = { x: 0, y: 0 }

/** One side by two points, which say the angle, and the side across from it by a third. */
export const rotatedBoxBySide: ShapeDrawing = {
  points: 3,
  isWholeByDrag: false,
  make([a, b, c], { limits, inSteps }) {
    const shape = a && b && c ? boxOnSide(a, sideEnd(a, b, inSteps), c) : null
    return shape && shape.width >= limits.minSidePx && shape.height >= limits.minSidePx ? shape : null
  },
  preview(points, to, options) {
    const [a = to, b] = points
    if (b === undefined) return { line: [a, sideEnd(a, to, options.inSteps)], isClosed: false, set: [a] }
    const end = sideEnd(a, b, options.inSteps)
    const shape = boxOnSide(a, end, to)
    if (!shape) return { line: [a, end], isClosed: false, set: [a, end] }
    return { line: cornersOf(shape), isClosed: true, set: [a, end], size: shape }
  },
  aim([a, b], to) {
    if (!a || !b) return { point: true }
    // The side across from the one that is set, as far from it as the pointer.
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
    const across = { x: -(b.y - a.y) / length, y: (b.x - a.x) / length }
    const far = (to.x - a.x) * across.x + (to.y - a.y) * across.y
    const moved = (at: Point): Point => ({ x: at.x + far * across.x, y: at.y + far * across.y })
    return { sides: [{ from: moved(a), to: moved(b) }] }
  },
}

/** Where a side ends: at the pointer, or where its angle is the nearest whole 15°. */
function sideEnd(a: Point, b: Point, inSteps: DrawOptions["inSteps"]): Point {
  if (!inSteps) return b
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  const degrees = Math.round((Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI / STEP_DEGREES) * STEP_DEGREES
  const [sine, cosine] = sineAndCosine(degrees)
  return { x: a.x + length * cosine, y: a.y + length * sine }
}

/** The rotated box over a side, as high as a point lies from that side; null where there is none. */
function boxOnSide(a: Point, b: Point, c: Point): RotatedBox | null {
  const width = Math.hypot(b.x - a.x, b.y - a.y)
  if (width === 0) return null
  const [cosine, sine] = [(b.x - a.x) / width, (b.y - a.y) / width]
  const away = (c.y - a.y) * cosine - (c.x - a.x) * sine
  const height = Math.abs(away)
  const middle = middleOf(a, b)
  const centre = { x: middle.x - (away / 2) * sine, y: middle.y + (away / 2) * cosine }
  return aroundCentre(centre, width, height, (Math.atan2(sine, cosine) * 180) / Math.PI)
}

function aroundCentre(centre: Point, width: number, height: number, degrees: number): RotatedBox {
  const rotation = angleWithin(degrees)
  return {
    type: "rotatedBox",
    ...{ x: rounded(centre.x - width / 2), y: rounded(centre.y - height / 2) },
    ...{ width: rounded(width), height: rounded(height), rotation },
  }
}

function rotationPlace(shape: RotatedBox, reachPx: number): Point {
  const [a, b] = cornersOf(shape)
  const top = middleOf(a, b)
  const [sine, cosine] = sineAndCosine(shape.rotation)
  return { x: top.x + ROTATION_REACHES * reachPx * sine, y: top.y - ROTATION_REACHES * reachPx * cosine }
}

function centreOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 }
}

/** A point of the picture as the box sees it before it was rotated. */
function toOwnFrame(shape: RotatedBox, at: Point): Point {
  const centre = centreOf(shape)
  const [sine, cosine] = sineAndCosine(shape.rotation)
  const [dx, dy] = [at.x - centre.x, at.y - centre.y]
  return { x: centre.x + dx * cosine + dy * sine, y: centre.y - dx * sine + dy * cosine }
}

function rotated(shape: RotatedBox, { from, to, inSteps }: Pull): RotatedBox {
  const centre = centreOf(shape)
  const angle = (at: Point) => (Math.atan2(at.y - centre.y, at.x - centre.x) * 180) / Math.PI
  const degrees = shape.rotation + angle(to) - angle(from)
  return { ...shape, rotation: angleWithin(inSteps ? Math.round(degrees / STEP_DEGREES) * STEP_DEGREES : degrees) }
}

/** By one degree an arrow, and by 15 with Shift; to the right and down is clockwise. */
function byDegrees(shape: RotatedBox, by: number): RotatedBox {
  const step = Math.abs(by) >= 10 ? STEP_DEGREES : 1
  return { ...shape, rotation: angleWithin(shape.rotation + Math.sign(by) * step) }
}

/** The corners or sides of a handle moved; what lies across from them stays where it is. */
function resized(shape: RotatedBox, handle: Handle, from: Point, to: Point, limits: BoxLimits): RotatedBox {
  const name = toBoxHandle(handle)
  if (name === null) return shape
  const [sine, cosine] = sineAndCosine(shape.rotation)
  const dx = (to.x - from.x) * cosine + (to.y - from.y) * sine
  const dy = (to.y - from.y) * cosine - (to.x - from.x) * sine
  const across = stretched(shape.width, name.endsWith("left") ? -1 : name.endsWith("right") ? 1 : 0, dx, limits)
  const down = stretched(shape.height, name.startsWith("top") ? -1 : name.startsWith("bottom") ? 1 : 0, dy, limits)
  const was = centreOf(shape)
  const centre = {
    x: was.x + across.shift * cosine - down.shift * sine,
    y: was.y + across.shift * sine + down.shift * cosine,
  }
  const kept = pointWithin(centre, limits)
  const isInside = Math.hypot(kept.x - centre.x, kept.y - centre.y) < 0.02
  return isInside ? aroundCentre(centre, across.length, down.length, shape.rotation) : shape
}

/** One side pulled at its low (-1) or high end: its new length, and how far its middle moves. Pulled past the other end it turns over. */
function stretched(length: number, end: -1 | 0 | 1, by: number, { minSidePx }: BoxLimits) {
  if (end === 0) return { length, shift: 0 }
  const pulled = length + end * by
  const kept = Math.abs(pulled) < minSidePx ? (pulled < 0 ? -minSidePx : minSidePx) : pulled
  return { length: Math.abs(kept), shift: (end * (kept - length)) / 2 }
}
