import { boundsOfShape, boxShape, movedShape, type Shape } from "@justesse/types"
import { type BoxLimits, movedBox } from "../box.ts"

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
