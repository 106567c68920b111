import type { Point } from "@justesse/types"
import { isPointerStep, type ToolEvent } from "./events.ts"

/** Whether the hand holds the picture, and where it last was, in screen pixels. */
export type HandToolState = { readonly name: "idle" } | { readonly name: "panning"; readonly last: Point }

/** The state after an event, and how far the picture moved, in screen pixels. */
interface HandStep {
  readonly state: HandToolState
  readonly pan?: Point
}

/** The hand does not hold the picture. */
export const HAND_IDLE: HandToolState = { name: "idle" }

/**
 * Drag the picture. Panning is measured on the screen, since the image moves under the hand.
 *
 *   idle --down--> panning --move--> panning + pan --up or cancel--> idle
 */
export function handTool(state: HandToolState, event: ToolEvent): HandStep {
  if (event.type === "cancel") return { state: HAND_IDLE }
  if (!isPointerStep(event)) return { state }
  if (state.name === "idle") {
    return event.type === "pointerDown" ? { state: { name: "panning", last: event.screen } } : { state }
  }
  if (event.type === "pointerUp") return { state: HAND_IDLE }
  const pan = { x: event.screen.x - state.last.x, y: event.screen.y - state.last.y }
  return { state: { name: "panning", last: event.screen }, pan }
}
