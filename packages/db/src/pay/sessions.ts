import type { Currency } from "@justesse/types"
import { accountOf } from "@justesse/work/ledger/accounts"
import { type DuePay, payDue, type SessionPay } from "@justesse/work/pay/dues"
import { heldMicros } from "@justesse/work/pay/holds"
import { learningMicros, planLearning } from "@justesse/work/pay/learning"
import { askAll, askRows, type SqlAsk, type SqlSteps, type SqlText } from "../ledger/steps.ts"
import { postMoves, readBalance } from "./posting.ts"
import { SESSION_TERMS, type TermsRow, toAssignmentPay, toHeldPay } from "./rows.ts"

/** A session that is paid, with its time without a lease. */
export interface SessionRow {
  readonly session_id: number
  readonly project_id: number
  readonly person_id: number
  readonly currency: Currency
  readonly floor_micros: number
  readonly allowance_drawn_micros: number
  readonly free_paid_micros: number
  readonly owed_micros: number
  readonly payments: number
  readonly closed: number
  readonly unleased_ms: number
  readonly mentoring_ms: number
  readonly reading_ms: number
  readonly learned_micros: number
}

/** One paid session; no row for one that is not. */
export const SESSION: SqlText = {
  name: "session_pay",
  text: `select s.*, w.unleased_ms, w.mentoring_ms, w.reading_ms from session_pay s join work_session w on w.id = s.session_id where s.session_id = ?`,
}
const DRAWN: SqlText = {
  name: "terms_drawn",
  text: "update assignment_terms set drawn_micros = drawn_micros + ? where id = ?",
}
const PAID: SqlText = {
  name: "session_pay_paid",
  text: `update session_pay set allowance_drawn_micros = allowance_drawn_micros + ?, free_paid_micros = free_paid_micros + ?, owed_micros = ?,
    payments = payments + 1 where session_id = ?`,
}

const OPEN_SESSION: SqlText = {
  name: "session_pay_open",
  text: `insert into session_pay (session_id, project_id, person_id, currency, floor_micros, allowance_drawn_micros, free_paid_micros,
      owed_micros, payments, closed)
    values (?, ?, ?, ?, ?, 0, 0, 0, 0, 0) on conflict (session_id) do nothing`,
}

/** Whose session begins to be paid, and at which floor its time without a lease is. */
interface SessionBegins {
  readonly sessionId: number
  readonly projectId: number
  readonly personId: number
  readonly currency: Currency
  readonly floorMicrosPerHour: number
}

/** From here on a session is paid; one that is already stays as it is. */
export function openSessionPay(of: SessionBegins): SqlAsk {
  const { sessionId, projectId, personId, currency, floorMicrosPerHour } = of
  return { statement: OPEN_SESSION, values: [sessionId, projectId, personId, currency, floorMicrosPerHour] }
}

/** A session as its pay sees it; null for one that is not paid. What `lock` reads is nobody else's until the transaction ends. */
export function* readSession(
  sessionId: number,
  nowMs: number,
  how: "read" | "lock" = "read",
): SqlSteps<SessionPay | null> {
  const [seen] = yield* askRows<SessionRow>(SESSION, sessionId)
  if (!seen) return null
  const { project_id: projectId, person_id: personId, currency } = seen
  const freeMicros = yield* readBalance(how, "project_free", projectId, currency)
  // Whoever held what is free may have paid it meanwhile.
  const session = how === "lock" ? ((yield* askRows<SessionRow>(SESSION, sessionId))[0] ?? seen) : seen
  const trancheMicros = yield* readBalance(how, "session_tranche", sessionId, currency)
  const allowanceMicros = yield* readBalance(how, "session_allowance", sessionId, currency)
  const rows = yield* askRows<TermsRow>(SESSION_TERMS, sessionId)
  return {
    ...{ id: String(sessionId), projectId, personId, isClosed: session.closed === 1 },
    assignments: rows.map((row) => toAssignmentPay(row, nowMs)),
    unleasedSeconds: Math.ceil(session.unleased_ms / 1_000),
    mentoringSeconds: Math.ceil(session.mentoring_ms / 1_000),
    readingSeconds: Math.ceil(session.reading_ms / 1_000),
    floorMicrosPerHour: session.floor_micros,
    ...{ trancheMicros, allowanceMicros, allowanceDrawnMicros: session.allowance_drawn_micros, freeMicros },
    paidMicros: paidOf(session, rows),
  }
}

