import { findRepairs } from "../appeals/repairs.ts"
import type { CaseState } from "../decisions/judgement.ts"
import { verdictOf } from "../decisions/machine.ts"
import { accountOf } from "../ledger/accounts.ts"
import type { Micros } from "../ledger/money.ts"
import type { Move } from "../ledger/transaction.ts"
import { type LeaseTerms, timeMicros } from "./terms.ts"

/** Active seconds that an adjudicator has for one appeal. */
const APPEAL_SECONDS = 900

/** Whose answer a judgement is about, what its lease was, and what money there is. */
export interface JudgedPay {
  readonly assignmentId: string
  readonly projectId: number
  readonly authorId: number
  readonly terms: LeaseTerms
  readonly reserveMicros: Micros
  readonly freeMicros: Micros
  /** Its bonus was paid or is owed since an earlier judgement. */
  readonly isBonusGiven: boolean
}

/**
 * What a proposed rejection must reserve: the minutes of an appeal that is won and the adjudicator's time. Without the money for an
 * appeal there is no rejection.
 */
export function appealReserveMicros({ floorMicrosPerHour }: LeaseTerms, wonSeconds: number): Micros {
  return timeMicros(floorMicrosPerHour, wonSeconds) + timeMicros(floorMicrosPerHour, APPEAL_SECONDS)
}

/** What an author gets with a judgement. */
interface VerdictPay {
  readonly bonus: readonly Move[]
  readonly compensation: readonly Move[]
  /** Of a bonus that nothing covers: its answer came after everything was given back. It is paid first when money comes. */
  readonly owedMicros: Micros
}

/**
 * What an author gets when a judgement moves their submission: the bonus the first time that it ends well, and the minutes of an appeal
 * that was won. What is corrected later and judged anew brings no second bonus.
 * Both lie on the assignment's reserve; a bonus whose reserve was given back before a late answer came is taken from what is free.
 */
export function verdictMoves(about: JudgedPay, before: CaseState, after: CaseState): VerdictPay {
  const { assignmentId, authorId, projectId, terms, reserveMicros, freeMicros, isBonusGiven } = about
  const from = accountOf("assignment_reserve", assignmentId)
  const to = accountOf("worker_payable", authorId)
  const isGoodNow = verdictOf(after.status) === "good" && verdictOf(before.status) !== "good" && !isBonusGiven
  const seconds = findRepairs(before, after)?.paidSeconds ?? 0
  const bonusMicros = isGoodNow ? terms.bonusMicros : 0
  const fromReserve = Math.min(bonusMicros, reserveMicros)
  const fromFree = Math.min(bonusMicros - fromReserve, freeMicros)
  return {
    bonus: [
      { from, to, amountMicros: fromReserve },
      { from: accountOf("project_free", projectId), to, amountMicros: fromFree },
    ],
    compensation: seconds > 0 ? [{ from, to, amountMicros: timeMicros(terms.floorMicrosPerHour, seconds) }] : [],
    owedMicros: bonusMicros - fromReserve - fromFree,
  }
}

/**
 * The moves that put bonus and review of a late answer back on its reserve, after the reserve was given back; null: the project is
 * unfunded, and the bonus is owed once the answer ends well. The answer is taken either way.
 */
export function planLateBonus(about: JudgedPay): readonly Move[] | null {
  const { assignmentId, projectId, terms, reserveMicros, freeMicros } = about
  const amountMicros = Math.max(0, terms.bonusMicros + terms.reviewMicros - reserveMicros)
  const to = accountOf("assignment_reserve", assignmentId)
  return amountMicros > freeMicros ? null : [{ from: accountOf("project_free", projectId), to, amountMicros }]
}
