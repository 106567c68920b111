import type { AnnotationBody, AnsweredProposals } from "@justesse/types"
import { answerOf, apply, bodyOf, type EditorDocument } from "../document.ts"
import type { LocalDraft } from "../drafts.ts"
import { commit } from "../history.ts"
import { answeredProposals } from "../proposals.ts"
import { leaveText } from "../textVisit.ts"
import type { Editing } from "./editing.ts"
import type { TaskInHand } from "./labelling.ts"

/** What is to be saved: the answer as it stands, with the text that is being typed, and the steps. */
export function draftNow(editing: Editing): Pick<LocalDraft, "body" | "undos" | "redos"> {
  const { undos, redos } = editing.history
  return { body: bodyOf(withVisit(editing)), undos, redos }
}

/** What is to be sent: nothing in it is a proposal any more. */
export function answerNow(editing: Editing): AnnotationBody {
  return answerOf(withVisit(editing))
}

/**
 * True where the project asks that each proposal is decided before an answer goes. A lease says what holds as of when it was read; a
 * guideline is kept by its version, and its rule is that of whenever it was read first.
 */
export function mustDecide({ lease, guide }: Pick<TaskInHand, "lease" | "guide">): boolean {
  return lease.mustDecide ?? guide.proposals?.mustDecide ?? false
}

/** What became of the proposals in {@link answerNow}; null where there were none. */
export function proposalsNow({ visit, document, history }: Editing): AnsweredProposals | null {
  const change = visit && leaveText(document, visit)
  return answeredProposals(change ? commit(history, change) : history)
}

function withVisit({ visit, document }: Editing): EditorDocument {
  const change = visit && leaveText(document, visit)
  return change ? apply(document, change) : document
}
