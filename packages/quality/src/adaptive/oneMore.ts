import { AUDIT_SHARE, EVIDENCE_ON_PEOPLE } from "./nextLabels.ts"

/** Why one more person is asked, or not. */
type OneMoreReason =
  /** Ask: the answer is still likelier to be wrong than the project accepts. */
  | "risk"
  /** Ask: too little is known of the people who answered to believe the risk. */
  | "no_evidence_on_people"
  /** Ask: the task was drawn to measure what stopping early costs. */
  | "audit"
  /** Stop: the risk is low enough. */
  | "enough"
  /** Stop: no labels are left in the budget. */
  | "budget_spent"
  /** Stop: the task has as many answers as the project wants at most. */
  | "most_reached"

/** What the decision rests on. */
export interface OneMoreInput {
  /**
   * What the consensus may have wrong, in the unit of `target` (chance of a wrong class; expected wrong boxes or words);
   * null where it could not be judged.
   */
  readonly risk: number | null
  readonly target: number
  /** Answers the task has, and the most it may get. */
  readonly answers: number
  readonly most: number
  /** Answers left in the budget; null for no bound. */
  readonly budgetLeft: number | null
  /** Answers (or gold) known of the people on the task, on average over them, this task not counted. */
  readonly evidence: number
  /** A number in [0, 1) drawn once for the task and kept: below the audit's share the task goes to the most. */
  readonly auditDraw: number
  /** Defaults: 20 and 0.05. */
  readonly leastEvidence?: number
  readonly auditShare?: number
}

/** The decision with its one reason. */
interface OneMore {
  readonly ask: boolean
  readonly reason: OneMoreReason
}

/**
 * Whether a task whose consensus was just computed needs one more person. The bounds come first, then the risk, then doubt
 * in the people, then the audit; so every reason tells why the ones before it did not decide.
 *
 * A risk that is not a number counts as unknown: it asks, since an early stop needs evidence.
 */
export function shouldAskOneMore(input: OneMoreInput): OneMore {
  const { risk, target, answers, most, budgetLeft, evidence, auditDraw } = input
  if (answers >= most) return { ask: false, reason: "most_reached" }
  if (budgetLeft !== null && budgetLeft <= 0) return { ask: false, reason: "budget_spent" }
  if (risk !== null && risk > target) return { ask: true, reason: "risk" }
  const known = risk !== null && !Number.isNaN(risk) && evidence >= (input.leastEvidence ?? EVIDENCE_ON_PEOPLE)
  if (!known) return { ask: true, reason: "no_evidence_on_people" }
  if (auditDraw < (input.auditShare ?? AUDIT_SHARE)) return { ask: true, reason: "audit" }
  return { ask: false, reason: "enough" }
}
