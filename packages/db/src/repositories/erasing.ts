import { type Kysely, sql } from "kysely"
import type { Database } from "../schema.ts"
import { isSqlite } from "./assetWhere.ts"

/** One transaction in which SQLite overwrites what is removed, instead of leaving it in unused parts of the file. */
export function erasing<T>(db: Kysely<Database>, work: (tx: Kysely<Database>) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    if (!isSqlite(db)) return work(tx)
    await sql`pragma secure_delete = on`.execute(tx)
    try {
      return await work(tx)
    } finally {
      await sql`pragma secure_delete = off`.execute(tx)
    }
  })
}
