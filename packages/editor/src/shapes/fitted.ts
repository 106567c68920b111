import { type Box, boundsOfShape, boxShape, isSameShape, movedShape, type Point, type Shape } from "@justesse/types"
import { type BoxLimits, movedBox } from "../box.ts"

/** Boxes in hand are rounded to hundredths of a pixel: sizes that differ by no more are the same. */
const ROUNDED_PX = 0.0101

/**
 * A shape moved by image pixels. It does not leave the picture, unless it already reached outside on that side. Every shape
 * but the box moves without rounding.
 */
export function shiftedShape(shape: Shape, dx: number, dy: number, limits: BoxLimits): Shape {
  const box = boundsOfShape(shape)
  if (shape.type === "box") return boxShape(movedBox(box, dx, dy, limits))
  const { width, height } = limits.picture
  const along = (from: number, length: number, by: number, room: number) =>
    Math.min(Math.max(room - length, from), Math.max(Math.min(0, from), from + by)) - from
  return movedShape(shape, along(box.x, box.width, dx, width), along(box.y, box.height, dy, height))
}

/**
 * A shape brought into another box around it, image pixels: moved where the size stays, otherwise stretched with it. A rotated
 * box keeps its angle and is scaled by the mean of both sides, since stretched it would be no rectangle.
 */
export function fittedShape(shape: Shape, to: Box): Shape {
  const from = boundsOfShape(shape)
  if (shape.type === "box") return isSameShape(shape, boxShape(to)) ? shape : boxShape(to)
  if (Math.abs(from.width - to.width) <= ROUNDED_PX && Math.abs(from.height - to.height) <= ROUNDED_PX)
    return from.x === to.x && from.y === to.y ? shape : movedShape(shape, to.x - from.x, to.y - from.y)
  const [sx, sy] = [to.width / from.width, to.height / from.height]
  const map = ({ x, y }: Point): Point => ({ x: to.x + (x - from.x) * sx, y: to.y + (y - from.y) * sy })
  switch (shape.type) {
    case "rotatedBox": {
      const scale = (sx + sy) / 2
      const [width, height] = [shape.width * scale, shape.height * scale]
      const middle = map({ x: shape.x + shape.width / 2, y: shape.y + shape.height / 2 })
      return { ...shape, x: middle.x - width / 2, y: middle.y - height / 2, width, height }
    }
    case "polygon":
      return { ...shape, rings: shape.rings.map((ring) => ring.map(map)) }
    case "quad": {
      const [a, b, c, d] = shape.points
      return { ...shape, points: [map(a), map(b), map(c), map(d)] }
    }
  }
}
