import type { CaseState } from "../decisions/judgement.ts"

/** Minutes that a person is paid for an appeal that they won, at their floor. */
export const WON_APPEAL_SECONDS = 600

/** What an overturned rejection puts right, in the transaction of its judgement. */
interface Repairs {
  /** The bonus that was held. */
  readonly paysBonus: boolean
  /** Seconds paid at the author's floor; 0 where nobody appealed (a sibling that its second person did not uphold). */
  readonly paidSeconds: number
  /** Whether figures of the author, known answers and model weights that rest on it are computed anew. */
  readonly recomputes: boolean
  /** Whether siblings are looked for. */
  readonly reopens: boolean
}

/** Computes what has to be put right when a submission goes from one state to the next; null for a step that overturns nothing. */
export function findRepairs(before: CaseState, after: CaseState): Repairs | null {
  const wasHeld = before.rejectedAtMs !== null || before.reopened > 0
  const isGood = ["accepted", "auto_accepted", "overturned"].includes(after.status)
  if (!wasHeld || !isGood || before.status === after.status) return null
  const isOverturned = after.status === "overturned"
  return {
    paysBonus: true,
    paidSeconds: isOverturned ? WON_APPEAL_SECONDS : 0,
    recomputes: true,
    reopens: isOverturned,
  }
}
