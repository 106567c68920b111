import { type Kysely, sql } from "kysely"
import type { Storage } from "../index.ts"
import type { Database } from "../schema/index.ts"

/** What an engine refuses changes of append-only tables with: each guard by its table, and how it is put up again. */
async function listGuards(db: Kysely<Database>, engine: Storage["engine"]) {
  const found =
    engine === "sqlite"
      ? sql<{ name: string; table: string; sql: string }>`select name, tbl_name as "table", sql from sqlite_schema
          where type = 'trigger' and name like '%\\_never\\_%' escape '\\'`
      : sql<{ name: string; table: string; sql: string }>`select tgname as name, tgrelid::regclass::text as "table",
          pg_get_triggerdef(oid) as sql from pg_trigger where tgname like '%\\_never\\_%'`
  return (await found.execute(db)).rows
}

/** Takes the guards of append-only tables off, as whoever owns the tables could, and returns what puts them up again. */
export async function takeGuardsOff(db: Kysely<Database>, engine: Storage["engine"]): Promise<() => Promise<void>> {
  const guards = await listGuards(db, engine)
  for (const { name, table } of guards)
    await sql.raw(`drop trigger ${name}${engine === "sqlite" ? "" : ` on ${table}`}`).execute(db)
  return async () => {
    for (const guard of guards) await sql.raw(guard.sql).execute(db)
  }
}
