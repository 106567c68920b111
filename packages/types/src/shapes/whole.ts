import { z } from "zod"
import { cornersOfBox } from "./box.ts"
import type { ShapeType } from "./contract.ts"

/** No place at all: what is said is said of the whole asset, be it a picture, a recording, a video or a text. */
export const Whole = z.strictObject({ type: z.literal("whole") })
export type Whole = z.infer<typeof Whole>

/** The one shape of an answer about a whole asset. */
export const WHOLE: Whole = { type: "whole" }

/** It lies on no picture: a square of side 1 stands for all of an asset, so that any two of them are the same to whoever compares areas. */
const UNIT = { x: 0, y: 0, width: 1, height: 1 }

/** A whole asset in the list of shapes. */
export const wholeType: ShapeType<Whole> = {
  type: "whole",
  schema: Whole,
  bounds: () => UNIT,
  rings: () => [cornersOfBox(UNIT)],
  moved: (shape) => shape,
}
