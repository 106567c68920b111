import { sql } from "kysely"
import { PERSON_LOCKS } from "../postgres/session.ts"
import type { OpenTransaction } from "../transaction.ts"

/** Waits for a person's own calls under way and keeps later ones waiting until the transaction ends; SQLite has one writer anyway. */
export async function lockPerson(tx: OpenTransaction, engine: "sqlite" | "postgres", personId: number): Promise<void> {
  if (engine === "postgres")
    await sql`select pg_advisory_xact_lock(${sql.lit(PERSON_LOCKS)}, ${personId}::int)`.execute(tx)
}
