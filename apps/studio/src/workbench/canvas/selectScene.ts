import { FLAG_LOCKED, handleOfShapeAt, hasFlag, type SelectScene, shapeOf } from "@justesse/editor"
import type { CanvasState } from "./state.ts"

/** What the tools may ask about the picture of a canvas. */
export function selectSceneOf(engine: CanvasState): SelectScene {
  const { scene, selected, also, options } = engine
  return {
    selected,
    also: options.hooks.selectedMany ? also : null,
    handleAt: (at) => {
      // Several regions have no handles: they are moved together.
      const shape = selected === null || also.length > 0 ? null : shapeOf(scene, selected)
      return shape && handleOfShapeAt(shape, at, engine.reachPx)
    },
    // A press goes through what was locked, to what lies under it.
    regionsAt: (at) => engine.regionsAt(at).filter((id) => !hasFlag(scene, id, FLAG_LOCKED)),
    shapeOf: (id) => shapeOf(scene, id),
    isLocked: (id) => engine.isLocked(id),
  }
}
