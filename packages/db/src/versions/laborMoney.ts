import type { Currency } from "@justesse/types"
import type { LaborSession, MoneyFacts } from "@justesse/work/labor/money"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { TIME_KIND } from "../schema/states.ts"

// The money of a labor label: sums of movements and of time entries, which are added and never changed, so that a version that was
// frozen says the same later on, whatever was paid since.

/** Of which project, in its currency, and up to when. */
interface MoneyUntil {
  readonly projectId: number
  readonly currency: Currency
  readonly frozenAtMs: number
}

/** What a label says of money rests on these: see `work/labor/money`. */
export async function findMoneyFacts(db: Kysely<Database>, of: MoneyUntil): Promise<MoneyFacts> {
  const { currency } = of
  return {
    currency,
    floor: await findLeastFloor(db, of),
    paid: await sumPaidByPerson(db, of),
    sessions: await listClosedSessions(db, of),
    learned: await sumLearnedByPerson(db, of),
    isByTime: await isByTime(db, of),
  }
}

async function isByTime(db: Kysely<Database>, of: MoneyUntil): Promise<boolean> {
  const { rows } = await sql<{ leases: number; pieces: number }>`select count(*) as leases,
      coalesce(sum(case when mode = 'piece' then 1 else 0 end), 0) as pieces from assignment_terms
    where project_id = ${of.projectId} and currency = ${of.currency} and leased_at_ms <= ${of.frozenAtMs}`.execute(db)
  const [row] = rows
  return Number(row?.leases ?? 0) > 0 && Number(row?.pieces ?? 0) === 0
}

async function sumLearnedByPerson(db: Kysely<Database>, of: MoneyUntil): Promise<MoneyFacts["learned"]> {
  const { rows } = await sql<{
    person_id: number
    micros: number
  }>`select w.person_id, 0 - sum(e.amount_micros) as micros
    from ledger_account a join ledger_entry e on e.account_id = a.id
      join ledger_tx t on t.id = e.tx_id and t.kind = 'learn' and t.at_ms <= ${of.frozenAtMs}
      join work_session w on w.id = cast(substr(t.ref, 9) as bigint)
    where a.kind = 'learning_fund' and a.owner = ${String(of.projectId)} and a.currency = ${of.currency}
    group by w.person_id order by w.person_id`.execute(db)
  return rows.map((row) => ({ personId: Number(row.person_id), amountMicros: Number(row.micros) }))
}

async function findLeastFloor(db: Kysely<Database>, of: MoneyUntil): Promise<MoneyFacts["floor"]> {
  const { rows } = await sql<{ floor: number | null; people: number }>`select min(floor_micros) as floor,
      count(distinct person_id) as people from assignment_terms
    where project_id = ${of.projectId} and currency = ${of.currency} and leased_at_ms <= ${of.frozenAtMs}`.execute(db)
  const [row] = rows
  return row && row.floor !== null ? { microsPerHour: Number(row.floor), people: Number(row.people) } : null
}

async function sumPaidByPerson(db: Kysely<Database>, of: MoneyUntil): Promise<MoneyFacts["paid"]> {
  const rows = await db
    .selectFrom("ledger_tx as t")
    .innerJoin("ledger_entry as e", "e.tx_id", "t.id")
    .innerJoin("ledger_account as a", "a.id", "e.account_id")
    .select(({ fn }) => ["a.owner", fn.sum<number>("e.amount_micros").as("micros")])
    .where("t.project_id", "=", of.projectId)
    .where("t.currency", "=", of.currency)
    .where("t.at_ms", "<=", of.frozenAtMs)
    .where("a.kind", "=", "worker_payable")
    .groupBy("a.owner")
    .execute()
  return rows.map(({ owner, micros }) => ({ personId: Number(owner), amountMicros: Number(micros) }))
}

/**
 * Sessions that were closed by then. What one paid without bonuses is the movements about it and about its leases: `drawn`, allowance
 * and what was free, as the rows of pay have them by now, but up to that moment. Its closing payment is the first `top_up`; a session
 * that needed none was paid by the last of its answers.
 */
