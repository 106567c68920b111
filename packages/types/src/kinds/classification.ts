import { ASSET_KINDS } from "./assets.ts"
import type { KindType } from "./contract.ts"

/** Which class a whole asset is of, or which of several hold for it. */
export const classificationType: KindType = {
  assets: ASSET_KINDS,
  opening: "fit",
  readsLines: false,
  parts: "whole",
  reasons: ["missing_object", "spurious_object", "wrong_label", "empty_or_random"],
}
