import {
  changedShape,
  drawnClosing,
  drawnPreview,
  draws,
  FLAG_HIDDEN,
  FLAG_OPEN,
  type Handle,
  handlesAct,
  handlesOf,
  isPanning,
  isSameHandle,
  selectingFrame,
  shapeOf,
  toScreen,
} from "@justesse/editor"
import { boundsOfShape, type Point, type RegionId, ringsOf, type Shape } from "@justesse/types"
import type { ActiveFrame, ActiveRegion } from "./drawActive.ts"
import type { ShownHandles } from "./drawHandles.ts"
import { styleOf } from "./drawStatic.ts"
import { movesAlong, shapeAmongMany } from "./many.ts"
import type { CanvasState } from "./state.ts"

/** What the top layer shows now: what is selected, hovered, drawn or changed. */
export function activeFrameOf(engine: CanvasState, pixelRatio: number): ActiveFrame {
  const { gesture, options, tool, selected, hovered, part } = engine
  const changing = changedShape(gesture)
  const preview = drawnPreview(gesture, engine.limits)
  const crosshair = options.editable && (draws(tool) || changing !== null) && !isPanning(gesture)
  const inHand = changing?.shape ?? (selected === null ? null : shapeOf(engine.scene, selected))
  return {
    selected: preview ? null : activeRegion(engine, changing?.id ?? selected, changing?.shape),
    others: preview ? [] : otherRegions(engine, changing?.id ?? selected),
    frame: selectingFrame(gesture),
    handles: inHand && !preview ? shownHandles(engine, inHand) : null,
    side: inHand && part?.part === "side" ? sideOf(inHand, part) : null,
    hovered: hovered === selected ? null : activeRegion(engine, hovered),
    drawn: preview && {
      ...preview,
      closing: drawnClosing(gesture),
      color: engine.drawColor,
      edgeName: engine.edgeName,
    },
    pointer: crosshair ? crossAt(engine) : null,
    found: crosshair && engine.pointer ? (engine.magnet?.found ?? null) : null,
    told: engine.told && engine.pointer && { ...engine.told, at: engine.pointer },
    mode: options.mode,
    picture: engine.size,
    pixelRatio,
  }
}

/** Where the crosshair is: at the pointer, or where the magnet takes it. */
function crossAt({ pointer, magnet, view }: CanvasState): Point | null {
  return pointer && magnet?.found ? toScreen(view, magnet.found.at) : pointer
}

/** All handles where a press on them acts; with a drawing tool the one that is enlarged, and the part that arrows move. */
function shownHandles(engine: CanvasState, shape: Shape): ShownHandles | null {
  const { options, tool, selected, altDown, part, reach } = engine
  if (!options.editable || selected === null || engine.also.length > 0 || engine.isLocked(selected)) return null
  const { grown } = reach
  const places = handlesOf(shape, engine.reachPx)
  if (tool === "select" || handlesAct(tool, altDown)) return { places, grown: null, part }
  const shown = places.filter(({ handle }) => isShown(handle, grown, part))
  return shown.length === 0 ? null : { places: shown, grown, part }
}

function isShown(handle: Handle, grown: Handle | null, part: Handle | null): boolean {
  if (isSameHandle(handle, grown)) return true
  return handle.part !== "side" && isSameHandle(handle, part)
}

/** All others that are selected, with those that go along where they are now. */
function otherRegions(engine: CanvasState, but: RegionId | null): ActiveRegion[] {
  const { selected, also } = engine
  if (selected === null || also.length === 0) return []
  return [selected, ...also].flatMap((id) => {
    const shape = id === but ? null : shapeAmongMany(engine, id)
    return (shape && activeRegion(engine, id, movesAlong(engine, id) ? shape : undefined)) ?? []
  })
}

function sideOf(shape: Shape, part: Handle & { part: "side" | "point" }): readonly [Point, Point] | null {
  const ring = ringsOf(shape)[part.ring]
  const [a, b] = [ring?.[part.index], ring?.[(part.index + 1) % ring.length]]
  return a && b ? [a, b] : null
}

function activeRegion(engine: CanvasState, id: RegionId | null, changed?: Shape): ActiveRegion | null {
  const { scene, styles } = engine
  const slot = id === null ? undefined : scene.slotOf.get(id)
  if (slot === undefined || id === null || scene.alive[slot] !== 1) return null
  if (((scene.flags[slot] ?? 0) & FLAG_HIDDEN) !== 0) return null
  const shape = changed ?? shapeOf(scene, id)
  if (!shape) return null
  return {
    box: boundsOfShape(shape),
    rings: shape.type === "box" ? null : ringsOf(shape),
    color: styleOf(styles, scene, slot).color,
    text: engine.captionText(slot),
    short: engine.captionText(slot, true),
    caption: changed === undefined ? engine.painter.captionSideOf(slot) : "above",
    // What is being changed is somebody's own from now on.
    open: changed === undefined && ((scene.flags[slot] ?? 0) & FLAG_OPEN) !== 0,
  }
}