/**
 * Pays what a session has earned and not got, learning out of its fund: once it is closed up to the floor, and again when time or an answer of it comes late.
 * A second time nothing is due. What nothing covers is owed, and paid first when money comes. How much was paid.
 */
export function* paySession(sessionId: number, nowMs: number): SqlSteps<number> {
  const read = yield* readSession(sessionId, nowMs, "lock")
  const [session] = yield* askRows<SessionRow>(SESSION, sessionId)
  if (!read || !session) return 0
  const learnedMicros = yield* payLearning(session, read, nowMs)
  const due = payDue({ ...read, freeMicros: read.freeMicros + learnedMicros })
  if (due.paidMicros === 0 && due.owedMicros === session.owed_micros) return 0
  const key = `pay:${sessionId}:${session.payments}`
  const { currency, project_id: projectId } = session
  const about = { key, currency, projectId, atMs: nowMs, ref: `session:${sessionId}` }
  yield* postMoves({ ...about, kind: read.isClosed ? "top_up" : "earn" }, due.moves)
  yield* storePaid(session, due)
  return due.paidMicros
}

const LEARNED: SqlText = {
  name: "session_pay_learned",
  text: "update session_pay set learned_micros = learned_micros + ? where session_id = ?",
}

/**
 * Takes what a closed session's learning cost out of the fund for it, before it is paid; how much came back to what is free, which the
 * caller has locked. A session in which nobody learnt anything asks nothing.
 */
function* payLearning(session: SessionRow, read: SessionPay, nowMs: number): SqlSteps<number> {
  if (!read.isClosed || learningMicros(read) <= session.learned_micros) return 0
  const { session_id: sessionId, project_id: projectId, currency, learned_micros: before } = session
  const fundMicros = yield* readBalance("lock", "learning_fund", projectId, currency)
  const moves = planLearning(read, fundMicros, before)
  const learnedMicros = moves.reduce((sum, { amountMicros }) => sum + amountMicros, 0)
  if (learnedMicros === 0) return 0
  const about = { key: `learn:${sessionId}:${before}`, currency, projectId, atMs: nowMs, ref: `session:${sessionId}` }
  yield* postMoves({ ...about, kind: "learn" }, moves)
  yield* askAll([{ statement: LEARNED, values: [learnedMicros, sessionId] }])
  return learnedMicros
}

/** Moved to the person for a session so far, without bonuses. */
function paidOf(session: SessionRow, rows: readonly TermsRow[]): number {
  const drawn = rows.reduce((sum, row) => sum + row.drawn_micros, 0)
  return drawn + session.allowance_drawn_micros + session.free_paid_micros
}

function* storePaid(session: SessionRow, due: DuePay): SqlSteps<void> {
  const beside = [accountOf("project_free", session.project_id), accountOf("session_tranche", session.session_id)]
  const fromBeside = due.moves.filter(({ from }) => beside.includes(from))
  const fromFree = fromBeside.reduce((sum, { amountMicros }) => sum + amountMicros, 0)
  const drawn = [...due.drawn].filter(([, amountMicros]) => amountMicros > 0)
  yield* askAll([
    ...drawn.map(([id, amountMicros]) => ({ statement: DRAWN, values: [amountMicros, Number(id)] })),
    { statement: PAID, values: [due.allowanceDrawnMicros, fromFree, due.owedMicros, session.session_id] },
  ])
}

/** What of a lease's reserve need not stay. */
export function releasable(row: TermsRow, isSessionClosed: boolean, nowMs: number): number {
  const held = toHeldPay(row, isSessionClosed)
  return Math.max(0, held.balanceMicros - heldMicros(held, nowMs))
}
