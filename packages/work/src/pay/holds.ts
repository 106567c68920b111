import { SIBLING_MS } from "../appeals/siblings.ts"
import type { CaseState } from "../decisions/judgement.ts"
import { verdictOf } from "../decisions/machine.ts"
import type { Micros } from "../ledger/money.ts"
import type { LeaseTerms } from "./terms.ts"

/** How long the money of a lease that ran out stays for an answer that may still come: a weekend without a network. */
export const LATE_MS = 72 * 3_600_000

/** An assignment, as it is asked how much of its reserve must stay. */
export interface HeldAssignment {
  readonly terms: LeaseTerms
  readonly isSessionClosed: boolean
  /** `leased` while in hand; `expired` ran out without an answer; `released` was given back, skipped or withdrawn. */
  readonly state: "leased" | "submitted" | "expired" | "released"
  readonly endedAtMs: number
  /** What became of its answer; null before one. */
  readonly case: CaseState | null
  readonly balanceMicros: Micros
  /** Reserved for an appeal since a rejection was proposed, and not paid out. */
  readonly appealMicros: Micros
}

/** From when on nothing can change what became of an answer any more; null while somebody or something can. */
export function finalAtMs(state: CaseState): number | null {
  const verdict = verdictOf(state.status)
  if (verdict === "good") return state.sinceMs
  // An overturned sibling may still reopen it.
  return verdict === "rejected" ? (state.rejectedAtMs ?? 0) + SIBLING_MS + 1 : null
}

/** What is kept of a reserve for bonus, review and appeal, and not for work. */
export function keptMicros({ case: state, terms, appealMicros }: HeldAssignment, nowMs: number): Micros {
  const finalMs = state && finalAtMs(state)
  if (state && finalMs !== null && finalMs <= nowMs) return 0
  return terms.bonusMicros + terms.reviewMicros + appealMicros
}

/**
 * What the bonus of an answer waits for, where it was neither given nor lost: a decision about the answer, or the end of a rejection
 * that holds it (2.4). A rejection that stands has ended: nothing waits any more.
 */
export function waitOfBonus(state: CaseState | null): "decision" | "rejection" | null {
  if (state === null) return "decision"
  if (verdictOf(state.status) !== "open") return null
  return state.rejectedAtMs !== null || state.reopened > 0 ? "rejection" : "decision"
}

/** Whether an answer may still come to a lease that ran out: its money stays, and it counts as work that nobody has decided. */
export function mayComeLate(assignment: Pick<HeldAssignment, "state" | "endedAtMs">, nowMs: number): boolean {
  return assignment.state === "expired" && nowMs < assignment.endedAtMs + LATE_MS
}

/**
 * How much of an assignment's reserve must stay (LED-3). Everything while its session is open: other work of the session may need what
 * this one does not (releasing at acceptance left a fifth of the sessions without their floor). After that the undecided bonus with
 * what review and appeal may cost; and all of it while an answer to a lease that ran out may still come.
 */
export function heldMicros(assignment: HeldAssignment, nowMs: number): Micros {
  const { state, isSessionClosed, balanceMicros } = assignment
  if (!isSessionClosed || state === "leased" || mayComeLate(assignment, nowMs)) return balanceMicros
  if (assignment.case === null) return 0
  return Math.min(balanceMicros, keptMicros(assignment, nowMs))
}
