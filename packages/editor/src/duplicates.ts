import { iou } from "@justesse/quality/geometry/iou"
import { boxOf, type RegionId } from "@justesse/types"
import type { EditorDocument } from "./document.ts"
import { type Scene, searchScene } from "./scene.ts"

/** Two boxes of one label that overlap more than this (IoU) look drawn twice. */
const DUPLICATE_IOU = 0.9

/** The earlier region of the same label that a region nearly coincides with, or null. */
export function duplicateOf(document: EditorDocument, scene: Scene, id: RegionId): RegionId | null {
  const slot = scene.slotOf.get(id)
  const earlier = slotsLike(document, scene, id).filter((other) => slot !== undefined && other < slot)
  return earlier.length === 0 ? null : (scene.ids[Math.min(...earlier)] ?? null)
}

/** Later regions of the same label that nearly coincide with a region: where it came or moved, {@link duplicateOf} names it, or may. */
export function copiesOf(document: EditorDocument, scene: Scene, id: RegionId): RegionId[] {
  const slot = scene.slotOf.get(id)
  return slotsLike(document, scene, id).flatMap((other) =>
    slot !== undefined && other > slot ? (scene.ids[other] ?? []) : [],
  )
}

/** The slots of other regions with the label of a region, nearly where it is. */
function slotsLike(document: EditorDocument, scene: Scene, id: RegionId): number[] {
  const region = document.regions.get(id)
  if (!region) return []
  const box = boxOf(region)
  return searchScene(scene, box).filter((other) => {
    const candidate = document.regions.get(scene.ids[other] ?? id)
    return (
      candidate !== undefined &&
      candidate.id !== id &&
      candidate.label === region.label &&
      iou(boxOf(candidate), box) > DUPLICATE_IOU
    )
  })
}
