import type { TextDirection } from "@justesse/types"
import { RULE_NAMES } from "../coach/contract.ts"
import { bodyOf, documentOf, type EditorDocument } from "../document.ts"
import { isRead } from "../textVisit.ts"
import { linesInOrder } from "../writing/order.ts"
import type { KindEditing } from "./contract.ts"

/** Lines that are read in their order. Each begins without a text and is counted as not read: the coach need not say it too. */
export const transcriptionEditing: KindEditing = {
  coach: RULE_NAMES.filter((rule) => rule !== "text"),
  begin: inOrder,
  isOpen: ({ transcript }) => !isRead(transcript),
}

function inOrder(document: EditorDocument, direction: TextDirection | undefined): EditorDocument {
  const { regions, nothingHere } = bodyOf(document)
  return documentOf({ regions: linesInOrder(regions, direction), nothingHere })
}
