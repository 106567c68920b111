import { boxAt, type Handle, handleAt, handlesAct, isPanning, toImage } from "@justesse/editor"
import type { CanvasState } from "./state.ts"

/** Handles are hit within this distance. */
export const HANDLE_REACH_SCREEN_PX = 8

const HANDLE_CURSORS: Readonly<Record<Handle, string>> = {
  top_left: "nwse-resize",
  bottom_right: "nwse-resize",
  top_right: "nesw-resize",
  bottom_left: "nesw-resize",
  top: "ns-resize",
  bottom: "ns-resize",
  left: "ew-resize",
  right: "ew-resize",
}

/** What the pointer looks like where it is: what a press would do there. */
export function cursorOf(engine: CanvasState): string {
  const { gesture, tool, hovered, options } = engine
  if (isPanning(gesture)) return "grabbing"
  if (engine.panKeyDown || tool === "hand") return "grab"
  if (!options.editable) return hovered === null ? "grab" : "pointer"
  const handle = handlesAct(tool, engine.altDown) ? handleUnderPointer(engine) : null
  if (handle) return HANDLE_CURSORS[handle]
  if (tool === "box" && !engine.altDown) return "crosshair"
  return hovered === null ? "default" : "move"
}

function handleUnderPointer({ scene, selected, pointer, view, isLocked }: CanvasState): Handle | null {
  const slot = selected === null ? undefined : scene.slotOf.get(selected)
  if (slot === undefined || selected === null || !pointer || scene.alive[slot] !== 1 || isLocked(selected)) return null
  return handleAt(boxAt(scene, slot), toImage(view, pointer), HANDLE_REACH_SCREEN_PX / view.scale)
}
