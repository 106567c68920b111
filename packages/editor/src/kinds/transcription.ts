import { boxOf } from "@justesse/types"
import { RULE_NAMES } from "../coach/contract.ts"
import { bodyOf, documentOf, type EditorDocument } from "../document.ts"
import { inReadingOrder } from "../readingOrder.ts"
import { isRead } from "../textVisit.ts"
import type { KindEditing } from "./contract.ts"

/** Lines that are read in their order. Each begins without a text and is counted as not read: the coach need not say it too. */
export const transcriptionEditing: KindEditing = {
  coach: RULE_NAMES.filter((rule) => rule !== "text"),
  begin: inOrder,
  isOpen: ({ transcript }) => !isRead(transcript),
}

function inOrder(document: EditorDocument): EditorDocument {
  const { regions, nothingHere } = bodyOf(document)
  return documentOf({ regions: inReadingOrder(regions, boxOf), nothingHere })
}
