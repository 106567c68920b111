import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** Where somebody works, and where their money goes. Kept apart: no owner ever reads it. */
interface Payee {
  readonly place: string
  readonly name: string
  /** An IBAN, or whatever the operator's way of paying asks for. */
  readonly account: string
}

/** Where somebody works and their money goes; null for somebody who never said. */
export async function findPayee(db: Kysely<Database>, personId: number): Promise<Payee | null> {
  const row = await db
    .selectFrom("payee")
    .select(["place", "name", "account"])
    .where("person_id", "=", personId)
    .executeTakeFirst()
  return row ?? null
}

/** Stores where somebody works and their money goes, in the place of what they said before. */
export async function putPayee(tx: OpenTransaction, personId: number, payee: Payee, nowMs: number): Promise<void> {
  const row = { ...payee, changed_at_ms: nowMs }
  await tx
    .insertInto("payee")
    .values({ person_id: personId, ...row })
    .onConflict((conflict) => conflict.column("person_id").doUpdateSet(row))
    .execute()
}
