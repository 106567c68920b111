import type { Whole } from "@justesse/types"
import type { ShapeQuality } from "./quality.ts"

/** A whole asset: any two are the same, so that people can only differ in what they say of it. */
export const whole: ShapeQuality<Whole> = {
  type: "whole",
  overlap: () => 1,
  merge: () => ({ shape: { type: "whole" }, doubt: null }),
  outcome: () => ({ iou: 1, movedPx: 0 }),
}
