import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"
import { isSqlite } from "./where.ts"

/**
 * One transaction in which SQLite overwrites what is removed, instead of leaving it in unused parts of the file. Others are
 * served before the next one: its statements by themselves never wait.
 */
export async function erasing<T>(db: Kysely<Database>, work: (tx: OpenTransaction) => Promise<T>): Promise<T> {
  if (!isSqlite(db)) return db.transaction().execute(work)
  const done = await db.transaction().execute(async (tx) => {
    await sql`pragma secure_delete = on`.execute(tx)
    try {
      return await work(tx)
    } finally {
      await sql`pragma secure_delete = off`.execute(tx)
    }
  })
  await new Promise<void>((go) => setImmediate(go))
  return done
}
