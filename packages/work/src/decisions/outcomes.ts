import type { Evidence } from "@justesse/types/decisions/judgement"
import { deadlineOf } from "./deadlines.ts"
import type { CaseState } from "./judgement.ts"
import { type Verdict, verdictOf } from "./machine.ts"

/** What a person's submissions came to, as every statistic counts them. */
export interface OutcomeCounts {
  readonly good: number
  readonly rejected: number
  readonly open: number
}

/**
 * Counts outcomes. A projection of judgements, so that an overturned rejection has never been one in any figure that is computed
 * from it (APP-3): nobody has to repair a counter.
 */
export function countOutcomes(cases: Iterable<Pick<CaseState, "status">>): OutcomeCounts {
  const counts: Record<Verdict, number> = { good: 0, rejected: 0, open: 0 }
  for (const { status } of cases) counts[verdictOf(status)]++
  return counts
}

type Of<T extends Evidence["type"]> = Extract<Evidence, { type: T }>

/**
 * Evidence as an author sees it: everything that it says, and no id of what it was compared with. Whether that was somebody's answer or
 * a known one is nobody's to tell (I5).
 */
type ShownEvidence =
  | Of<"region">
  | Of<"segment">
  | Omit<Of<"metric">, "referenceId">
  | Omit<Of<"diff">, "referenceId">
  | { readonly type: "reference" }

function showEvidence(evidence: Evidence): ShownEvidence {
  switch (evidence.type) {
    case "gold":
      return { type: "reference" }
    case "metric": {
      const { type, name, partId, value, threshold } = evidence
      return { type, name, partId, value, threshold }
    }
    case "diff": {
      const { type, partId, answered, expected } = evidence
      return { type, partId, answered, expected }
    }
    default:
      return evidence
  }
}

/** What the author of a submission reads about it at once (ACC-7): why, by which clause, what comes next, and what they can do. */
interface AuthorView {
  readonly status: CaseState["status"]
  readonly proposal: {
    readonly reason: NonNullable<CaseState["proposal"]>["reason"]
    readonly clause: string
    readonly evidence: readonly ShownEvidence[]
  } | null
  readonly acts: readonly ("repair" | "keep" | "reply" | "appeal" | "leave" | "take_back")[]
  /** What silence makes of it, and when; null when nothing is open. */
  readonly silence: { readonly atMs: number; readonly makes: "accepted" | "decided" | "stands" | "overturned" } | null
}

const ACTS: Readonly<Partial<Record<CaseState["status"], AuthorView["acts"]>>> = {
  returned: ["repair", "keep"],
  proposed: ["reply"],
  rejected: ["appeal", "leave"],
  appealed: ["reply", "take_back"],
}

const SILENCE = {
  accept: "accepted",
  keep: "decided",
  disagree: "accepted",
  leave: "stands",
  unanswered: "overturned",
} as const

/** A submission as its author sees it: no name of anybody, everything that was held against it. */
export function showAuthor(state: CaseState): AuthorView {
  const { status, proposal } = state
  const deadline = deadlineOf(state)
  return {
    status,
    proposal: proposal && {
      reason: proposal.reason,
      clause: proposal.clause,
      evidence: proposal.evidence.map(showEvidence),
    },
    acts: ACTS[status] ?? [],
    silence: deadline && { atMs: deadline.atMs, makes: SILENCE[deadline.act.kind] },
  }
}
