import { changedShape, drawnPreview, sizeOfShape } from "@justesse/editor"
import type { Size } from "@justesse/types"
import type { CanvasState } from "./state.ts"

/**
 * Width and height of what the pointer is changing or drawing, in image pixels: along its own sides where it has some that
 * count, otherwise of the box around it. Null when there is nothing in hand.
 */
export function sizeInHand({ gesture, limits }: CanvasState): Size | null {
  const changed = changedShape(gesture)
  if (changed) return sizeOfShape(changed.shape)
  const preview = drawnPreview(gesture, limits)
  if (!preview) return null
  const [xs, ys] = [preview.line.map(({ x }) => x), preview.line.map(({ y }) => y)]
  return preview.size ?? { width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) }
}
