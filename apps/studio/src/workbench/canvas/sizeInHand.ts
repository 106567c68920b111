import { changedShape, drawnPreview } from "@justesse/editor"
import type { Point, Size } from "@justesse/types"
import { boundsOfShape } from "@justesse/types"
import type { CanvasState } from "./state.ts"

/**
 * Width and height of what the pointer is changing or drawing, in image pixels: of a rotated box along its own sides, of
 * everything else of the upright box around it. Null when there is nothing in hand.
 */
export function sizeInHand({ gesture, limits }: CanvasState): Size | null {
  const changed = changedShape(gesture)?.shape
  if (changed?.type === "rotatedBox") return { width: changed.width, height: changed.height }
  if (changed) return boundsOfShape(changed)
  const line = drawnPreview(gesture, limits)?.line
  if (!line) return null
  const isRotated = gesture.by === "draw" && gesture.state.name !== "idle" && gesture.state.how === "rotatedBox"
  return isRotated ? sidesOf(line) : spanOf(line)
}

function sidesOf([a, b, c]: readonly Point[]): Size {
  const length = (from: Point | undefined, to: Point | undefined) =>
    from && to ? Math.hypot(to.x - from.x, to.y - from.y) : 0
  return { width: length(a, b), height: length(b, c) }
}

function spanOf(line: readonly Point[]): Size {
  const [xs, ys] = [line.map(({ x }) => x), line.map(({ y }) => y)]
  return { width: Math.max(...xs) - Math.min(...xs), height: Math.max(...ys) - Math.min(...ys) }
}
