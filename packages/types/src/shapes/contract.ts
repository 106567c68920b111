import type { z } from "zod"
import type { Box, Point } from "../geometry.ts"

/** A closed line: its last point is joined to its first. At least three points, in image pixels (I1). */
export type Ring = readonly Point[]

/** What every shape can say about itself. One value for each shape, all of them in `list.ts`. */
export interface ShapeType<S extends { readonly type: string }> {
  readonly type: S["type"]
  readonly schema: z.ZodType<S>
  /** The upright box around it, image pixels. */
  bounds(shape: S): Box
  /** Its line as rings, read even-odd: a place is inside when an odd number of rings go round it. */
  rings(shape: S): readonly Ring[]
  /** The same shape elsewhere: every point by `dx`, `dy` image pixels. */
  moved(shape: S, dx: number, dy: number): S
}
