import type { Currency } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** Money that an operator received for a project, or gave back (below nought). */
interface NewDeposit {
  readonly publicId: string
  readonly projectId: number
  readonly currency: Currency
  readonly amountMicros: number
  readonly proof: string
  readonly personId: number
  readonly atMs: number
}

/** Stores what shows a deposit, in the transaction that moves it. */
export async function insertDeposit(tx: OpenTransaction, deposit: NewDeposit): Promise<void> {
  const { publicId, projectId, currency, amountMicros, proof, personId, atMs } = deposit
  await tx
    .insertInto("deposit")
    .values({
      ...{ public_id: publicId, project_id: projectId, currency, amount_micros: amountMicros },
      ...{ proof, person_id: personId, at_ms: atMs },
    })
    .execute()
}

/** The deposit of an id that its caller made; undefined for none. */
export async function findDeposit(
  db: Kysely<Database>,
  publicId: string,
): Promise<{ readonly projectId: number; readonly amountMicros: number } | undefined> {
  const row = await db
    .selectFrom("deposit")
    .select(["project_id", "amount_micros"])
    .where("public_id", "=", publicId)
    .executeTakeFirst()
  return row && { projectId: row.project_id, amountMicros: row.amount_micros }
}

/** The latest deposits of a project and what went back (below nought), with what shows each. */
export async function listDeposits(
  db: Kysely<Database>,
  projectId: number,
  most: number,
): Promise<{ readonly atMs: number; readonly amountMicros: number; readonly proof: string }[]> {
  const rows = await db
    .selectFrom("deposit")
    .select(["at_ms", "amount_micros", "proof"])
    .where("project_id", "=", projectId)
    .orderBy("id", "desc")
    .limit(most)
    .execute()
  return rows.map((row) => ({ atMs: row.at_ms, amountMicros: row.amount_micros, proof: row.proof }))
}
