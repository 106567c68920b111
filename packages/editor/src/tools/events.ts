import type { Point } from "@justesse/types"

/** A press, a move or a release: in image pixels (`at`) with the point on the screen beside it for panning. */
export interface PointerStep {
  readonly type: "pointerDown" | "pointerMove" | "pointerUp"
  readonly at: Point
  readonly screen: Point
  /** Reaches what lies underneath, and with a drawing tool what is there already. */
  readonly alt: boolean
  /** Angles by whole 15°. */
  readonly shift: boolean
  /** The points between the one that was set last and this one, where an outline follows an edge. */
  readonly path?: readonly Point[]
}

/**
 * What a hand does. `cancel` is Escape, or the pointer being taken away; `back` takes the point back that was set last; `finish`
 * closes what is being drawn.
 */
export type ToolEvent =
  | PointerStep
  | { readonly type: "cancel" }
  | { readonly type: "back" }
  /** `path`: from the last point back to the first one. */
  | { readonly type: "finish"; readonly path?: readonly Point[] }

/** Tells what the mouse, pen or finger does from what a key asks for in the middle of it. */
export function isPointerStep(event: ToolEvent): event is PointerStep {
  return event.type === "pointerDown" || event.type === "pointerMove" || event.type === "pointerUp"
}

/** Distance of two points, in their unit. */
export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
