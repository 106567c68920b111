import type { KindType } from "./contract.ts"

/** Lines of text on pictures of documents, and what they say. */
export const transcriptionType: KindType = {
  assets: ["image"],
  opening: "width",
  readsLines: true,
  parts: "placed",
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
