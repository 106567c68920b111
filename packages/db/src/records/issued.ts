import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** A record of work that was signed. */
export interface IssuedRecord {
  readonly number: string
  readonly personId: number
  readonly issuedAtMs: number
  readonly jws: string
  readonly jwsSha256: string
}
/** The same without its text, and with what became of it. */
interface ListedRecord extends Pick<IssuedRecord, "number" | "issuedAtMs"> {
  readonly withdrawnAtMs: number | null
}

/** Keeps a signed record; false where its number is taken. */
export async function insertRecord(tx: OpenTransaction, record: IssuedRecord): Promise<boolean> {
  const { number, personId, issuedAtMs, jws, jwsSha256 } = record
  const made = await tx
    .insertInto("work_record")
    .values({
      ...{ number, jws, person_id: personId, issued_at_ms: issuedAtMs, jws_sha256: jwsSha256 },
      withdrawn_at_ms: null,
    })
    .onConflict((conflict) => conflict.column("number").doNothing())
    .executeTakeFirst()
  return Number(made.numInsertedOrUpdatedRows ?? 0) > 0
}

/** The records of a person, the last first. */
export async function listRecords(db: Kysely<Database>, personId: number, most: number): Promise<ListedRecord[]> {
  const rows = await db
    .selectFrom("work_record")
    .select(["number", "issued_at_ms", "withdrawn_at_ms"])
    .where("person_id", "=", personId)
    .orderBy("id", "desc")
    .limit(most)
    .execute()
  return rows.map((row) => ({
    number: row.number,
    issuedAtMs: row.issued_at_ms,
    withdrawnAtMs: row.withdrawn_at_ms,
  }))
}

/** One record of a person; undefined where the number is nobody's, or somebody else's. */
export async function findRecord(
  db: Kysely<Database>,
  personId: number,
  number: string,
): Promise<(ListedRecord & Pick<IssuedRecord, "jws">) | undefined> {
  const row = await db
    .selectFrom("work_record")
    .select(["number", "issued_at_ms", "withdrawn_at_ms", "jws"])
    .where("number", "=", number)
    .where("person_id", "=", personId)
    .executeTakeFirst()
  if (!row) return undefined
  const { issued_at_ms: issuedAtMs, withdrawn_at_ms: withdrawnAtMs, jws } = row
  return { number, issuedAtMs, withdrawnAtMs, jws }
}

/** Withdraws a record of a person for good; one that was withdrawn before keeps its time. */
export async function withdrawRecord(
  db: Kysely<Database>,
  personId: number,
  number: string,
  nowMs: number,
): Promise<void> {
  await db
    .updateTable("work_record")
    .set({ withdrawn_at_ms: nowMs })
    .where("number", "=", number)
    .where("person_id", "=", personId)
    .where("withdrawn_at_ms", "is", null)
    .execute()
}

/** Numbers of all withdrawn records of the studio, which is all that anybody learns of them. */
export async function listWithdrawn(db: Kysely<Database>): Promise<string[]> {
  const rows = await db
    .selectFrom("work_record")
    .select("number")
    .where("withdrawn_at_ms", "is not", null)
    .orderBy("number")
    .execute()
  return rows.map(({ number }) => number)
}
