import { boxOf, type Region } from "@justesse/types"
import { iou } from "./iou.ts"

/** Shared area of two regions over their joined area, in [0, 1]. */
export function overlapOfRegions(a: Region, b: Region): number {
  return iou(boxOf(a), boxOf(b))
}
