import type { Point } from "@justesse/types"
import { aimOfPull } from "../edges/aim.ts"
import type { Aim } from "../edges/snap.ts"
import { DRAWINGS, type DrawWays } from "../shapes/list.ts"
import { aimOfDrawing, lastPoint } from "./draw.ts"
import { drawingOf, type Gesture, isIdle, type Tool } from "./gesture.ts"

/** What a hand is in the middle of, and with which tool. */
interface Hand {
  readonly gesture: Gesture
  readonly tool: Tool
  readonly ways: DrawWays
}

/**
 * What the pointer at `to` decides in what is in hand, and the point that it moves there (the pointer itself, or the point of the
 * shape that is pulled); null where it sets no edge. `reach`: how far edges are looked for. All in image pixels.
 */
export function aimOfGesture({ gesture, tool, ways }: Hand, to: Point, reach: number): { aim: Aim; at: Point } | null {
  if (isIdle(gesture)) {
    const how = drawingOf(tool, ways)
    return how && { aim: DRAWINGS[how].aim([], to, reach), at: to }
  }
  if (gesture.by === "draw") {
    const aim = aimOfDrawing(gesture.state, to, reach)
    return aim && { aim, at: to }
  }
  if (gesture.by !== "select" || gesture.state.name !== "pulling") return null
  const { shape, handle, from } = gesture.state
  return aimOfPull({ shape, handle, by: { x: to.x - from.x, y: to.y - from.y } })
}

/** The point from which an outline that is being drawn goes on; null where none is, and for what is drawn otherwise. */
export function outlineFrom(gesture: Gesture): Point | null {
  return gesture.by === "draw" ? lastPoint(gesture.state) : null
}
