import { z } from "zod"
import { Box, boundsOf, type Point } from "../geometry.ts"
import type { ShapeType } from "./contract.ts"

/**
 * A box before it was rotated, in image pixels, and by how many degrees clockwise (as seen on the screen) it is rotated
 * about its centre.
 */
export const RotatedBox = z.strictObject({
  type: z.literal("rotatedBox"),
  ...Box.shape,
  rotation: z.number().gt(-360).lt(360),
})
export type RotatedBox = z.infer<typeof RotatedBox>

/** Sine and cosine of degrees; exact at quarter turns, where whole pixels then stay whole. */
export function sineAndCosine(degrees: number): readonly [number, number] {
  const quarter = degrees / 90
  if (Number.isInteger(quarter)) {
    const steps = ((quarter % 4) + 4) % 4
    return [[0, 1, 0, -1][steps] ?? 0, [1, 0, -1, 0][steps] ?? 1]
  }
  const radians = (degrees * Math.PI) / 180
  return [Math.sin(radians), Math.cos(radians)]
}

/** The corners: those that were upper left, upper right, lower right and lower left before it was rotated. */
export function cornersOf(shape: Omit<RotatedBox, "type">): [Point, Point, Point, Point] {
  const [sine, cosine] = sineAndCosine(shape.rotation)
  const centreX = shape.x + shape.width / 2
  const centreY = shape.y + shape.height / 2
  const corner = (right: number, down: number): Point => {
    const x = right * (shape.width / 2)
    const y = down * (shape.height / 2)
    return { x: centreX + x * cosine - y * sine, y: centreY + x * sine + y * cosine }
  }
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
}

/** Bounds, corners and moves, as the list of shapes wants them. */
export const rotatedBoxType: ShapeType<RotatedBox> = {
  type: "rotatedBox",
  schema: RotatedBox,
  // Boxes of positive sides have bounds unless rounding swallows them, far outside any picture.
  bounds: (shape) => boundsOf(cornersOf(shape)) ?? { x: shape.x, y: shape.y, width: shape.width, height: shape.height },
  rings: (shape) => [cornersOf(shape)],
  moved: (shape, dx, dy) => ({ ...shape, x: shape.x + dx, y: shape.y + dy }),
}
