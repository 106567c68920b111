import { z } from "zod"
import { type Box } from "../geometry.ts"
import { cornersOfBox } from "./box.ts"
import type { ShapeType } from "./contract.ts"

/** Longest recording whose times can be told, in ms: a hundred days. */
const MAX_MS = 8_640_000_000

/** A stretch of a recording: from its start up to its end, in milliseconds from where the recording begins; fractions allowed. */
export const Span = z
  .strictObject({
    type: z.literal("span"),
    startMs: z.number().min(0).max(MAX_MS),
    endMs: z.number().min(0).max(MAX_MS),
  })
  .refine(({ startMs, endMs }) => endMs > startMs, "shape_without_area")
export type Span = z.infer<typeof Span>

/** It lies on no picture: time runs along x in milliseconds and it is 1 high, so that areas shared are times shared. */
const boxOfSpan = ({ startMs, endMs }: Span): Box => ({ x: startMs, y: 0, width: endMs - startMs, height: 1 })

/** A stretch of time in the list of shapes. Moving one moves it in time, never up or down. */
export const spanType: ShapeType<Span> = {
  type: "span",
  schema: Span,
  bounds: boxOfSpan,
  rings: (shape) => [cornersOfBox(boxOfSpan(shape))],
  moved: (shape, dx) => ({ ...shape, startMs: shape.startMs + dx, endMs: shape.endMs + dx }),
}
