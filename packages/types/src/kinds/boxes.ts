import type { KindType } from "./contract.ts"

/** Things on pictures, each with its shape, label and attributes; where a label has text, with a text too. */
export const boxesType: KindType = {
  assets: ["image"],
  opening: "fit",
  readsLines: false,
  parts: "placed",
  reasons: ["missing_object", "spurious_object", "wrong_label", "geometry_out_of_tolerance", "empty_or_random"],
}