export async function listClosedSessions(db: Kysely<Database>, of: MoneyUntil): Promise<LaborSession[]> {
  const { projectId, currency, frozenAtMs } = of
  const { rows } = await sql<{
    person_id: number
    micros: number
    ms: number
    raised: number
    worked_at_ms: number | null
    paid_at_ms: number | null
  }>`with paid as (
      select case when t.ref like 'session:%' then cast(substr(t.ref, 9) as bigint) else l.session_id end as session_id,
        sum(e.amount_micros) as micros, max(case when t.kind = 'top_up' then 1 else 0 end) as raised,
        coalesce(min(case when t.kind = 'top_up' then t.at_ms end), max(t.at_ms)) as at_ms
      from ledger_tx t join ledger_entry e on e.tx_id = t.id
        join ledger_account a on a.id = e.account_id and a.kind = 'worker_payable'
        left join assignment_terms l on l.id = case when t.ref like 'lease:%' then cast(substr(t.ref, 7) as bigint) end
      where t.project_id = ${projectId} and t.currency = ${currency} and t.kind in ('earn', 'top_up') and t.at_ms <= ${frozenAtMs}
      group by 1),
    worked as (
      select session_id, sum(credited_ms) as ms, max(case when kind <> ${sql.lit(TIME_KIND.claim)} then at_ms end) as at_ms
      from time_entry where project_id = ${projectId} and session_id is not null and at_ms <= ${frozenAtMs}
      group by session_id)
    select w.person_id, coalesce(p.micros, 0) as micros, coalesce(k.ms, 0) as ms, coalesce(p.raised, 0) as raised,
      k.at_ms as worked_at_ms, p.at_ms as paid_at_ms
    from work_session w join session_pay s on s.session_id = w.id
      left join paid p on p.session_id = w.id left join worked k on k.session_id = w.id
    where w.project_id = ${projectId} and s.currency = ${currency} and w.closed_at_ms <= ${frozenAtMs}
    order by w.id`.execute(db)
  return rows.map((row) => ({
    ...{ personId: Number(row.person_id), paidMicros: Number(row.micros), seconds: Math.floor(Number(row.ms) / 1_000) },
    isRaised: Number(row.raised) === 1,
    lastWorkMs: row.worked_at_ms === null ? null : Number(row.worked_at_ms),
    paidAtMs: row.paid_at_ms === null ? null : Number(row.paid_at_ms),
  }))
}

/**
 * What a project paid people, at one moment and twice: by the entries of its movements, on which labels rest, and by the balances: what
 * came in and did not go back, less what lies free, on tranches, allowances and reserves, and less what its movements set apart elsewhere.
 */
export async function sumPaidTwice(
  db: Kysely<Database>,
  projectId: number,
  currency: Currency,
): Promise<{ readonly entriesMicros: number; readonly balancesMicros: number }> {
  const { rows } = await sql<{ paid: number; apart: number; own: number; sessions: number; reserves: number }>`select
    (select coalesce(sum(e.amount_micros), 0) from ledger_tx t join ledger_entry e on e.tx_id = t.id
      join ledger_account a on a.id = e.account_id
      where t.project_id = ${projectId} and t.currency = ${currency} and a.kind = 'worker_payable') as paid,
    (select coalesce(sum(e.amount_micros), 0) from ledger_tx t join ledger_entry e on e.tx_id = t.id
      join ledger_account a on a.id = e.account_id
      where t.project_id = ${projectId} and t.currency = ${currency} and a.kind not in
        ('worker_payable', 'external_in', 'project_free', 'session_tranche', 'session_allowance', 'assignment_reserve')) as apart,
    (select coalesce(sum(balance_micros), 0) from ledger_account where kind in ('external_in', 'project_free')
      and owner = ${String(projectId)} and currency = ${currency}) as own,
    (select coalesce(sum(a.balance_micros), 0) from session_pay s join ledger_account a
      on a.kind in ('session_tranche', 'session_allowance') and a.owner = cast(s.session_id as text) and a.currency = s.currency
      where s.project_id = ${projectId} and s.currency = ${currency}) as sessions,
    (select coalesce(sum(a.balance_micros), 0) from assignment_terms t join ledger_account a on a.kind = 'assignment_reserve'
      and a.owner = cast(t.id as text) and a.currency = t.currency
      where t.project_id = ${projectId} and t.currency = ${currency}) as reserves`.execute(db)
  const [row] = rows
  const lies = [row?.own, row?.apart, row?.sessions, row?.reserves]
  return {
    entriesMicros: Number(row?.paid ?? 0),
    // What came in stands below nought on `external_in`: with it everything adds up to nought.
    balancesMicros: 0 - lies.reduce<number>((sum, micros) => sum + Number(micros ?? 0), 0),
  }
}
