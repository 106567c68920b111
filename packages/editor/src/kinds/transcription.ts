import { RULE_NAMES } from "../coach/contract.ts"
import { isRead } from "../textVisit.ts"
import type { KindEditing } from "./contract.ts"

/**
 * Lines that are read in their order, in which the page puts them before they come (`linesInOrder`). Each begins without a text and is
 * counted as not read: the coach need not say it too.
 */
export const transcriptionEditing: KindEditing = {
  coach: RULE_NAMES.filter((rule) => rule !== "text"),
  isOpen: ({ transcript }) => !isRead(transcript),
}
