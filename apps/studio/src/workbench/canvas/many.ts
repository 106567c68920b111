import { changedShape, shapeOf } from "@justesse/editor"
import { boundsOfShape, movedShape, type RegionId, type Shape } from "@justesse/types"
import type { CanvasState } from "./state.ts"

/** True when a region goes with the one that is being moved: both are among several that are selected. */
export function movesAlong(engine: CanvasState, id: RegionId): boolean {
  const { gesture, selected, also, isLocked } = engine
  const changed = changedShape(gesture)
  if (!changed || gesture.state.name !== "translating" || also.length === 0 || isLocked(id)) return false
  const isSelected = (one: RegionId) => one === selected || also.includes(one)
  return id !== changed.id && isSelected(id) && isSelected(changed.id)
}

/** The slots of the region that is being changed and of those that go with it. */
export function changedSlots(engine: CanvasState, changing: RegionId): number[] {
  const { scene, also, selected } = engine
  const moved = also.includes(changing) || changing === selected ? also : []
  return [changing, selected ?? changing, ...moved].flatMap((id) => {
    const slot = scene.slotOf.get(id)
    return slot !== undefined && (id === changing || movesAlong(engine, id)) ? slot : []
  })
}

/** The shape of a region that is selected with others, where it is now. */
export function shapeAmongMany(engine: CanvasState, id: RegionId): Shape | null {
  const shape = shapeOf(engine.scene, id)
  const changed = changedShape(engine.gesture)
  const before = changed && shapeOf(engine.scene, changed.id)
  if (!shape || !changed || !before || !movesAlong(engine, id)) return shape
  const [from, to] = [boundsOfShape(before), boundsOfShape(changed.shape)]
  return movedShape(shape, to.x - from.x, to.y - from.y)
}
