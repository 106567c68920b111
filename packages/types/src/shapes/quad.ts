import { z } from "zod"
import { boundsOf, Point } from "../geometry.ts"
import type { ShapeType } from "./contract.ts"

/** Four corners around a text, in reading order: the first is where the text's first line begins, then clockwise in its view. */
export const Quad = z
  .strictObject({ type: z.literal("quad"), points: z.tuple([Point, Point, Point, Point]) })
  .refine(({ points }) => boundsOf(points) !== null, "shape_without_area")
export type Quad = z.infer<typeof Quad>

/** Four corners in the list of shapes. */
export const quadType: ShapeType<Quad> = {
  type: "quad",
  schema: Quad,
  bounds: ({ points }) => {
    const box = boundsOf(points)
    if (!box) throw new RangeError("shape_without_area")
    return box
  },
  rings: ({ points }) => [points],
  moved: (shape, dx, dy) => {
    const by = ({ x, y }: Point) => ({ x: x + dx, y: y + dy })
    const [a, b, c, d] = shape.points
    return { ...shape, points: [by(a), by(b), by(c), by(d)] }
  },
}
