import { boxAt, nextUnder, toImage } from "@justesse/editor"
import type { RegionId } from "@justesse/types"
import type { CanvasEngine } from "./engine.ts"

/** The region under the selected one where the pointer is (or at its middle), around the end. */
export function regionUnder(engine: CanvasEngine): RegionId | null {
  const { scene, selected, pointer, view } = engine
  const slot = selected === null ? undefined : scene.slotOf.get(selected)
  const box = slot === undefined ? null : boxAt(scene, slot)
  const at = pointer ? toImage(view, pointer) : box && { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  return at ? nextUnder(engine.regionsAt(at), selected) : null
}

/** The uppermost of these regions under the pointer; null for none. */
export function underPointer(engine: CanvasEngine, ids: readonly RegionId[]): RegionId | null {
  const { pointer, view } = engine
  const under = pointer ? engine.regionsAt(toImage(view, pointer)) : []
  return under.find((id) => ids.includes(id)) ?? null
}
