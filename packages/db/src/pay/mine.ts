import type { Currency } from "@justesse/types"
import type { CaseState } from "@justesse/work/decisions/judgement"
import { accountOf } from "@justesse/work/ledger/accounts"
import type { Transaction } from "@justesse/work/ledger/transaction"
import type { DuePay } from "@justesse/work/pay/dues"
import { payDue } from "@justesse/work/pay/dues"
import { waitOfBonus } from "@justesse/work/pay/holds"
import { type Kysely, type Selectable, sql } from "kysely"
import { stepsIn } from "../ledger/steps.ts"
import type { Database } from "../schema/index.ts"
import type { PayTables } from "../schema/pay.ts"
import { readSession } from "./sessions.ts"

/** A movement on what somebody earned. */
interface OwnMovement {
  readonly number: number
  readonly project: string | null
  readonly ref: string
  readonly amountMicros: number
  /** With this person's entry alone, as `makeStatement` reads it. */
  readonly transaction: Transaction
}

/** Every movement on what somebody earned before a moment, by currency, in the order in which they were stored. */
export async function listOwnMovements(
  db: Kysely<Database>,
  personId: number,
  untilMs: number,
): Promise<ReadonlyMap<Currency, readonly OwnMovement[]>> {
  const rows = await db
    .selectFrom("ledger_account as a")
    .innerJoin("ledger_entry as e", "e.account_id", "a.id")
    .innerJoin("ledger_tx as t", "t.id", "e.tx_id")
    .leftJoin("project as p", "p.id", "t.project_id")
    .select(["t.id", "t.tx_key", "t.kind", "t.currency", "t.ref", "t.at_ms", "e.amount_micros", "p.slug"])
    .where("a.kind", "=", "worker_payable")
    .where("a.owner", "=", String(personId))
    .where("t.at_ms", "<", untilMs)
    .orderBy("t.id")
    .execute()
  const books = new Map<Currency, OwnMovement[]>()
  const account = accountOf("worker_payable", personId)
  for (const row of rows) {
    const { id: number, tx_key: key, kind, currency, ref, at_ms: atMs, amount_micros: amountMicros } = row
    const transaction = { key, kind, currency, atMs, entries: [{ account, amountMicros }] }
    books.set(currency, [...(books.get(currency) ?? []), { number, project: row.slug, ref, amountMicros, transaction }])
  }
  return books
}

/** What lies on somebody's accounts to take out, by currency. */
export async function listPayable(
  db: Kysely<Database>,
  personId: number,
): Promise<{ readonly currency: Currency; readonly payableMicros: number }[]> {
  const rows = await db
    .selectFrom("ledger_account")
    .select(["currency", "balance_micros"])
    .where("kind", "=", "worker_payable")
    .where("owner", "=", String(personId))
    .orderBy("currency")
    .execute()
  return rows.map(({ currency, balance_micros }) => ({ currency, payableMicros: balance_micros }))
}

/** What is not somebody's yet, in one currency. */
interface Waiting {
  readonly currency: Currency
  /** Bonuses of answers without a decision, and of how many answers. */
  readonly undecidedMicros: number
  readonly undecided: number
  /** Bonuses that a rejection holds which does not stand yet. */
  readonly heldMicros: number
  readonly owedMicros: number
}

/** Bonuses of somebody's answers that were neither given nor lost, by what they wait for, and what is owed to them, by currency. */
export async function sumWaiting(db: Kysely<Database>, personId: number): Promise<Waiting[]> {
  const owed = await db
    .selectFrom("assignment_terms")
    .select("currency")
    .select(sql<number>`sum(owed_micros)`.as("owed"))
    .where("person_id", "=", personId)
    .groupBy("currency")
    .execute()
  // Most answers were never judged one by one: they are added up by the database, and only those with a case are read.
  const found = await db
    .selectFrom("assignment_terms")
    .select(["currency", "case_state"])
    .select(sql<number>`sum(bonus_micros)`.as("bonus"))
    .select(sql<number>`count(*)`.as("answers"))
    .where("person_id", "=", personId)
    .where("state", "=", "submitted")
    .where("judged", "=", 1)
    .where("bonus_given", "=", 0)
    .groupBy(["currency", "case_state"])
    .execute()
  const waits = found.map(({ currency, case_state, bonus, answers }) => {
    const state = case_state === null ? null : (JSON.parse(case_state) as CaseState) // as the rules wrote it
    return { currency, for: waitOfBonus(state), micros: Number(bonus), answers: Number(answers) }
  })
  return owed.map(({ currency, owed: micros }) => {
    const own = waits.filter((one) => one.currency === currency)
    const [decision, rejection] = (["decision", "rejection"] as const).map((what) =>
      own.filter((one) => one.for === what),
    )
    const sum = (list: typeof own = []) => list.reduce((all, one) => all + one.micros, 0)
    return {
      ...{ currency, owedMicros: Number(micros), undecidedMicros: sum(decision), heldMicros: sum(rejection) },
      undecided: (decision ?? []).reduce((all, { answers }) => all + answers, 0),
    }
  })
}

