import { boxOf, type Region } from "@justesse/types"
import { overlapOf } from "../shapes/overlap.ts"
import { iou } from "./iou.ts"

/**
 * Shared area of two regions over their joined area, in [0, 1], whatever their shapes: {@link overlapOf}. An upright box
 * against another shape is compared with the box around that: whoever draws boxes around what lies at an angle draws it right.
 */
export function overlapOfRegions(a: Region, b: Region): number {
  return isMixed(a, b) ? iou(boxOf(a), boxOf(b)) : overlapOf(a.geometry, b.geometry)
}

/** Whether one of two regions is an upright box and the other is not: then they are compared by the boxes around them. */
export function isMixed(a: Region, b: Region): boolean {
  return (a.geometry.type === "box") !== (b.geometry.type === "box")
}
