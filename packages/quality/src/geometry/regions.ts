import type { Region } from "@justesse/types"
import { overlapOf } from "../shapes/overlap.ts"

/** Shared area of two regions over their joined area, in [0, 1], whatever their shapes: {@link overlapOf}. */
export function overlapOfRegions(a: Region, b: Region): number {
  return overlapOf(a.geometry, b.geometry)
}
