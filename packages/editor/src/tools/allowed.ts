import type { ShapeName } from "@justesse/types"
import { type DrawWays, drawingFor, toolOfShape } from "../shapes/list.ts"
import type { Tool } from "./gesture.ts"

/** The tools of a task in the order in which they stand beside the picture. `shapes`: what may be drawn in its project. */
export function toolsFor(shapes: readonly ShapeName[], hasText: boolean): readonly Tool[] {
  const drawing = (["box", "rotated", "outline"] as const).filter((tool) =>
    shapes.some((one) => toolOfShape(one) === tool),
  )
  return ["select", ...drawing, ...(hasText ? (["text"] as const) : []), "hand"]
}

/** How the tools draw where these shapes are asked for, by somebody who clicks boxes in this way. */
export function waysFor(shapes: readonly ShapeName[], box: DrawWays["box"]): DrawWays {
  return { box, rotated: drawingFor(shapes, "rotated"), outline: drawingFor(shapes, "outline") }
}
