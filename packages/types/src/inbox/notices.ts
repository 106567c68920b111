import { z } from "zod"
import { AssignmentId, DecisionId } from "../ids.ts"
import type { PayNotices } from "../pay/told.ts"
import { ThreadId } from "../questions.ts"

/** Of what people are told: each leads to the page where they can act on it. */
export const NoticeKind = z.enum([
  "question_waits",
  "question_late",
  "answered",
  "sent_back",
  "guideline_changed",
  "mentioned",
  "disagreement",
  "rejection_proposed",
  "proposal_dropped",
  "rejected",
  "rejection_reopened",
  "appeal_answered",
  "repair_ended",
  "second_wanted",
  "appeal_waits",
  "own_overturned",
  "known_answer_wrong",
  "content_reported",
  "content_stopped",
  "content_asked",
  "payout_sent",
  "payout_arrived",
  "payout_back",
  "session_added",
  "money_waits",
  "money_came",
  "money_low",
  "money_out",
  "money_there",
  "odd_time",
  "claim_waits",
  "ombud_asked",
  "ombud_answered",
  "mentor_asked",
  "mentor_offered",
  "mentor_accepted",
  "mentor_note",
  "mentor_ended",
  "progress_asked",
  "progress_answered",
  "peer_wanted",
  "peer_ended",
  "peer_result",
  "purpose_asked",
  "purpose_allowed",
  "purpose_refused",
])
export type NoticeKind = z.infer<typeof NoticeKind>

/** Where a notice leads, as far as its reader may know it; names neither task nor asset (I5). */
export const NoticeDetail = z.strictObject({
  assignmentId: AssignmentId.optional(),
  threadId: ThreadId.optional(),
  version: z.int().optional(),
  /** The clause that a question of theirs became. */
  clause: z.string().max(40).optional(),
  /** The decision that it is about, and how an appeal ended. */
  decision: DecisionId.optional(),
  ended: z.enum(["overturned", "stands"]).optional(),
})
export type NoticeDetail = z.infer<typeof NoticeDetail>

const KINDS_OF = {
  payouts: ["payout_sent", "payout_arrived"],
  added: ["session_added"],
} as const satisfies Readonly<Record<keyof PayNotices, readonly NoticeKind[]>>

/** Kinds of notices that somebody chose not to have; none while they chose nothing. */
export function unwantedKinds(chosen: PayNotices | undefined): NoticeKind[] {
  if (!chosen) return []
  return [...(chosen.payouts ? [] : KINDS_OF.payouts), ...(chosen.added ? [] : KINDS_OF.added)]
}
