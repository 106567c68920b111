import { z } from "zod"
import { boundsOf, Point } from "../geometry.ts"
import type { ShapeType } from "./contract.ts"

/** Most points that all rings of one polygon have together. */
export const MAX_POLYGON_POINTS = 10_000

/**
 * An outline of one or more rings, read even-odd: parts that lie apart, and holes. Rings of three points or more that go round
 * some width and height together; a line that crosses itself is kept as it is.
 */
export const Polygon = z
  .strictObject({ type: z.literal("polygon"), rings: z.array(z.array(Point).min(3)).min(1) })
  .refine(({ rings }) => rings.reduce((sum, ring) => sum + ring.length, 0) <= MAX_POLYGON_POINTS, "polygon_points")
  .refine(({ rings }) => boundsOf(rings.flat()) !== null, "shape_without_area")
export type Polygon = z.infer<typeof Polygon>

/** Bounds, rings and moves of outlines, as the list of shapes wants them. */
export const polygonType: ShapeType<Polygon> = {
  type: "polygon",
  schema: Polygon,
  bounds: ({ rings }) => {
    const points = rings.length === 1 ? rings[0] : rings.flat()
    const box = boundsOf(points ?? [])
    if (!box) throw new RangeError("shape_without_area")
    return box
  },
  rings: ({ rings }) => rings,
  moved: (shape, dx, dy) => ({
    ...shape,
    rings: shape.rings.map((ring) => ring.map(({ x, y }) => ({ x: x + dx, y: y + dy }))),
  }),
}
