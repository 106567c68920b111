import { boundsOfShape, type Shape } from "@justesse/types"
import type { ShapeHand } from "./contract.ts"

/** What lies on no picture cannot be taken hold of there: an answer about a whole asset, a stretch of time. */
export const unplacedHand: ShapeHand<Shape> = {
  tool: "box",
  figures: () => ({}),
  size(shape) {
    const { width, height } = boundsOfShape(shape)
    return { width, height }
  },
  handles: () => [],
  handleAt: () => null,
  pulled: (shape) => shape,
  parts: () => [],
  nudged: (shape) => shape,
  withoutPoint: () => null,
}
