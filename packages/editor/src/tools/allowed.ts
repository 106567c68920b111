import type { ShapeName } from "@justesse/types"
import type { DrawWays, Tool } from "./gesture.ts"

/** The tool that draws each shape. */
const TOOL_OF: Readonly<Record<ShapeName, Tool>> = {
  box: "box",
  rotatedBox: "rotated",
  polygon: "outline",
  quad: "outline",
}

/** The tools of a task in the order in which they stand beside the picture. `shapes`: what may be drawn in its project. */
export function toolsFor(shapes: readonly ShapeName[], hasText: boolean): readonly Tool[] {
  const drawing = (["box", "rotated", "outline"] as const).filter((tool) => shapes.some((one) => TOOL_OF[one] === tool))
  return ["select", ...drawing, ...(hasText ? (["text"] as const) : []), "hand"]
}

/** How the tools draw where these shapes are asked for, by somebody who clicks boxes in this way. */
export function waysFor(shapes: readonly ShapeName[], box: DrawWays["box"]): DrawWays {
  return { box, outline: shapes.includes("quad") && !shapes.includes("polygon") ? "quad" : "polygon" }
}
