import type { Point, Shape } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { Preview, ShapeDrawing } from "../shapes/contract.ts"
import { DRAWINGS, type DrawingName } from "../shapes/list.ts"
import { distance, isPointerStep, type PointerStep, type ToolEvent } from "./events.ts"

/** Points that are set, and where the pointer is; all in image pixels. */
interface Set {
  readonly how: DrawingName
  readonly points: readonly Point[]
  readonly to: Point
  readonly inSteps: boolean
}

/** What the hand is doing while a shape is drawn. `pressing`: the button is down on `from`. */
export type DrawToolState =
  | { readonly name: "idle" }
  | ({ readonly name: "pressing"; readonly from: Point } & Set)
  | ({ readonly name: "dragging"; readonly from: Point } & Set)
  | ({ readonly name: "placing" } & Set)

/** The state after an event, and the shape that it finished, if it did. */
interface DrawStep {
  readonly state: DrawToolState
  readonly created?: Shape
}

/** What a drawing tool works with. `slopPx`: a press that moves further is a drag, in image pixels. */
interface DrawContext {
  readonly how: DrawingName
  readonly slopPx: number
  readonly limits: BoxLimits
}

/** The hand is not drawing. */
export const DRAW_IDLE: DrawToolState = { name: "idle" }

/** A press so many slops from the first point of an outline closes it. */
const CLOSING_SLOPS = 2

/**
 * Every drawing tool: points are set by clicks, and a drag sets its two ends. A shape is made when it has all its points, or
 * when it is closed: by `finish`, by a press on the first point, or by one on the last point once more.
 *
 *   idle --down--> pressing --move past slop--> dragging --up--> both ends set
 *                     +--up within slop--> point set
 *   point set: whole? idle + created : placing --down--> pressing (a last point counts when it is pressed)
 *   placing --back--> placing without its last point, or idle
 *   cancel leads to idle from everywhere and leaves no trace; so does a shape that is too small
 */
export function drawTool(state: DrawToolState, event: ToolEvent, context: DrawContext): DrawStep {
  if (event.type === "cancel") return { state: DRAW_IDLE }
  if (!isPointerStep(event)) return state.name === "placing" ? stepByKey(state, event.type, context) : { state }
  if (state.name === "idle")
    return event.type === "pointerDown" ? { state: pressed(context.how, [], event) } : { state }
  const next = { ...state, to: event.at, inSteps: event.shift }
  switch (next.name) {
    case "pressing":
      if (event.type === "pointerUp") return set(next, [...next.points, next.from], context)
      return { state: distance(next.from, event.at) > context.slopPx ? { ...next, name: "dragging" } : next }
    case "dragging":
      return event.type === "pointerUp" ? release(next, event.at, context) : { state: next }
    case "placing":
      return event.type === "pointerDown" ? pressAgain(next, event, context) : { state: next }
  }
}

/** What is being drawn, as it looks now; null when nothing is. */
export function previewOf(state: DrawToolState, limits: BoxLimits): Preview | null {
  if (state.name === "idle") return null
  const points = state.name === "placing" ? state.points : [...state.points, state.from]
  return drawingOf(state.how).preview(points, state.to, { limits, inSteps: state.inSteps })
}

/** How something is being drawn, how many points are set, and how many are missing (null: it ends when it is closed). */
export function progressOf(state: DrawToolState) {
  if (state.name === "idle") return null
  const set = state.points.length + (state.name === "placing" ? 0 : 1)
  const { points } = drawingOf(state.how)
  return { how: state.how, set, missing: points === null ? null : points - set }
}

/** The point of an outline whose press would close it; null where none would. */
export function closingPoint(state: DrawToolState): Point | null {
  const first = state.name === "placing" && drawingOf(state.how).points === null ? state.points[0] : undefined
  return state.name === "placing" && state.points.length >= 3 ? (first ?? null) : null
}

function pressed(how: DrawingName, points: readonly Point[], { at, shift }: PointerStep): DrawToolState {
  return { name: "pressing", how, points, from: at, to: at, inSteps: shift }
}

function pressAgain(state: DrawToolState & { name: "placing" }, event: PointerStep, context: DrawContext): DrawStep {
  const { points, how } = state
  const wanted = drawingOf(how).points
  if (wanted !== null && points.length + 1 === wanted) return make(state, [...points, event.at], context)
  const last = points.at(-1)
  const first = closingPoint(state)
  const isClosing = first !== null && distance(first, event.at) <= CLOSING_SLOPS * context.slopPx
  const isRepeated = first !== null && last !== undefined && distance(last, event.at) <= context.slopPx
  if (isClosing || isRepeated) return make(state, points, context)
  return { state: pressed(how, points, event) }
}

/** The end of a drag: both ends are set, of a box it is the whole. */
function release(state: DrawToolState & { name: "dragging" }, at: Point, context: DrawContext): DrawStep {
  const ends = [...state.points, state.from, at]
  const isWhole = state.points.length === 0 && drawingOf(state.how).isWholeByDrag
  return isWhole ? make(state, ends, context) : set(state, ends, context)
}

/** Points were set: the shape is whole, or the next point is awaited. */
function set(state: Set, points: readonly Point[], context: DrawContext): DrawStep {
  const wanted = drawingOf(state.how).points
  if (wanted !== null && points.length >= wanted) return make(state, points.slice(0, wanted), context)
  return { state: { name: "placing", how: state.how, points, to: state.to, inSteps: state.inSteps } }
}

function stepByKey(state: DrawToolState & { name: "placing" }, key: "back" | "finish", context: DrawContext): DrawStep {
  if (key === "back") {
    const points = state.points.slice(0, -1)
    return { state: points.length === 0 ? DRAW_IDLE : { ...state, points } }
  }
  return closingPoint(state) === null ? { state } : make(state, state.points, context)
}

function make(state: Set, points: readonly Point[], { limits }: DrawContext): DrawStep {
  const created = drawingOf(state.how).make(points, { limits, inSteps: state.inSteps })
  return created ? { state: DRAW_IDLE, created } : { state: DRAW_IDLE }
}

function drawingOf(how: DrawingName): ShapeDrawing {
  return DRAWINGS[how]
}
