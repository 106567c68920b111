import { boundsOfShape, movedShape, type Point, type Ring, ringsOf, type Shape } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import { handlesOf, pulledShape } from "../shapes/list.ts"
import { pointWithin } from "../shapes/places.ts"

/** How far a shape reaches outside of the picture, in image pixels. */
export function farOutside(shape: Shape, { picture }: BoxLimits): number {
  const { x, y, width, height } = boundsOfShape(shape)
  return Math.max(0, -x, -y, x + width - picture.width, y + height - picture.height)
}

/** A shape inside the picture: its points or upright sides taken to the border, else all of it moved; null where it does not fit. */
export function shapeInside(shape: Shape, limits: BoxLimits): Shape | null {
  const handles = handlesOf(shape, 1)
  const pull = (now: Shape, from: Point, handle: (typeof handles)[number]["handle"]) =>
    pulledShape(now, handle, { from, to: pointWithin(from, limits), inSteps: false, limits })
  const hasSides = handles.some((one) => one.pull === "outwards")
  const points = handles.filter(({ handle }) => handle.part === (hasSides ? "side" : "point"))
  const cut = points.reduce((now, { at, handle }) => pull(now, at, handle), shape)
  if (farOutside(cut, limits) < 0.01) return cut
  const moved = movedInside(shape, limits)
  return farOutside(moved, limits) < 0.01 ? moved : null
}

function movedInside(shape: Shape, { picture }: BoxLimits): Shape {
  const { x, y, width, height } = boundsOfShape(shape)
  const by = (low: number, length: number, room: number) => Math.max(0, -low) - Math.max(0, low + length - room)
  return movedShape(shape, by(x, width, picture.width), by(y, height, picture.height))
}

/** A shape with its points elsewhere, one ring after the other; the very same where it has no points of its own. */
export function withPointsAt(shape: Shape, rings: readonly Ring[], limits: BoxLimits): Shape {
  let now = shape
  ringsOf(shape).forEach((ring, of) => {
    ring.forEach((from, index) => {
      const to = rings[of]?.[index] ?? from
      now = pulledShape(now, { part: "point", ring: of, index }, { from, to, inSteps: false, limits })
    })
  })
  return now
}
