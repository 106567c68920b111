import { ASSET_KINDS } from "./assets.ts"
import type { KindType } from "./contract.ts"

/** A short form about an asset, or about nothing but itself: its labels are the questions. */
export const formType: KindType = {
  assets: ASSET_KINDS,
  opening: "fit",
  readsLines: false,
  parts: "whole",
  alone: true,
  asksFields: true,
  reasons: ["missing_object", "spurious_object", "wrong_label", "empty_or_random"],
}
