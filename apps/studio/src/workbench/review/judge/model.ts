import type { Letter } from "@justesse/types"
import type { Evidence, RejectionReason } from "@justesse/types/decisions/judgement"
import type { EvidenceCheck, Panel } from "@justesse/types/wire/decision"

/** A rejection as it would be sent now; `check` is null while the machine computes it again. */
export interface Proposal {
  readonly reason: RejectionReason
  readonly clause: string
  readonly evidence: readonly Evidence[]
  readonly check: EvidenceCheck | null
}

/** One answer that a reviewer doubts, while the panel about it is open. */
export interface Judging {
  /** Which task, answer and difference it is about. */
  readonly key: string
  readonly letter: Letter
  /** What can be done about it; null while that is asked, `unknown` where it could not be: then repair is asked for, as always. */
  readonly panel: Panel | "unknown" | null
  readonly proposal: Proposal | null
  /** Under which it is proposed: sent again it is the same act. */
  readonly act: string
  readonly sending: boolean
  /** A digit that was pressed before it was known what it means. */
  readonly early: number | null
  readonly failure: unknown
}

/** What a reason would be proposed with: what the difference in view shows for it, else nothing yet. */
export function proposalFor(panel: Panel, reason: RejectionReason): Proposal {
  const draft = panel.drafts.find((one) => one.reason === reason)
  if (draft) return draft
  return { reason, clause: panel.clauses[0]?.number ?? "", evidence: [], check: null }
}

/** The same reason by the next clause of the version that the person had; its evidence is to be checked anew. */
export function byNextClause(panel: Panel, proposal: Proposal): Proposal {
  const numbers = panel.clauses.map(({ number }) => number)
  const next = numbers[(numbers.indexOf(proposal.clause) + 1) % numbers.length]
  return next === undefined || next === proposal.clause ? proposal : { ...proposal, clause: next, check: null }
}

/** Figures held against what the clause allows now, where it allows something; null where nothing changes. */
export function withBoundsOf(check: EvidenceCheck, evidence: readonly Evidence[]): readonly Evidence[] | null {
  const bound = evidence.map((one, i) => {
    const allowed = check.figures[i]?.allowed ?? null
    return one.type === "metric" && allowed !== null ? { ...one, threshold: allowed } : one
  })
  const isChanged = bound.some((one, i) => one.type === "metric" && one.threshold !== thresholdOf(evidence[i]))
  return isChanged ? bound : null
}

function thresholdOf(evidence: Evidence | undefined): number | null {
  return evidence?.type === "metric" ? evidence.threshold : null
}

/** Whether it can be sent: something shows it, and the machine found that it does. */
export function isSound({ evidence, check }: Proposal): boolean {
  return evidence.length > 0 && check !== null && check.fault === null
}
