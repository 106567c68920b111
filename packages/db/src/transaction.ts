import type { Kysely, Transaction } from "kysely"
import type { Database } from "./schema/index.ts"

/** An open transaction: what is written with it is stored together, or not at all. */
export type OpenTransaction = Transaction<Database>

function isOpen(db: Kysely<Database>): db is OpenTransaction {
  return db.isTransaction
}

/** All of it or nothing: in the transaction that is open already, else in one of its own. */
export function asOne<T>(db: Kysely<Database>, work: (tx: OpenTransaction) => Promise<T>): Promise<T> {
  return isOpen(db) ? work(db) : db.transaction().execute(work)
}