type Terms = Selectable<PayTables["assignment_terms"]>

/** A paid session of somebody, with its leases. */
export interface OwnSession {
  readonly session: Selectable<PayTables["session_pay"]>
  readonly slug: string
  readonly name: string
  readonly openedAtMs: number
  readonly closedAtMs: number | null
  readonly activeMs: number
  readonly unleasedMs: number
  readonly mentoringMs: number
  /** Paid out of its leases' reserves for work, and bonuses that were paid. */
  readonly drawnMicros: number
  readonly bonusPaidMicros: number
  readonly terms: readonly Pick<Terms, "mode" | "price_micros" | "accrued_micros" | "state">[]
}

/** Paid sessions of somebody that began in a time, the latest first. */
export async function listOwnSessions(
  db: Kysely<Database>,
  personId: number,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): Promise<OwnSession[]> {
  const sessions = await db
    .selectFrom("work_session as w")
    .innerJoin("session_pay as s", "s.session_id", "w.id")
    .innerJoin("project as p", "p.id", "w.project_id")
    .selectAll("s")
    .select(["p.slug", "p.name", "w.opened_at_ms", "w.closed_at_ms", "w.active_ms", "w.unleased_ms", "w.mentoring_ms"])
    .where("w.person_id", "=", personId)
    .where("w.opened_at_ms", ">=", fromMs)
    .where("w.opened_at_ms", "<", untilMs)
    .orderBy("w.id", "desc")
    .limit(500)
    .execute()
  const terms = await db
    .selectFrom("assignment_terms")
    .select(["id", "session_id", "mode", "price_micros", "accrued_micros", "drawn_micros", "state"])
    .where("session_id", "in", [...sessions.map(({ session_id }) => session_id), -1])
    .execute()
  const bonuses = await sumBonuses(
    db,
    terms.map(({ id }) => id),
  )
  const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
  const own = (row: { readonly session_id: number }) => terms.filter(({ session_id }) => session_id === row.session_id)
  return sessions.map((row) => ({
    ...{ session: row, slug: row.slug, name: row.name, openedAtMs: row.opened_at_ms, closedAtMs: row.closed_at_ms },
    ...{ activeMs: row.active_ms, unleasedMs: row.unleased_ms, mentoringMs: row.mentoring_ms },
    drawnMicros: sum(own(row).map(({ drawn_micros }) => drawn_micros)),
    bonusPaidMicros: sum(own(row).map(({ id }) => bonuses.get(id) ?? 0)),
    terms: own(row),
  }))
}

/** Bonuses that were paid for leases, by their numbers. */
async function sumBonuses(db: Kysely<Database>, terms: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (terms.length === 0) return new Map()
  const rows = await db
    .selectFrom("ledger_tx as t")
    .innerJoin("ledger_entry as e", "e.tx_id", "t.id")
    .select("t.ref")
    .select(({ fn }) => fn.sum<number>("e.amount_micros").as("sum"))
    .where("t.kind", "=", "bonus")
    .where("e.amount_micros", ">", 0)
    .where(
      "t.ref",
      "in",
      terms.map((id) => `lease:${id}`),
    )
    .groupBy("t.ref")
    .execute()
  return new Map(rows.map(({ ref, sum }) => [Number(ref.slice(6)), Number(sum)]))
}

/** What would be added to each open session of somebody if it were closed now, by currency. */
export async function listAddedAtClose(
  db: Kysely<Database>,
  personId: number,
  nowMs: number,
): Promise<{ readonly currency: Currency; readonly due: Pick<DuePay, "paidMicros" | "owedMicros"> }[]> {
  const open = await db
    .selectFrom("session_pay")
    .select(["session_id", "currency"])
    .where("person_id", "=", personId)
    .where("closed", "=", 0)
    .execute()
  const found = []
  for (const { session_id, currency } of open) {
    const session = await stepsIn(db, readSession(session_id, nowMs))
    if (session) found.push({ currency, due: payDue({ ...session, isClosed: true }) })
  }
  return found
}
