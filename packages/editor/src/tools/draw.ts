import type { Point, Shape } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { Aim } from "../edges/snap.ts"
import type { Preview, ShapeDrawing } from "../shapes/contract.ts"
import { DRAWINGS, type DrawingName } from "../shapes/list.ts"
import { edgesOfThree, missingEdge } from "../shapes/outermost.ts"
import { distance, isPointerStep, type PointerStep, type ToolEvent } from "./events.ts"

/** Points that are set, and where the pointer is; all in image pixels. */
interface Set {
  readonly how: DrawingName
  readonly points: readonly Point[]
  /** What lies between each point and the one before it, where the line follows an edge. */
  readonly paths: readonly (readonly Point[])[]
  readonly to: Point
  /** What lies between the last point and the one that is pressed or where the pointer is. */
  readonly path: readonly Point[]
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
  if (!isPointerStep(event)) return state.name === "placing" ? stepByKey(state, event, context) : { state }
  if (state.name === "idle")
    return event.type === "pointerDown"
      ? { state: pressed({ how: context.how, points: [], paths: [] }, event) }
      : { state }
  const path = state.name === "placing" ? (event.path ?? NO_PATH) : state.path
  const next = { ...state, to: event.at, path, inSteps: event.shift }
  switch (next.name) {
    case "pressing":
      if (event.type === "pointerUp") return set(next, [...next.points, next.from], [...next.paths, path], context)
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
  const preview = drawingOf(state.how).preview(points, state.to, { limits, inSteps: state.inSteps })
  const { path, paths } = state
  if (path.length === 0 && paths.every((one) => one.length === 0)) return preview
  const before = state.name === "placing" ? [] : [...path, state.from]
  const after = state.name === "placing" ? path : []
  return { ...preview, line: [...traceLine(state.points, paths), ...before, ...after, state.to] }
}

/**
 * How something is being drawn, how many points are set, and how many are missing (null: it ends when it is closed); `edge`: of which
 * edge the last missing one is, where that can be told.
 */
export function progressOf(state: DrawToolState) {
  if (state.name === "idle") return null
  const points = state.name === "placing" ? state.points : [...state.points, state.from]
  const set = points.length
  const wanted = drawingOf(state.how).points
  const edges = state.how === "outermost" ? edgesOfThree(points) : null
  return {
    how: state.how,
    set,
    missing: wanted === null ? null : wanted - set,
    ...(edges && { edge: missingEdge(edges) }),
  }
}

/** The point of an outline whose press would close it; null where none would. */
export function closingPoint(state: DrawToolState): Point | null {
  const first = state.name === "placing" && drawingOf(state.how).points === null ? state.points[0] : undefined
  return state.name === "placing" && state.points.length >= 3 ? (first ?? null) : null
}

/** All points that are set, and where the pointer is: what the next one is aimed by. Null when nothing is drawn. */
export function aimOfDrawing(state: DrawToolState, to: Point, reach: number): Aim | null {
  if (state.name === "idle") return null
  return drawingOf(state.how).aim(state.name === "placing" ? state.points : [...state.points, state.from], to, reach)
}

/** The point from which an outline goes on; null where none is set, and for what is no outline. */
export function lastPoint(state: DrawToolState): Point | null {
  return state.name === "placing" && drawingOf(state.how).points === null ? (state.points.at(-1) ?? null) : null
}

const NO_PATH: readonly Point[] = []

function pressed(
  set: Pick<Set, "how" | "points" | "paths">,
  { at, shift, path = NO_PATH }: PointerStep,
): DrawToolState {
  const { how, points, paths } = set
  return { name: "pressing", how, points, paths, from: at, to: at, path, inSteps: shift }
}

function pressAgain(state: DrawToolState & { name: "placing" }, event: PointerStep, context: DrawContext): DrawStep {
  const { points } = state
  const wanted = drawingOf(state.how).points
  const { path = NO_PATH } = event
  if (wanted !== null && points.length + 1 === wanted) return make(state, [...points, event.at], context)
  const last = points.at(-1)
  const first = closingPoint(state)
  const isClosing = first !== null && distance(first, event.at) <= CLOSING_SLOPS * context.slopPx
  const isRepeated = first !== null && last !== undefined && distance(last, event.at) <= context.slopPx
  if (isClosing) return make(state, [...traceLine(points, state.paths), ...path], context)
  if (isRepeated) return make(state, traceLine(points, state.paths), context)
  return { state: pressed(state, event) }
}

/** The end of a drag: both ends are set, of a box it is the whole. */
function release(state: DrawToolState & { name: "dragging" }, at: Point, context: DrawContext): DrawStep {
  const ends = [...state.points, state.from, at]
  const isWhole = state.points.length === 0 && drawingOf(state.how).isWholeByDrag
  return isWhole ? make(state, ends, context) : set(state, ends, [...state.paths, state.path, NO_PATH], context)
}

/** Points were set: the shape is whole, or the next point is awaited. */
function set(state: Set, points: readonly Point[], paths: Set["paths"], context: DrawContext): DrawStep {
  const { how, to, inSteps } = state
  const wanted = drawingOf(how).points
  if (wanted !== null && points.length >= wanted) return make(state, points.slice(0, wanted), context)
  return { state: { name: "placing", how, points, paths, to, path: NO_PATH, inSteps } }
}

/** A point is taken back with its path; what is closed gets the path back to its beginning. */
function stepByKey(state: DrawToolState & { name: "placing" }, event: KeyStep, context: DrawContext): DrawStep {
  if (event.type === "back") {
    const [points, paths] = [state.points.slice(0, -1), state.paths.slice(0, -1)]
    return { state: points.length === 0 ? DRAW_IDLE : { ...state, points, paths, path: NO_PATH } }
  }
  if (closingPoint(state) === null) return { state }
  return make(state, [...traceLine(state.points, state.paths), ...(event.path ?? [])], context)
}

type KeyStep = { readonly type: "back" } | Extract<ToolEvent, { type: "finish" }>

/** The points with what lies between them. */
function traceLine(points: readonly Point[], paths: Set["paths"]): readonly Point[] {
  return points.flatMap((point, i) => [...(paths[i] ?? []), point])
}

function make(state: Set, points: readonly Point[], { limits }: DrawContext): DrawStep {
  const created = drawingOf(state.how).make(points, { limits, inSteps: state.inSteps })
  return created ? { state: DRAW_IDLE, created } : { state: DRAW_IDLE }
}

function drawingOf(how: DrawingName): ShapeDrawing {
  return DRAWINGS[how]
}
