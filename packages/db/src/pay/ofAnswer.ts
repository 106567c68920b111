import type { Currency } from "@justesse/types"
import { waitOfBonus } from "@justesse/work/pay/holds"
import type { Kysely } from "kysely"
import { askRows, stepsIn } from "../ledger/steps.ts"
import type { Database } from "../schema/index.ts"
import { caseOf, ONE_TERMS, type TermsRow } from "./rows.ts"
import { type Answered, PAID_FOR } from "./verdicts.ts"

/** What somebody was paid for one answer, and what of it waits. */
interface AnswerMoney {
  readonly currency: Currency
  /** Paid for its time when it was sent. */
  readonly timeMicros: number
  /** What is promised for a good answer, and whether it was paid, waits, or is lost. */
  readonly bonusMicros: number
  readonly bonus: "paid" | "owed" | "waits_decision" | "held_rejection" | "lost"
  /** Paid for the minutes of an appeal that was won. */
  readonly wonMicros: number
}

/** The money of somebody's answer to a task; null where it was not paid for. */
export async function findAnswerMoney(db: Kysely<Database>, of: Answered): Promise<AnswerMoney | null> {
  const { projectId, taskId, personId } = of
  const [lease] = await stepsIn(db, askRows<{ id: number }>(PAID_FOR, projectId, taskId, personId))
  const [row] = lease ? await stepsIn(db, askRows<TermsRow>(ONE_TERMS, lease.id)) : []
  if (!row) return null
  const entries = await db
    .selectFrom("ledger_tx as t")
    .innerJoin("ledger_entry as e", "e.tx_id", "t.id")
    .innerJoin("ledger_account as a", "a.id", "e.account_id")
    .select(["t.kind", "e.amount_micros as micros"])
    .where("t.ref", "=", `lease:${row.id}`)
    .where("a.kind", "=", "worker_payable")
    .where("a.owner", "=", String(personId))
    .execute()
  const paid = (kind: "earn" | "compensation") =>
    entries.filter((entry) => entry.kind === kind).reduce((sum, { micros }) => sum + Number(micros), 0)
  return {
    currency: row.currency,
    timeMicros: paid("earn"),
    bonusMicros: row.bonus_micros,
    bonus: bonusOf(row),
    wonMicros: paid("compensation"),
  }
}

function bonusOf(row: TermsRow): AnswerMoney["bonus"] {
  if (row.bonus_given === 1) return row.owed_micros > 0 ? "owed" : "paid"
  const wait = waitOfBonus(caseOf(row))
  return wait === null ? "lost" : wait === "rejection" ? "held_rejection" : "waits_decision"
}
