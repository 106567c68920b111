import {
  boxAt,
  changedBox,
  drawnCorners,
  FLAG_HIDDEN,
  FLAG_OPEN,
  fittedRings,
  handlesAct,
  isPanning,
} from "@justesse/editor"
import type { Box, RegionId } from "@justesse/types"
import type { ActiveFrame, ActiveRegion } from "./drawActive.ts"
import { styleOf } from "./drawStatic.ts"
import type { CanvasState } from "./state.ts"

/** What the top layer shows now: what is selected, hovered, drawn or changed. */
export function activeFrameOf(engine: CanvasState, pixelRatio: number): ActiveFrame {
  const { gesture, options, tool, selected, hovered, altDown } = engine
  const changing = changedBox(gesture)
  const corners = drawnCorners(gesture)
  const crosshair = options.editable && (tool === "box" || changing !== null) && !isPanning(gesture)
  const isMovable = selected !== null && !engine.isLocked(selected)
  return {
    selected: corners ? null : activeRegion(engine, changing?.id ?? selected, changing?.box),
    handles: options.editable && (tool === "select" || handlesAct(tool, altDown)) && isMovable,
    edge: engine.edge,
    hovered: hovered === selected ? null : activeRegion(engine, hovered),
    drawn: corners && { ...corners, color: engine.drawColor },
    pointer: crosshair ? engine.pointer : null,
    mode: options.mode,
    picture: engine.size,
    pixelRatio,
  }
}

function activeRegion(engine: CanvasState, id: RegionId | null, box?: Box): ActiveRegion | null {
  const { scene, styles } = engine
  const slot = id === null ? undefined : scene.slotOf.get(id)
  if (slot === undefined || scene.alive[slot] !== 1 || ((scene.flags[slot] ?? 0) & FLAG_HIDDEN) !== 0) return null
  const rings = scene.outlines.get(slot)
  return {
    box: box ?? boxAt(scene, slot),
    rings: (rings && box ? fittedRings(rings, boxAt(scene, slot), box) : rings) ?? null,
    color: styleOf(styles, scene, slot).color,
    text: engine.captionText(slot),
    short: engine.captionText(slot, true),
    caption: box === undefined ? engine.painter.captionSideOf(slot) : "above",
    // What is being changed is somebody's own from now on.
    open: box === undefined && ((scene.flags[slot] ?? 0) & FLAG_OPEN) !== 0,
  }
}
