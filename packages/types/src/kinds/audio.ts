import type { KindType } from "./contract.ts"

/** Recordings: who says what from when to when. */
export const audioType: KindType = {
  assets: ["audio"],
  opening: "fit",
  readsLines: false,
  // Nobody hears a capital letter or a full stop.
  sameTexts: ["case", "punctuation", "apostrophes"],
  parts: "span",
  reasons: [
    "missing_object",
    "spurious_object",
    "wrong_label",
    "transcript_omission",
    "transcript_error",
    "geometry_out_of_tolerance",
    "empty_or_random",
  ],
}
