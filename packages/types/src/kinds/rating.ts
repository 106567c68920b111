import { ASSET_KINDS } from "./assets.ts"
import type { KindType } from "./contract.ts"

/** Where on a scale somebody places a whole asset: an opinion, which has no known answer and which nobody can reject. */
export const ratingType: KindType = {
  assets: ASSET_KINDS,
  opening: "fit",
  readsLines: false,
  parts: "whole",
  reasons: [],
}
