import type { Box, Point, RegionId, Shape } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { Handle, Preview } from "../shapes/contract.ts"
import type { DrawingName, DrawWays } from "../shapes/list.ts"
import { closingPoint, DRAW_IDLE, type DrawToolState, drawTool, previewOf, progressOf } from "./draw.ts"
import type { PointerStep, ToolEvent } from "./events.ts"
import { HAND_IDLE, type HandToolState, handTool } from "./hand.ts"
import {
  frameInHand,
  type Moved,
  SELECT_IDLE,
  type SelectScene,
  type SelectToolState,
  selectTool,
  shapeInHand,
} from "./select.ts"

/** The tools of the task page. `text` selects too: what is selected gets the caret. */
const TOOLS = ["select", "box", "rotated", "outline", "text", "hand"] as const
/** What a press on the picture means: choosing, drawing, writing or moving the view. */
export type Tool = (typeof TOOLS)[number]

/** The one gesture in hand, whichever tool it came from. */
export type Gesture =
  | { readonly by: "draw"; readonly state: DrawToolState }
  | { readonly by: "select"; readonly state: SelectToolState }
  | { readonly by: "hand"; readonly state: HandToolState }

/** What a step of a gesture did. Absent members mean: nothing of that kind. */
export interface GestureStep {
  readonly gesture: Gesture
  readonly created?: Shape
  readonly select?: RegionId | null
  readonly toggle?: RegionId
  readonly framed?: { readonly box: Box; readonly adds: boolean }
  readonly moved?: Moved
  readonly part?: Handle
  readonly pan?: Point
}

/** Ways to draw of somebody who chose none, in a project that asks for nothing special. */
export const USUAL_WAYS: DrawWays = { box: "corners", rotated: null, outline: null }

/** What a step may look at. `slopPx` is the drag threshold in image pixels. */
interface GestureContext {
  readonly tool: Tool
  readonly ways: DrawWays
  readonly scene: SelectScene
  readonly slopPx: number
  readonly limits: BoxLimits
  /** The handle of the selected region that is seen enlarged under the pointer: with a drawing tool only that one acts. */
  readonly grown: Handle | null
  /** Space is down or the middle button is used: the picture is moved, whatever the tool. */
  readonly panning: boolean
}

/** The pointer holds nothing: where every gesture begins and ends. */
export const NO_GESTURE: Gesture = { by: "select", state: SELECT_IDLE }

/**
 * One step of whatever the hand is doing. A gesture that has begun keeps its tool; otherwise the press decides:
 * panning first, then Alt (selects and edits, whatever the tool), then a handle that is seen enlarged, then the tool that is
 * chosen. Every other press of a drawing tool draws, also on and beside what was just drawn.
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
    case "draw": {
      const how = drawingOf(context.tool, context.ways) ?? "corners"
      const { state, ...rest } = drawTool(current.state, event, { ...context, how })
      return { gesture: { by: "draw", state }, ...rest }
    }
    case "select": {
      const scene = { ...context.scene, handleAt: (at: Point) => handleToPull(given, at, context, begins) }
      const { state, ...rest } = selectTool(current.state, event, scene, context.slopPx, context.limits)
      return { gesture: { by: "select", state }, ...rest }
    }
  }
}

/** How a tool draws, or null for one that does not. */
export function drawingOf(tool: Tool, ways: DrawWays): DrawingName | null {
  if (tool === "box") return ways.box
  if (tool === "outline") return ways.outline
  return tool === "rotated" ? ways.rotated : null
}

/** True when a press with this tool starts a region. */
export function draws(tool: Tool): boolean {
  return tool === "box" || tool === "rotated" || tool === "outline"
}

/** True when a press on any handle of the selected region changes it: with the select tool, or with Alt held. */
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

/** What is being drawn, as it looks now, or null. */
export function drawnPreview(gesture: Gesture, limits: BoxLimits): Preview | null {
  return gesture.by === "draw" ? previewOf(gesture.state, limits) : null
}

/** How far what is being drawn has come, or null. */
export function drawnProgress(gesture: Gesture) {
  return gesture.by === "draw" ? progressOf(gesture.state) : null
}

/** The first point of an outline, where a press closes it, or null. */
export function drawnClosing(gesture: Gesture): Point | null {
  return gesture.by === "draw" ? closingPoint(gesture.state) : null
}

/** The frame over nothing in which everything will be selected, or null. */
export function selectingFrame(gesture: Gesture): Box | null {
  return gesture.by === "select" ? frameInHand(gesture.state) : null
}

/** The region whose shape is being changed, as it stands in the hand, or null. */
export function changedShape(gesture: Gesture): { readonly id: RegionId; readonly shape: Shape } | null {
  return gesture.by === "select" ? shapeInHand(gesture.state) : null
}

function begin(event: PointerStep, c: GestureContext): Gesture {
  if (c.panning || c.tool === "hand") return { by: "hand", state: HAND_IDLE }
  const starts = draws(c.tool) && !event.alt && c.grown === null
  return starts ? { by: "draw", state: DRAW_IDLE } : { by: "select", state: SELECT_IDLE }
}

function handleToPull(given: ToolEvent, at: Point, context: GestureContext, begins: boolean): Handle | null {
  const { tool, grown, scene } = context
  if (!begins || given.type !== "pointerDown") return null
  if (tool === "select" || given.alt) return scene.handleAt(at)
  return draws(tool) ? grown : null
}

/** With a tool that does not select, Alt on a handle takes the handle; beside it, what lies underneath as everywhere. */
function withHandles(event: PointerStep, { tool, scene }: GestureContext): PointerStep {
  const { selected } = scene
  if (!event.alt || !handlesAct(tool, true) || selected === null || scene.isLocked(selected)) return event
  return scene.handleAt(event.at) === null ? event : { ...event, alt: false }
}
