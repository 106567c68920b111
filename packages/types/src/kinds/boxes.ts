import type { KindType } from "./contract.ts"

/** Things on pictures, each with its shape, label and attributes; where a label has text, with a text too. */
export const boxesType: KindType = {
  opening: "fit",
  readsLines: false,
}
