import { type Account, accountOf } from "../ledger/accounts.ts"
import { type Micros, shareUp, sumMicros } from "../ledger/money.ts"
import type { Move } from "../ledger/transaction.ts"
import { mentoringFloor } from "./floor.ts"
import { type LeaseTerms, timeMicros } from "./terms.ts"

/** What one lease brought and took so far, and how much of its reserve may still go to work. */
export interface AssignmentPay {
  readonly id: string
  readonly terms: LeaseTerms
  /** It was training, and no answer of it is asked for. Absent: it was not. */
  readonly isLearning?: boolean
  /** All its active seconds, also beyond its time limit: sent, skipped, expired or rejected alike. */
  readonly paidSeconds: number
  /** Accrued by answers; 0 before one is sent. */
  readonly accruedMicros: Micros
  /** Paid out of its reserve for work before, without bonus and review. */
  readonly drawnMicros: Micros
  /** On its reserve and free for work: without what is kept for bonus, review and appeal. */
  readonly availableMicros: Micros
}

/** All leases of a work session with its time beside them: what it earned follows from this alone. */
export interface SessionPay {
  readonly id: string
  readonly projectId: number
  readonly personId: number
  readonly isClosed: boolean
  readonly assignments: readonly AssignmentPay[]
  /** Paid seconds without a lease, and the floor that they are paid at. */
  readonly unleasedSeconds: number
  /** How many of these were mentoring: they are worth more, whatever pieces brought. Absent: none. */
  readonly mentoringSeconds?: number
  /** How many of these were reading: of the guideline, of feedback, of decisions. Absent: none. */
  readonly readingSeconds?: number
  readonly floorMicrosPerHour: Micros
  /** On the session's reserve. */
  readonly trancheMicros: Micros
  /** On an account for time without a lease, which sessions of earlier versions had beside their reserve; and what was paid from it. */
  readonly allowanceMicros: Micros
  readonly allowanceDrawnMicros: Micros
  /** Moved to the person for this session so far, without bonuses. */
  readonly paidMicros: Micros
  /** Free in the project: for time that is told after everything was released. */
  readonly freeMicros: Micros
}

type UnleasedPay = Pick<SessionPay, "unleasedSeconds" | "mentoringSeconds" | "floorMicrosPerHour">

/** What a session's active time but its mentoring is worth at the floors of its leases, rounded up once. */
export function floorMicros({
  assignments,
  unleasedSeconds,
  mentoringSeconds = 0,
  floorMicrosPerHour,
}: UnleasedPay & Pick<SessionPay, "assignments">): Micros {
  const leased = assignments.map(({ terms, paidSeconds }) => terms.floorMicrosPerHour * paidSeconds)
  return shareUp(sumMicros([...leased, floorMicrosPerHour * (unleasedSeconds - mentoringSeconds)]), 1, 3_600)
}

/** What the mentoring of a session is worth: paid by its time alone, beside whatever else the session brings. */
function mentoringMicros({ mentoringSeconds = 0, floorMicrosPerHour }: UnleasedPay): Micros {
  return timeMicros(mentoringFloor(floorMicrosPerHour), mentoringSeconds)
}

/** What a session's time without a lease is worth. */
function unleasedMicros(session: UnleasedPay): Micros {
  const { unleasedSeconds, mentoringSeconds = 0, floorMicrosPerHour } = session
  return timeMicros(floorMicrosPerHour, unleasedSeconds - mentoringSeconds) + mentoringMicros(session)
}

/**
 * What a session has earned: what its answers accrued, and once it is closed no less than its time at the floor (PAY-1),
 * and its mentoring beside that. More time, another answer or a bonus elsewhere never lowers it (PAY-2); nothing that is decided about an answer is an input of it.
 */
export function earnedMicros(session: SessionPay): Micros {
  const accrued = sumMicros(session.assignments.map(({ accruedMicros }) => accruedMicros))
  return session.isClosed ? Math.max(accrued, floorMicros(session)) + mentoringMicros(session) : accrued
}

/** What is paid now, from where, and what is owed for want of money. */
export interface DuePay {
  readonly moves: readonly Move[]
  readonly paidMicros: Micros
  /** Not covered by anything: it is paid first when money comes, and nothing is leased before. */
  readonly owedMicros: Micros
  /** What was taken from each assignment's reserve, and from the allowance. */
  readonly drawn: ReadonlyMap<string, Micros>
  readonly allowanceDrawnMicros: Micros
}

/**
 * Pays what a session has earned and not got: on sending an answer, on closing, and again when time or an answer of a closed one
 * arrives late. The reserve of a lease pays for its own work alone, up to its price or its time at the floor, so that what others may
 * still need stays on theirs; what a task took beyond its reserve is paid from the session's, and then from what is free.
 */
export function payDue(session: SessionPay): DuePay {
  let left = Math.max(0, earnedMicros(session) - session.paidMicros)
  const dueMicros = left
  const moves: Move[] = []
  const payable = accountOf("worker_payable", session.personId)
  const take = (from: Account, mostMicros: Micros): Micros => {
    const amountMicros = Math.max(0, Math.min(left, mostMicros))
    if (amountMicros > 0) moves.push({ from, to: payable, amountMicros })
    left -= amountMicros
    return amountMicros
  }
  const drawn = new Map<string, Micros>()
  for (const one of session.assignments) {
    // A piece is paid from its own reserve before any time is.
    const need = one.accruedMicros - one.drawnMicros
    drawn.set(one.id, take(accountOf("assignment_reserve", one.id), Math.min(need, one.availableMicros)))
  }
  const unleased = unleasedMicros(session) - session.allowanceDrawnMicros
  const allowanceDrawnMicros = session.isClosed
    ? take(accountOf("session_allowance", session.id), Math.min(unleased, session.allowanceMicros))
    : 0
  for (const one of session.isClosed ? session.assignments : []) {
    const before = drawn.get(one.id) ?? 0
    const need = timeMicros(one.terms.floorMicrosPerHour, one.paidSeconds) - one.drawnMicros - before
    const taken = take(accountOf("assignment_reserve", one.id), Math.min(need, one.availableMicros - before))
    drawn.set(one.id, before + taken)
  }
  take(accountOf("session_tranche", session.id), session.trancheMicros)
  take(accountOf("project_free", session.projectId), session.freeMicros)
  return { moves, paidMicros: dueMicros - left, owedMicros: left, drawn, allowanceDrawnMicros }
}
