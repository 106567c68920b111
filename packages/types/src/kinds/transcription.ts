import type { KindType } from "./contract.ts"

/** Lines of text on pictures of documents, and what they say. */
export const transcriptionType: KindType = {
  opening: "width",
  readsLines: true,
}
