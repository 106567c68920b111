import { iou } from "@justesse/quality/geometry/iou"
import type { RegionId } from "@justesse/types"
import type { EditorDocument } from "./document.ts"
import { type Scene, searchScene } from "./scene.ts"

/** Two boxes of one label that overlap more than this (IoU) look drawn twice. */
export const TWIN_IOU = 0.9

/** `id` looks like `twinOf`, which is the earlier one. */
export interface TwinHint {
  readonly id: RegionId
  readonly twinOf: RegionId
}

/** The earlier region of the same label that a region nearly coincides with, or null. */
export function twinOf(document: EditorDocument, scene: Scene, id: RegionId): RegionId | null {
  const region = document.regions.get(id)
  const slot = scene.slotOf.get(id)
  if (!region || slot === undefined) return null
  let earliest: number | null = null
  for (const other of searchScene(scene, region)) {
    if (other >= slot || (earliest !== null && other >= earliest)) continue
    const candidate = document.regions.get(scene.ids[other] ?? id)
    if (candidate && candidate.label === region.label && iou(candidate, region) > TWIN_IOU) earliest = other
  }
  return earliest === null ? null : (scene.ids[earliest] ?? null)
}

/** Every region that looks drawn twice, in list order. `kept` are those the person said are meant. */
export function findTwins(document: EditorDocument, scene: Scene, kept: ReadonlySet<RegionId>): TwinHint[] {
  const hints: TwinHint[] = []
  for (const id of document.order) {
    if (kept.has(id)) continue
    const earlier = twinOf(document, scene, id)
    if (earlier !== null) hints.push({ id, twinOf: earlier })
  }
  return hints
}
