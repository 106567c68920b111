import { type Box, isSameShape, type Point, type RegionId, type Shape } from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { Handle } from "../shapes/contract.ts"
import { isSameHandle, partsOf, pulledShape } from "../shapes/list.ts"
import { shiftedShape } from "../shapes/shifted.ts"
import { distance, isPointerStep, type PointerStep, type ToolEvent } from "./events.ts"

/** What the hand is doing while it selects; shapes and points in image pixels. `to`: the shape as it is in the hand. */
export type SelectToolState =
  | { readonly name: "idle" }
  | {
      readonly name: "pointing"
      readonly id: RegionId
      readonly shape: Shape
      readonly from: Point
      readonly fixed: boolean
      /** One of several that are selected: let go without a move, it alone is. */
      readonly isOneOfMany: boolean
    }
  | {
      readonly name: "translating"
      readonly id: RegionId
      readonly shape: Shape
      readonly from: Point
      readonly to: Shape
    }
  /** A frame over nothing: what lies in it will be selected. */
  | { readonly name: "framing"; readonly from: Point; readonly to: Point; readonly adds: boolean }
  | {
      readonly name: "pulling"
      readonly id: RegionId
      readonly shape: Shape
      readonly from: Point
      readonly handle: Handle
      readonly to: Shape
    }

/** What the tool may ask about the picture; answered by scene.ts. */
export interface SelectScene {
  readonly selected: RegionId | null
  /** Selected beside it; null where only one region can be selected. */
  readonly also: readonly RegionId[] | null
  /** The handle of the selected region under a point, or null. */
  handleAt(at: Point): Handle | null
  /** Regions under a point, smallest first. */
  regionsAt(at: Point): readonly RegionId[]
  shapeOf(id: RegionId): Shape | null
  isLocked(id: RegionId): boolean
}

/** A region whose shape a gesture changed. `handle`: what was pulled; null when it was moved as a whole. */
export interface Moved {
  readonly id: RegionId
  readonly shape: Shape
  readonly handle: Handle | null
}

/** The state after an event; `select` when the selection changes; `moved` when a gesture ended with another shape. */
interface SelectStep {
  readonly state: SelectToolState
  readonly select?: RegionId | null
  /** Shift and a press: this region selected beside the others, or let go. */
  readonly toggle?: RegionId
  /** A frame was drawn over nothing. */
  readonly framed?: { readonly box: Box; readonly adds: boolean }
  readonly moved?: Moved
  /** A point that was pressed or pulled: arrows and Delete are about it from now on. */
  readonly part?: Handle
}

/** The hand is not holding anything. */
export const SELECT_IDLE: SelectToolState = { name: "idle" }

/**
 * Select, move and pull. Handles of the selected region come first, then the smallest region under the pointer;
 * with Alt the next one underneath. A press on nothing selects nothing.
 *
 *   idle --down on handle--> pulling     --up--> idle + moved
 *   idle --down on region--> pointing    --move past slop--> translating --up--> idle + moved
 *                               +--up within slop--> idle (selected at the press)
 *   cancel leads to idle from everywhere and leaves no trace; a locked region is selected but not moved
 */
export function selectTool(
  state: SelectToolState,
  event: ToolEvent,
  scene: SelectScene,
  slopPx: number,
  limits: BoxLimits,
): SelectStep {
  if (event.type === "cancel") return { state: SELECT_IDLE }
  if (!isPointerStep(event)) return { state }
  switch (state.name) {
    case "idle":
      return event.type === "pointerDown" ? press(event, scene) : { state }
    case "pointing": {
      if (event.type === "pointerUp")
        return state.isOneOfMany ? { state: SELECT_IDLE, select: state.id } : { state: SELECT_IDLE }
      if (state.fixed || distance(state.from, event.at) <= slopPx) return { state }
      const to = shifted(state, event.at, limits)
      return { state: { name: "translating", id: state.id, shape: state.shape, from: state.from, to } }
    }
    case "translating": {
      const to = shifted(state, event.at, limits)
      return event.type === "pointerUp" ? finish(state, to, null) : { state: { ...state, to } }
    }
    case "framing": {
      const next = { ...state, to: event.at }
      if (event.type !== "pointerUp") return { state: next }
      const isFrame = distance(state.from, event.at) > slopPx
      return { state: SELECT_IDLE, ...(isFrame && { framed: { box: frameOf(next), adds: state.adds } }) }
    }
    case "pulling": {
      const pull = { from: state.from, to: event.at, inSteps: event.shift, limits }
      const to = pulledShape(state.shape, state.handle, pull)
      if (event.type !== "pointerUp") return { state: { ...state, to } }
      const part = partInHand(state.shape, state.handle, to)
      return { ...finish(state, to, state.handle), ...(part && { part }) }
    }
  }
}

