import type { Box, Point } from "@justesse/types"
import { type BoxLimits, boxBetween } from "../box.ts"
import { distance, type ToolEvent } from "./events.ts"

/** What the hand is doing while a box is drawn; all points in image pixels. */
export type BoxToolState =
  | { readonly name: "idle" }
  | { readonly name: "pointing"; readonly from: Point }
  | { readonly name: "dragging"; readonly from: Point; readonly to: Point }
  | { readonly name: "placing"; readonly from: Point; readonly to: Point }

/** The state after an event, and the box that it finished, if it did. */
interface BoxStep {
  readonly state: BoxToolState
  readonly created?: Box
}

/** The hand is not drawing. */
export const BOX_IDLE: BoxToolState = { name: "idle" }

/**
 * The box tool: one drag or two clicks, without choosing between them. Points are in image pixels; `slopPx` is the
 * drag threshold, also in image pixels (the caller divides the on-screen threshold by the zoom).
 *
 *   idle --down--> pointing --move past slop--> dragging --up----> idle + created
 *                     |
 *                     +--up within slop-------> placing  --down--> idle + created
 *   cancel leads to idle from everywhere and leaves no trace; so does a box with a side below the limits
 */
export function boxTool(state: BoxToolState, event: ToolEvent, slopPx: number, limits: BoxLimits): BoxStep {
  if (event.type === "cancel") return { state: BOX_IDLE }
  switch (state.name) {
    case "idle":
      return event.type === "pointerDown" ? { state: { name: "pointing", from: event.at } } : { state }
    case "pointing":
      if (event.type === "pointerUp") return { state: { name: "placing", from: state.from, to: event.at } }
      if (distance(state.from, event.at) <= slopPx) return { state }
      return { state: { name: "dragging", from: state.from, to: event.at } }
    case "dragging":
      return event.type === "pointerUp" ? finish(state.from, event.at, limits) : { state: { ...state, to: event.at } }
    case "placing":
      return event.type === "pointerDown" ? finish(state.from, event.at, limits) : { state: { ...state, to: event.at } }
  }
}

/** The two corners in hand, or null when no box is being drawn. */
export function cornersInHand(state: BoxToolState): { readonly from: Point; readonly to: Point } | null {
  if (state.name === "dragging" || state.name === "placing") return { from: state.from, to: state.to }
  return state.name === "pointing" ? { from: state.from, to: state.from } : null
}

function finish(from: Point, to: Point, limits: BoxLimits): BoxStep {
  const created = boxBetween(from, to, limits)
  return created ? { state: BOX_IDLE, created } : { state: BOX_IDLE }
}
