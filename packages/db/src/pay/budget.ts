import type { Currency } from "@justesse/types"
import type { TransactionKind } from "@justesse/work/ledger/transaction"
import type { DayMovements } from "@justesse/work/pay/spending"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"

/** What of a project's money lies where, and what it went to. */
interface ProjectMoney {
  /** On tranches, allowances and reserves. */
  readonly reservedMicros: number
  /** To people, for work, added, bonuses and appeals. */
  readonly paidMicros: number
  /** For answers that nobody has decided about: what was paid for them. */
  readonly undecidedMicros: number
  /** Of what is reserved, for bonuses and late answers of leases that are over: no further lease is made from it. */
  readonly keptMicros: number
}

/** What of a project's money is reserved, paid and undecided. Sums alone, of nobody. */
export async function sumProjectMoney(
  db: Kysely<Database>,
  projectId: number,
  currency: Currency,
): Promise<ProjectMoney> {
  const { rows } = await sql<{
    reserves: number
    sessions: number
    paid: number
    undecided: number
    kept: number
  }>`select
    (select coalesce(sum(a.balance_micros), 0) from assignment_terms t join ledger_account a on a.kind = 'assignment_reserve'
      and a.owner = cast(t.id as text) and a.currency = t.currency where t.project_id = ${projectId}) as reserves,
    (select coalesce(sum(a.balance_micros), 0) from session_pay s join ledger_account a
      on a.kind in ('session_tranche', 'session_allowance') and a.owner = cast(s.session_id as text) and a.currency = s.currency
      where s.project_id = ${projectId}) as sessions,
    (select coalesce(sum(e.amount_micros), 0) from ledger_tx t join ledger_entry e on e.tx_id = t.id join ledger_account a
      on a.id = e.account_id where t.project_id = ${projectId} and t.currency = ${currency} and a.kind = 'worker_payable') as paid,
    (select coalesce(sum(a.balance_micros), 0) from assignment_terms t join ledger_account a on a.kind = 'assignment_reserve'
      and a.owner = cast(t.id as text) and a.currency = t.currency
      where t.project_id = ${projectId} and t.state <> 'leased') as kept,
    (select coalesce(sum(drawn_micros), 0) from assignment_terms
      where project_id = ${projectId} and state = 'submitted' and judged = 1 and decided = 0) as undecided`.execute(db)
  const [row] = rows
  return {
    reservedMicros: Number(row?.reserves ?? 0) + Number(row?.sessions ?? 0),
    paidMicros: Number(row?.paid ?? 0),
    undecidedMicros: Number(row?.undecided ?? 0),
    keptMicros: Number(row?.kept ?? 0),
  }
}

/** What came to people from a project, by day and kind of movement; day 0 is 1970-01-01 on a clock `offsetMs` ahead of UTC. */
export async function sumSpentByDay(
  db: Kysely<Database>,
  {
    projectId,
    currency,
    offsetMs,
  }: { readonly projectId: number; readonly currency: Currency; readonly offsetMs: number },
): Promise<DayMovements[]> {
  // A literal, not a bound value: one engine binds numbers as reals and would not divide whole.
  const { rows } = await sql<{ day: number; kind: TransactionKind; micros: number }>`select
      (t.at_ms + ${sql.lit(offsetMs)}) / 86400000 as day, t.kind, sum(e.amount_micros) as micros
    from ledger_tx t join ledger_entry e on e.tx_id = t.id join ledger_account a on a.id = e.account_id
    where t.project_id = ${projectId} and t.currency = ${currency} and a.kind = 'worker_payable'
    group by 1, 2 order by 1, 2`.execute(db)
  return rows.map(({ day, kind, micros }) => ({ day: Math.floor(Number(day)), kind, amountMicros: Number(micros) }))
}

/** How many answers each annotator had decided, a number a person and no names: what exposure is counted from. */
export async function listDecidedCounts(db: Kysely<Database>, projectId: number): Promise<number[]> {
  const rows = await db.selectFrom("pay_counter").select("decided").where("project_id", "=", projectId).execute()
  return rows.map(({ decided }) => decided)
}

/** Answers that a project still asks for, and how many were sent in a time. */
export async function countAnswersLeft(
  db: Kysely<Database>,
  projectId: number,
  sinceMs: number,
): Promise<{ readonly left: number; readonly sent: number }> {
  const { rows } = await sql<{ left_over: number; sent: number }>`select
    (select coalesce(sum(case when t.overlap > t.submitted then t.overlap - t.submitted else 0 end), 0) from task t
      join task_state s on s.project_id = t.project_id and s.task_id = t.id
      where t.project_id = ${projectId} and s.state in ('open', 'waiting')) as left_over,
    (select count(*) from submission where project_id = ${projectId} and revision = 1 and stored_at_ms >= ${sinceMs}) as sent`.execute(
    db,
  )
  return { left: Number(rows[0]?.left_over ?? 0), sent: Number(rows[0]?.sent ?? 0) }
}
