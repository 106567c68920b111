import type { RegionId } from "@justesse/types"
import { isRead, transcriptOf } from "../textVisit.ts"
import { type Editing, expectsTexts, hasText } from "./editing.ts"

/** Lines of a document and segments of a recording that nobody wrote or marked yet, in order; none on a picture. */
export function unreadLines(editing: Editing): readonly RegionId[] {
  const { readOnly, document } = editing
  if (!expectsTexts(editing) || readOnly !== null) return []
  return document.order.filter((id) => hasText(editing, id) && !isRead(document.regions.get(id)?.transcript))
}

/** Those of them that would be sent as they are: what is only proposed is not. */
export function unwritten(editing: Editing): readonly RegionId[] {
  const { document, visit } = editing
  const isWritten = (id: RegionId) => visit?.region === id && isRead(transcriptOf(visit) ?? undefined)
  return unreadLines(editing).filter((id) => !document.regions.get(id)?.proposed && !isWritten(id))
}