/** The region that follows `selected` among those under a point, around the end: what Tab and Alt-click take. */
export function nextUnder(hits: readonly RegionId[], selected: RegionId | null): RegionId | null {
  const index = selected === null ? -1 : hits.indexOf(selected)
  return hits[(index + 1) % Math.max(1, hits.length)] ?? null
}

/** The shape that is being moved or pulled, as it would be if the hand let go now; null when none is. */
export function shapeInHand(state: SelectToolState): { readonly id: RegionId; readonly shape: Shape } | null {
  return state.name === "translating" || state.name === "pulling" ? { id: state.id, shape: state.to } : null
}

/** The frame that is being drawn over nothing; null when none is. */
export function frameInHand(state: SelectToolState): Box | null {
  return state.name === "framing" ? frameOf(state) : null
}

function frameOf({ from, to }: { readonly from: Point; readonly to: Point }): Box {
  return {
    ...{ x: Math.min(from.x, to.x), y: Math.min(from.y, to.y) },
    ...{ width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) },
  }
}

function press({ at, alt, shift }: PointerStep, scene: SelectScene): SelectStep {
  const { selected, also } = scene
  const handle = selected === null || alt ? null : scene.handleAt(at)
  const current = selected === null ? null : scene.shapeOf(selected)
  if (selected !== null && current && handle && !scene.isLocked(selected)) {
    return { state: { name: "pulling", id: selected, shape: current, from: at, handle, to: current } }
  }
  const hits = scene.regionsAt(at)
  const id = alt ? nextUnder(hits, selected) : (hits[0] ?? null)
  const shape = id === null ? null : scene.shapeOf(id)
  if (id === null || !shape) {
    const state = also === null ? SELECT_IDLE : { name: "framing" as const, from: at, to: at, adds: shift }
    return shift && also !== null ? { state } : { state, select: null }
  }
  if (shift && also !== null) return { state: SELECT_IDLE, toggle: id }
  const isOneOfMany = also !== null && also.length > 0 && (id === selected || also.includes(id))
  const state = { name: "pointing", id, shape, from: at, fixed: scene.isLocked(id), isOneOfMany } as const
  return isOneOfMany ? { state } : { state, select: id }
}

/** The point that a press left in hand: the one that was pulled, or the one that was added behind the beginning of a side. */
function partInHand(before: Shape, handle: Handle, after: Shape): Handle | null {
  if (handle.part === "rotation") return null
  if (handle.part === "point") return partsOf(before).some((one) => isSameHandle(one, handle)) ? handle : null
  const isAdded = partsOf(after).length > partsOf(before).length
  return isAdded ? { part: "point", ring: handle.ring, index: handle.index + 1 } : null
}

function shifted({ shape, from }: { shape: Shape; from: Point }, at: Point, limits: BoxLimits): Shape {
  return shiftedShape(shape, at.x - from.x, at.y - from.y, limits)
}

function finish(state: { id: RegionId; shape: Shape }, shape: Shape, handle: Handle | null): SelectStep {
  if (isSameShape(state.shape, shape)) return { state: SELECT_IDLE }
  return { state: SELECT_IDLE, moved: { id: state.id, shape, handle } }
}
