import type { Currency } from "@justesse/types"
import { accountOf } from "@justesse/work/ledger/accounts"
import type { Kysely } from "kysely"
import { askAll, askRows, type SqlSteps, type SqlText, stepsIn } from "../ledger/steps.ts"
import type { Database } from "../schema/index.ts"
import { postMoves, readBalance } from "./posting.ts"
import { LIVE_TERMS, type TermsRow } from "./rows.ts"
import { paySession } from "./sessions.ts"
import { listUnderFloor } from "./underFloor.ts"
import { isStepDue, stepTerms } from "./verdicts.ts"

/** Leases that one reading gives. */
const PAGE = 500

/**
 * Does what time alone does to leases whose session is closed, each in a transaction of its own, and pays what is owed where money came.
 * Can be run by several programs and again; returns how many leases were looked at.
 */
export async function stepPay(db: Kysely<Database>, nowMs: number): Promise<number> {
  let seen = 0
  for (let after = 0; ; ) {
    const rows = await stepsIn(db, askRows<TermsRow>(LIVE_TERMS, after, PAGE))
    // Of many that wait for a decision only those are held of which something is due.
    for (const { id } of rows.filter((row) => isStepDue(row, nowMs)))
      await db.transaction().execute((tx) => stepsIn(tx, stepTerms(id, nowMs)))
    seen += rows.length
    const last = rows.at(-1)
    if (rows.length < PAGE || !last) break
    after = last.id
  }
  for (const { project_id, currency } of await stepsIn(db, askRows<OwingRow>(OWING)))
    await db.transaction().execute((tx) => stepsIn(tx, payOwing(project_id, currency, nowMs)))
  return seen
}

interface OwingRow {
  readonly project_id: number
  readonly currency: Currency
}

const hasFree = (alias: string) => `exists (select 1 from ledger_account a where a.kind = 'project_free'
      and a.owner = cast(${alias}.project_id as text) and a.currency = ${alias}.currency and a.balance_micros > 0)`
/** Projects that owe for want of money where some is free now: sessions, appeals and the fund for learning give some back. */
const OWING: SqlText = {
  name: "projects_owing",
  text: `select s.project_id, s.currency from session_pay s where s.owed_micros > 0 and ${hasFree("s")}
    union select t.project_id, t.currency from assignment_terms t where t.owed_micros > 0 and ${hasFree("t")}`,
}

/** What is free is taken first, as by all who pay from it. */
function* payOwing(projectId: number, currency: Currency, nowMs: number): SqlSteps<void> {
  yield* readBalance("lock", "project_free", projectId, currency)
  yield* payOwed(projectId, nowMs)
}

const OWED_SESSIONS: SqlText = {
  name: "sessions_owed",
  text: "select session_id from session_pay where project_id = ? and owed_micros > 0 order by session_id",
}
const OWED_BONUSES: SqlText = {
  name: "terms_owed",
  text: "select id, person_id, currency, owed_micros from assignment_terms where project_id = ? and owed_micros > 0 order by id",
}
const BONUS_PAID: SqlText = {
  name: "terms_owed_paid",
  text: "update assignment_terms set owed_micros = owed_micros - ? where id = ? and owed_micros >= ?",
}

/** Pays what a project owes for want of money, as far as there is some now: sessions first, then bonuses. */
export function* payOwed(projectId: number, nowMs: number): SqlSteps<void> {
  const sessions = yield* askRows<{ session_id: number }>(OWED_SESSIONS, projectId)
  for (const { session_id } of sessions) yield* paySession(session_id, nowMs)
  for (const row of yield* askRows<TermsRow>(OWED_BONUSES, projectId)) {
    const free = yield* readBalance("lock", "project_free", projectId, row.currency)
    const amountMicros = Math.min(free, row.owed_micros)
    if (amountMicros === 0) return
    const key = `bonus:${row.id}:owed:${nowMs}`
    const about = {
      key,
      kind: "bonus",
      currency: row.currency,
      projectId,
      atMs: nowMs,
      ref: `lease:${row.id}`,
    } as const
    const [from, to] = [accountOf("project_free", projectId), accountOf("worker_payable", row.person_id)]
    yield* postMoves(about, [{ from, to, amountMicros }])
    yield* askAll([{ statement: BONUS_PAID, values: [amountMicros, row.id, amountMicros] }])
  }
}

/**
 * Pays closed sessions that are under their floor by the entries what they lack: earlier versions let counted time beyond a time limit wait
 * for a claim. Each is an appended movement of its own; where there is no money it is owed, and paid first when some comes. How many were.
 */
export async function topUpUnderFloor(db: Kysely<Database>, nowMs: number): Promise<number> {
  const under = await listUnderFloor(db, null)
  for (const { sessionId } of under) await db.transaction().execute((tx) => stepsIn(tx, paySession(sessionId, nowMs)))
  return under.length
}
