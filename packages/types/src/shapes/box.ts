import { z } from "zod"
import { Box, type Point } from "../geometry.ts"
import type { ShapeType } from "./contract.ts"

/** The shape whose edges run along those of the picture: left, top, width, height in image pixels. */
export const BoxShape = z.strictObject({ type: z.literal("box"), ...Box.shape })
export type BoxShape = z.infer<typeof BoxShape>

/** A box as a shape; other members that `box` may have stay behind. */
export function boxShape({ x, y, width, height }: Box): BoxShape {
  return { type: "box", x, y, width, height }
}

/** The corners of an upright box, from the upper left clockwise. */
export function cornersOfBox({ x, y, width, height }: Box): [Point, Point, Point, Point] {
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ]
}

/** The upright box in the list of shapes. */
export const boxType: ShapeType<BoxShape> = {
  type: "box",
  schema: BoxShape,
  bounds: ({ x, y, width, height }) => ({ x, y, width, height }),
  rings: (shape) => [cornersOfBox(shape)],
  moved: (shape, dx, dy) => ({ ...shape, x: shape.x + dx, y: shape.y + dy }),
}
