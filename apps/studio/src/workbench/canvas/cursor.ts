import {
  draws,
  type Handle,
  handleOfShapeAt,
  handlesAct,
  handlesOf,
  isPanning,
  isSameHandle,
  shapeOf,
  toImage,
} from "@justesse/editor"
import { boundsOfShape, type Shape } from "@justesse/types"
import type { CanvasState } from "./state.ts"

/** Handles are hit within this distance. */
export const HANDLE_REACH_SCREEN_PX = 8

/** Cursors by the direction that a handle is pulled in, every 45° from the right on, clockwise. */
const CURSORS = ["ew-resize", "nwse-resize", "ns-resize", "nesw-resize"]

/** What the pointer looks like where it is: what a press would do there. */
export function cursorOf(engine: CanvasState): string {
  const { gesture, tool, hovered, options } = engine
  if (isPanning(gesture)) return "grabbing"
  if (engine.panKeyDown || tool === "hand") return "grab"
  if (!options.editable) return hovered === null ? "grab" : "pointer"
  const { grown } = engine.reach
  const acts = handlesAct(tool, engine.altDown)
  const handle = acts ? handleUnderPointer(engine) : draws(tool) && !engine.altDown ? grown : null
  if (handle) return cursorOfHandle(engine, handle)
  if (draws(tool) && !engine.altDown) return "crosshair"
  return hovered === null ? "default" : "move"
}

function handleUnderPointer(engine: CanvasState): Handle | null {
  const { pointer, view } = engine
  const shape = selectedShape(engine)
  return shape && pointer && handleOfShapeAt(shape, toImage(view, pointer), engine.reachPx)
}

function selectedShape({ scene, selected, isLocked }: CanvasState): Shape | null {
  return selected === null || isLocked(selected) ? null : shapeOf(scene, selected)
}

/** Away from the middle of the shape; points of outlines go anywhere. */
function cursorOfHandle(engine: CanvasState, handle: Handle): string {
  const shape = selectedShape(engine)
  const place = shape && handlesOf(shape, engine.reachPx).find((one) => isSameHandle(one.handle, handle))
  if (!shape || !place || place.pull === "anywhere") return "move"
  if (place.pull !== "outwards") return place.pull === "adds" ? "copy" : "grab"
  const { x, y, width, height } = boundsOfShape(shape)
  // A corner of an upright box points along its diagonal whatever the sides are.
  const [dx, dy] = [(place.at.x - x) / width - 0.5, (place.at.y - y) / height - 0.5]
  const eighths = Math.round(Math.atan2(dy, dx) / (Math.PI / 4))
  return CURSORS[((eighths % 4) + 4) % 4] ?? "move"
}
