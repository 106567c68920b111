import type { PayoutState } from "@justesse/work/pay/takeOut"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"

/** Whether any money ever moved in this studio. */
export async function hasLedger(db: Kysely<Database>): Promise<boolean> {
  return (await db.selectFrom("ledger_tx").select("id").limit(1).executeTakeFirst()) !== undefined
}

/** How many payouts are in a state. */
export async function countPayouts(db: Kysely<Database>, state: PayoutState): Promise<number> {
  const { n } = await db
    .selectFrom("payout")
    .select(sql<number>`count(*)`.as("n"))
    .where("state", "=", state)
    .executeTakeFirstOrThrow()
  return Number(n)
}
