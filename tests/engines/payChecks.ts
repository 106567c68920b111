import type { Storage } from "@justesse/db"
import { askRows, stepsIn } from "@justesse/db/ledger/steps"
import { SESSION_TERMS, type TermsRow, toTerms } from "@justesse/db/pay/rows"
import { ASSIGNMENT_STATE, SOURCE } from "@justesse/db/schema/states"
import { shareUp } from "@justesse/work/ledger/money"
import { sql } from "kysely"

type Db = Storage["db"]
const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)

/**
 * What of a project's pay is not as it must be at any moment, computed here from the rows alone: a closed session under its floor
 * (PAY-1), payable credits that are not the sum of what sessions paid (PAY-5), a lease in hand that is not reserved (LED-3); and once
 * everything is over, anything that is left on a reserve (LED-4).
 */
export async function findPayProblems(db: Db, project: number, isOver: boolean): Promise<string[]> {
  const sessions = await db
    .selectFrom("session_pay as s")
    .innerJoin("work_session as w", "w.id", "s.session_id")
    .selectAll("s")
    .select(["w.unleased_ms", "w.mentoring_ms", "w.reading_ms"])
    .where("s.project_id", "=", project)
    .execute()
  const termsOf = (id: number) => stepsIn(db, askRows<TermsRow>(SESSION_TERMS, id))
  const rows = (await Promise.all(sessions.map(({ session_id }) => termsOf(session_id)))).flat()
  const found: string[] = []
  let paidByAll = 0
  for (const session of sessions) {
    const own = rows.filter((row) => row.session_id === session.session_id)
    const beside = session.floor_micros * Math.ceil(session.unleased_ms / 1_000)
    const floor = shareUp(sum([...own.map(floorShare), beside]), 1, 3_600)
    const least = Math.max(sum(own.map((row) => row.accrued_micros)), floor)
    const paid = sum(own.map((row) => row.drawn_micros)) + session.allowance_drawn_micros + session.free_paid_micros
    paidByAll += paid
    if (session.closed === 1 && paid + session.owed_micros < least)
      found.push(`PAY-1 session ${session.session_id} has ${paid} of ${least}`)
    found.push(...findLearningProblems(session, own, await sumLearned(db, session.session_id)))
    if (isOver && (session.closed !== 1 || session.owed_micros > 0)) found.push(`session ${session.session_id} is open`)
  }
  for (const row of rows) found.push(...findReserveProblems(row, isOver))
  const credited = await sumCredited(db, project)
  if (credited !== paidByAll) found.push(`PAY-5 sessions paid ${paidByAll}, credited were ${credited}`)
  found.push(...(await findBareLeases(db, project)))
  const ids = sessions.map(({ session_id }) => String(session_id))
  return isOver ? [...found, ...(await findLeft(db, ids))] : found
}

/** Paid seconds of a lease times its floor. */
function floorShare(row: TermsRow): number {
  const active = Math.ceil(Math.max(0, (row.until_ms ?? row.assignment_active_ms) - row.base_ms) / 1_000)
  return active * row.floor_micros
}

interface LearningRow {
  readonly session_id: number
  readonly floor_micros: number
  readonly learned_micros: number
  readonly mentoring_ms: number
  readonly reading_ms: number
}

/** What came from the fund for a session's learning: as much as its movements say, and no more than each second of learning is worth. */
function findLearningProblems(session: LearningRow, own: readonly TermsRow[], movedMicros: number): string[] {
  const { session_id: id, floor_micros: floor, learned_micros: learned } = session
  const trained = own.filter((row) => row.judged === 0 && row.assignment_drawn === SOURCE.training)
  const read = floor * Math.ceil(session.reading_ms / 1_000)
  const mentored = shareUp(shareUp(floor, 5, 4), Math.ceil(session.mentoring_ms / 1_000), 3_600)
  const most = shareUp(sum([...trained.map(floorShare), read]), 1, 3_600) + mentored + 2
  return [
    ...(learned === movedMicros
      ? []
      : [`COA-3 session ${id} learned for ${learned}, its movements say ${movedMicros}`]),
    ...(learned <= most ? [] : [`COA-3 the fund for learning paid ${learned} of ${most} for session ${id}`]),
  ]
}

async function sumLearned(db: Db, session: number): Promise<number> {
  const { rows } = await sql<{ micros: number }>`select coalesce(sum(0 - e.amount_micros), 0) as micros from ledger_tx t
    join ledger_entry e on e.tx_id = t.id join ledger_account a on a.id = e.account_id
    where t.ref = ${`session:${session}`} and t.kind = 'learn' and a.kind = 'learning_fund'`.execute(db)
  return Number(rows[0]?.micros ?? 0)
}

function findReserveProblems(row: TermsRow, isOver: boolean): string[] {
  const { priceMicros, floorMicrosPerHour, capSeconds, bonusMicros } = toTerms(row)
  const perCap = shareUp(floorMicrosPerHour, capSeconds, 3_600)
  const whole = Math.max(priceMicros, perCap) + bonusMicros
  const reserve = row.reserve_micros ?? 0
  return [
    ...(row.state === "leased" && reserve !== whole ? [`LED-3 lease ${row.id} has ${reserve} of ${whole}`] : []),
    ...(isOver && reserve !== 0
      ? [`LED-4 ${reserve} left of lease ${row.id}, ${row.state} ${row.case_state ?? ""}`]
      : []),
  ]
}

/** Credits of people for a project's work, without bonuses and won appeals. */
async function sumCredited(db: Db, project: number): Promise<number> {
  const { rows } = await sql<{ micros: number }>`select coalesce(sum(e.amount_micros), 0) as micros from ledger_tx t
    join ledger_entry e on e.tx_id = t.id join ledger_account a on a.id = e.account_id
    where t.project_id = ${project} and t.kind in ('earn', 'top_up') and a.kind = 'worker_payable'`.execute(db)
  return Number(rows[0]?.micros ?? 0)
}

/** Leases in hand that nothing was promised for. */
async function findBareLeases(db: Db, project: number): Promise<string[]> {
  const { rows } = await sql<{ task_id: number }>`select a.task_id from assignment a where a.project_id = ${project}
    and a.state = ${ASSIGNMENT_STATE.leased} and not exists (select 1 from assignment_terms t where t.project_id = a.project_id
      and t.task_id = a.task_id and t.person_id = a.person_id and t.leased_at_ms = a.leased_at_ms)`.execute(db)
  return rows.map(({ task_id }) => `LED-3 the lease of task ${task_id} has no terms`)
}

async function findLeft(db: Db, sessions: readonly string[]): Promise<string[]> {
  const left = await db
    .selectFrom("ledger_account")
    .selectAll()
    .where("kind", "in", ["session_tranche", "session_allowance"])
    .where("owner", "in", ["", ...sessions])
    .where("balance_micros", ">", 0)
    .execute()
  return left.map(({ kind, owner }) => `LED-4 something is left on ${kind} ${owner}`)
}
