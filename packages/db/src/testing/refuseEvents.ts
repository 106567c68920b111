import { sql } from "kysely"
import type { Storage } from "../index.ts"

/** While this holds, nothing that happened can be stored. */
export async function refuseEvents({ engine, db }: Storage): Promise<void> {
  if (engine === "sqlite")
    return void (await sql`create trigger no_events before insert on activity begin
      select raise(abort, 'no events today'); end`.execute(db))
  await sql`create function no_events() returns trigger language plpgsql as $$ begin
    raise exception 'no events today'; end $$`.execute(db)
  await sql`create trigger no_events before insert on activity for each row execute function no_events()`.execute(db)
}

/** Ends {@link refuseEvents}. */
export async function allowEvents({ engine, db }: Storage): Promise<void> {
  if (engine === "sqlite") return void (await sql`drop trigger no_events`.execute(db))
  await sql`drop function no_events cascade`.execute(db)
}

/** The columns that are written beside an act, when it suits: when somebody was here last. */
const BESIDE = new Set(["last_seen_ms"])

/** Every row of every table, in no order, without what is written beside acts. */
export async function contentOf({ engine, db }: Storage): Promise<Record<string, unknown[]>> {
  const names =
    engine === "sqlite"
      ? sql<{ name: string }>`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'
          and name not like 'asset_text%'`
      : sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public'`
  const found: Record<string, unknown[]> = {}
  for (const { name } of (await names.execute(db)).rows) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db)
    found[name] = rows
      .map((row) => JSON.stringify(row, (column, value) => (BESIDE.has(column) ? undefined : value)))
      .sort()
  }
  return found
}
