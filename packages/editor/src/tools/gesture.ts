import type { Box, Point, RegionId } from "@justesse/types"
import type { BoxLimits, Handle } from "../box.ts"
import { BOX_IDLE, type BoxToolState, boxTool, cornersInHand } from "./box.ts"
import type { ToolEvent } from "./events.ts"
import { HAND_IDLE, type HandToolState, handTool } from "./hand.ts"
import { boxInHand, SELECT_IDLE, type SelectScene, type SelectToolState, selectTool } from "./select.ts"

/** The tools of the task page. `text` selects too: what is selected gets the caret. */
const TOOLS = ["select", "box", "text", "hand"] as const
/** What a press on the picture means: choosing, drawing, writing or moving the view. */
export type Tool = (typeof TOOLS)[number]

/** The one gesture in hand, whichever tool it came from. */
export type Gesture =
  | { readonly by: "box"; readonly state: BoxToolState }
  | { readonly by: "select"; readonly state: SelectToolState }
  | { readonly by: "hand"; readonly state: HandToolState }

/** What a step of a gesture did. Absent members mean: nothing of that kind. */
export interface GestureStep {
  readonly gesture: Gesture
  readonly created?: Box
  readonly select?: RegionId | null
  readonly moved?: { readonly id: RegionId; readonly box: Box; readonly handle: Handle | null }
  readonly pan?: Point
}

/** What a step may look at. `slopPx` is the drag threshold in image pixels. */
interface GestureContext {
  readonly tool: Tool
  readonly scene: SelectScene
  readonly slopPx: number
  readonly limits: BoxLimits
  /** Space is down or the middle button is used: the picture is moved, whatever the tool. */
  readonly panning: boolean
}

/** The pointer holds nothing: where every gesture begins and ends. */
export const NO_GESTURE: Gesture = { by: "select", state: SELECT_IDLE }

/**
 * One step of whatever the hand is doing. A gesture that has begun keeps its tool; otherwise the press decides:
 * panning first, then Alt (selects and edits, whatever the tool), then the tool that is chosen. With the box tool every
 * other press draws, also on and beside the box that was just drawn.
 */
export function stepGesture(gesture: Gesture, given: ToolEvent, context: GestureContext): GestureStep {
  const begins = isIdle(gesture) && given.type === "pointerDown"
  const current = begins ? begin(given, context) : gesture
  const event = begins ? withHandles(given, context) : given
  switch (current.by) {
    case "hand": {
      const { state, ...rest } = handTool(current.state, event)
      return { gesture: { by: "hand", state }, ...rest }
    }
    case "box": {
      const { state, ...rest } = boxTool(current.state, event, context.slopPx, context.limits)
      return { gesture: { by: "box", state }, ...rest }
    }
    case "select": {
      const handles = context.tool === "select" || (begins && given.alt)
      const scene = handles ? context.scene : { ...context.scene, handleAt: () => null }
      const { state, ...rest } = selectTool(current.state, event, scene, context.slopPx, context.limits)
      return { gesture: { by: "select", state }, ...rest }
    }
  }
}

/** True when a press on a handle of the selected region changes it: with the select tool, or with Alt held. */
export function handlesAct(tool: Tool, alt: boolean): boolean {
  return tool === "select" ? !alt : alt && tool !== "hand"
}

/** True when nothing is in hand. */
export function isIdle(gesture: Gesture): boolean {
  return gesture.state.name === "idle"
}

/** True while the picture is held: the pointer then moves it and draws nothing. */
export function isPanning(gesture: Gesture): boolean {
  return gesture.by === "hand" && gesture.state.name === "panning"
}

/** The corners of a box that is being drawn, or null. */
export function drawnCorners(gesture: Gesture): { readonly from: Point; readonly to: Point } | null {
  return gesture.by === "box" ? cornersInHand(gesture.state) : null
}

/** The region whose box is being changed, as it stands in the hand, or null. */
export function changedBox(gesture: Gesture): { readonly id: RegionId; readonly box: Box } | null {
  return gesture.by === "select" ? boxInHand(gesture.state) : null
}

type Press = ToolEvent & { readonly type: "pointerDown" | "pointerMove" | "pointerUp" }

function begin(event: Press, c: GestureContext): Gesture {
  if (c.panning || c.tool === "hand") return { by: "hand", state: HAND_IDLE }
  return c.tool === "box" && !event.alt ? { by: "box", state: BOX_IDLE } : { by: "select", state: SELECT_IDLE }
}

/** With a tool that does not select, Alt on a handle takes the handle; beside it, what lies underneath as everywhere. */
function withHandles(event: Press, { tool, scene }: GestureContext): Press {
  const { selected } = scene
  if (!event.alt || !handlesAct(tool, true) || selected === null || scene.isLocked(selected)) return event
  return scene.handleAt(event.at) === null ? event : { ...event, alt: false }
}
