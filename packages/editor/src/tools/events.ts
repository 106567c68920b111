import type { Point } from "@justesse/types"

/**
 * What a hand does, in image pixels (`at`) with the point on the screen beside it for panning. `alt` reaches what lies
 * underneath. `cancel` is Escape, or the pointer being taken away.
 */
export type ToolEvent =
  | {
      readonly type: "pointerDown" | "pointerMove" | "pointerUp"
      readonly at: Point
      readonly screen: Point
      readonly alt: boolean
    }
  | { readonly type: "cancel" }

/** Distance of two points, in their unit. */
export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
