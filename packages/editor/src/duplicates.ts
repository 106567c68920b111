import { iou } from "@justesse/quality/geometry/iou"
import { boxOf, type RegionId } from "@justesse/types"
import type { EditorDocument } from "./document.ts"
import { type Scene, searchScene } from "./scene.ts"

/** Two boxes of one label that overlap more than this (IoU) look drawn twice. */
const DUPLICATE_IOU = 0.9

/** `id` looks like `duplicateOf`, which is the earlier one. */
export interface DuplicateHint {
  readonly id: RegionId
  readonly duplicateOf: RegionId
}

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

/** Every region that looks drawn twice, in list order. `kept` are those that the person meant. */
export function findDuplicates(document: EditorDocument, scene: Scene, kept: ReadonlySet<RegionId>): DuplicateHint[] {
  const hints: DuplicateHint[] = []
  for (const id of document.order) {
    if (kept.has(id)) continue
    const earlier = duplicateOf(document, scene, id)
    if (earlier !== null) hints.push({ id, duplicateOf: earlier })
  }
  return hints
}
