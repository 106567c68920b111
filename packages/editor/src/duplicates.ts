import { iou } from "@justesse/quality/geometry/iou"
import { boxOf, type RegionId } from "@justesse/types"
import type { EditorDocument } from "./document.ts"
import { type Scene, searchScene } from "./scene.ts"

/** Two boxes of one label that overlap more than this (IoU) look drawn twice. */
const DUPLICATE_IOU = 0.9

/** The earlier region of the same label that a region nearly coincides with, or null. */
export function duplicateOf(document: EditorDocument, scene: Scene, id: RegionId): RegionId | null {
  const region = document.regions.get(id)
  const slot = scene.slotOf.get(id)
  if (!region || slot === undefined) return null
  let earliest: number | null = null
  for (const other of searchScene(scene, boxOf(region))) {
    if (other >= slot || (earliest !== null && other >= earliest)) continue
    const candidate = document.regions.get(scene.ids[other] ?? id)
    if (candidate && candidate.label === region.label && iou(boxOf(candidate), boxOf(region)) > DUPLICATE_IOU)
      earliest = other
  }
  return earliest === null ? null : (scene.ids[earliest] ?? null)
}
