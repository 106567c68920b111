import type { CaseState } from "@justesse/work/decisions/judgement"
import { beginCase } from "@justesse/work/decisions/machine"
import type { AssignmentPay } from "@justesse/work/pay/dues"
import { type HeldAssignment, keptMicros } from "@justesse/work/pay/holds"
import type { LeaseTerms } from "@justesse/work/pay/terms"
import type { JudgedPay } from "@justesse/work/pay/verdicts"
import type { Selectable } from "kysely"
import type { SqlText } from "../ledger/steps.ts"
import type { AssignmentTermsTable } from "../schema/pay.ts"
import { SOURCE } from "../schema/states.ts"

/** A lease that is paid, with its assignment and what lies on its reserve. */
export interface TermsRow extends Selectable<AssignmentTermsTable> {
  readonly assignment_state: number
  readonly assignment_drawn: number
  readonly assignment_leased_ms: number
  readonly assignment_active_ms: number
  readonly expires_at_ms: number
  readonly reserve_micros: number | null
  /** Whether its session is closed; null before it is one that is paid. */
  readonly session_closed: number | null
}

const ROW = `select t.*, a.state as assignment_state, a.drawn as assignment_drawn, a.leased_at_ms as assignment_leased_ms, a.active_ms as assignment_active_ms,
    a.expires_at_ms, (select r.balance_micros from ledger_account r where r.kind = 'assignment_reserve'
      and r.owner = cast(t.id as text) and r.currency = t.currency) as reserve_micros,
    (select c.closed from session_pay c where c.session_id = t.session_id) as session_closed
  from assignment_terms t join assignment a
    on a.project_id = t.project_id and a.task_id = t.task_id and a.person_id = t.person_id`

/** Leases of a person in a project that were in hand when they were looked at last. */
export const OPEN_TERMS: SqlText = {
  name: "terms_open",
  text: `${ROW} where t.project_id = ? and t.person_id = ? and t.state = 'leased' order by t.id`,
}
/** The last lease of an assignment. */
export const LAST_TERMS: SqlText = {
  name: "terms_last",
  text: `${ROW} where t.project_id = ? and t.task_id = ? and t.person_id = ? order by t.id desc limit 1`,
}
/** All leases of a session, in their order. */
export const SESSION_TERMS: SqlText = { name: "terms_session", text: `${ROW} where t.session_id = ? order by t.id` }
/** Leases after one of which something may still lie somewhere, though their session is closed. */
export const LIVE_TERMS: SqlText = {
  name: "terms_live",
  text: `${ROW} join session_pay s on s.session_id = t.session_id and s.closed = 1 where t.live = 1 and t.id > ? order by t.id limit ?`,
}
/** A lease by the number of its terms, with its assignment and its reserve. */
export const ONE_TERMS: SqlText = { name: "terms_one", text: `${ROW} where t.id = ?` }

/** What a lease was promised, as the rules of pay read it. */
export function toTerms(row: TermsRow): LeaseTerms {
  return {
    mode: row.mode,
    priceMicros: row.price_micros,
    bonusMicros: row.bonus_micros,
    floorMicrosPerHour: row.floor_micros,
    capSeconds: row.cap_seconds,
    reviewMicros: row.review_micros,
  }
}

/** Counted seconds of a lease, all of which are paid: of its assignment's time what came while it was the last one. */
export function leaseSecondsOf(row: Pick<TermsRow, "until_ms" | "assignment_active_ms" | "base_ms">): number {
  return Math.ceil(Math.max(0, (row.until_ms ?? row.assignment_active_ms) - row.base_ms) / 1_000)
}

/** What became of a lease's answer, as the last judgement left it; null before one, and for what is not judged. */
export function caseOf(row: Pick<TermsRow, "case_state" | "state" | "ended_at_ms" | "judged">): CaseState | null {
  if (row.judged === 0 || row.state !== "submitted") return null
  // Written by this package alone.
  return row.case_state === null ? beginCase(row.ended_at_ms ?? 0) : (JSON.parse(row.case_state) as CaseState)
}

/** A lease as it is asked how much of its reserve must stay. */
export function toHeldPay(row: TermsRow, isSessionClosed: boolean): HeldAssignment {
  return {
    terms: toTerms(row),
    isSessionClosed,
    state: row.state,
    endedAtMs: row.ended_at_ms ?? 0,
    case: caseOf(row),
    balanceMicros: row.reserve_micros ?? 0,
    appealMicros: row.appeal_micros,
  }
}

/** A lease as the pay of its session sees it. */
export function toAssignmentPay(row: TermsRow, nowMs: number): AssignmentPay {
  const kept = keptMicros(toHeldPay(row, false), nowMs)
  return {
    id: String(row.id),
    terms: toTerms(row),
    isLearning: row.judged === 0 && row.assignment_drawn === SOURCE.training,
    paidSeconds: leaseSecondsOf(row),
    accruedMicros: row.accrued_micros,
    drawnMicros: row.drawn_micros,
    availableMicros: Math.max(0, (row.reserve_micros ?? 0) - kept),
  }
}

/** A lease as the money of a judgement sees it. */
export function toJudgedPay(row: TermsRow, freeMicros: number): JudgedPay {
  return {
    assignmentId: String(row.id),
    projectId: row.project_id,
    authorId: row.person_id,
    terms: toTerms(row),
    reserveMicros: row.reserve_micros ?? 0,
    freeMicros,
    isBonusGiven: row.bonus_given === 1,
  }
}
