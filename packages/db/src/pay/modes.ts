import type { Currency } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"
import type { OpenTransaction } from "../transaction.ts"

/** Leases in hand in a project; those that ran out and wait to be swept count too. */
export async function countOpenLeases(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("assignment")
    .select(sql<number>`count(*)`.as("n"))
    .where("project_id", "=", projectId)
    .where("state", "=", ASSIGNMENT_STATE.leased)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Money that came in for a project and did not go back, wherever it lies by now. */
export async function findHeldMicros(db: Kysely<Database>, projectId: number, currency: Currency): Promise<number> {
  const row = await db
    .selectFrom("ledger_account")
    .select("balance_micros")
    .where("kind", "=", "external_in")
    .where("owner", "=", String(projectId))
    .where("currency", "=", currency)
    .executeTakeFirst()
  return 0 - (row?.balance_micros ?? 0)
}

/** Everybody of a project reads its conditions again before their next task. */
export async function askAgain(tx: OpenTransaction, projectId: number): Promise<void> {
  await tx.updateTable("member").set({ accepted_version: 0 }).where("project_id", "=", projectId).execute()
}
