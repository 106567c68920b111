import type { Box, Point, RegionId } from "@justesse/types"
import { type BoxLimits, type Handle, movedBox, resizedBox } from "../box.ts"
import { distance, type ToolEvent } from "./events.ts"

/** What the hand is doing while it selects; boxes and points in image pixels. */
export type SelectToolState =
  | { readonly name: "idle" }
  | {
      readonly name: "pointing"
      readonly id: RegionId
      readonly box: Box
      readonly from: Point
      readonly fixed: boolean
    }
  | { readonly name: "translating"; readonly id: RegionId; readonly box: Box; readonly from: Point; readonly to: Box }
  | {
      readonly name: "resizing"
      readonly id: RegionId
      readonly box: Box
      readonly from: Point
      readonly handle: Handle
      readonly to: Box
    }

/** What the tool may ask about the picture; answered by scene.ts. */
export interface SelectScene {
  readonly selected: RegionId | null
  /** The handle of the selected region under a point, or null. */
  handleAt(at: Point): Handle | null
  /** Regions under a point, smallest first. */
  regionsAt(at: Point): readonly RegionId[]
  boxOf(id: RegionId): Box | null
  isLocked(id: RegionId): boolean
}

/** The state after an event; `select` when the selection changes; `moved` when a gesture ended with another box. */
interface SelectStep {
  readonly state: SelectToolState
  readonly select?: RegionId | null
  readonly moved?: { readonly id: RegionId; readonly box: Box; readonly handle: Handle | null }
}

/** The hand is not holding anything. */
export const SELECT_IDLE: SelectToolState = { name: "idle" }

/**
 * Select, move and resize. Handles of the selected region come first, then the smallest region under the pointer;
 * with Alt the next one underneath. A press on nothing selects nothing.
 *
 *   idle --down on handle--> resizing    --up--> idle + moved
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
  switch (state.name) {
    case "idle":
      return event.type === "pointerDown" ? press(event.at, event.alt, scene) : { state }
    case "pointing": {
      if (event.type === "pointerUp") return { state: SELECT_IDLE }
      if (state.fixed || distance(state.from, event.at) <= slopPx) return { state }
      const to = movedBox(state.box, event.at.x - state.from.x, event.at.y - state.from.y, limits)
      return { state: { name: "translating", id: state.id, box: state.box, from: state.from, to } }
    }
    case "translating": {
      const to = movedBox(state.box, event.at.x - state.from.x, event.at.y - state.from.y, limits)
      if (event.type !== "pointerUp") return { state: { ...state, to } }
      return finish(state.id, state.box, to, null)
    }
    case "resizing": {
      const to = resizedBox(state.box, state.handle, event.at.x - state.from.x, event.at.y - state.from.y, limits)
      if (event.type !== "pointerUp") return { state: { ...state, to } }
      return finish(state.id, state.box, to, state.handle)
    }
  }
}

/** The region that follows `selected` among those under a point, around the end: what Tab and Alt-click take. */
export function nextUnder(hits: readonly RegionId[], selected: RegionId | null): RegionId | null {
  const index = selected === null ? -1 : hits.indexOf(selected)
  return hits[(index + 1) % Math.max(1, hits.length)] ?? null
}

/** The box that is being moved or resized, as it would be if the hand let go now; null when none is. */
export function boxInHand(state: SelectToolState): { readonly id: RegionId; readonly box: Box } | null {
  return state.name === "translating" || state.name === "resizing" ? { id: state.id, box: state.to } : null
}

function press(at: Point, alt: boolean, scene: SelectScene): SelectStep {
  const { selected } = scene
  const handle = selected === null || alt ? null : scene.handleAt(at)
  const current = selected === null ? null : scene.boxOf(selected)
  if (selected !== null && current && handle && !scene.isLocked(selected)) {
    return { state: { name: "resizing", id: selected, box: current, from: at, handle, to: current } }
  }
  const hits = scene.regionsAt(at)
  const id = alt ? nextUnder(hits, selected) : (hits[0] ?? null)
  const box = id === null ? null : scene.boxOf(id)
  if (id === null || !box) return { state: SELECT_IDLE, select: null }
  return { state: { name: "pointing", id, box, from: at, fixed: scene.isLocked(id) }, select: id }
}

function finish(id: RegionId, before: Box, box: Box, handle: Handle | null): SelectStep {
  const same = before.x === box.x && before.y === box.y && before.width === box.width && before.height === box.height
  return same ? { state: SELECT_IDLE } : { state: SELECT_IDLE, moved: { id, box, handle } }
}
