import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../chain/covered.ts"
import { type Engine, runDdl } from "./ddl.ts"

/**
 * How often work was refused for lack of money, a row for each stretch without: `project_pay` forgets it when money comes. Noted by the
 * engine where a refusal is counted there, and as much as is counted there: rows that are put back from a backup are no refusals. Nobody
 * removes a row. History: never edited once released.
 */
const TABLES: readonly string[] = [
  "create table unfunded_stretch (project_id int not null, since_ms int not null, asked int not null, key(project_id, since_ms))",
  `insert into unfunded_stretch (project_id, since_ms, asked) select project_id, unfunded_since_ms, asked from project_pay
    where unfunded_since_ms is not null and asked > 0`,
]

const NOTE = `insert into unfunded_stretch (project_id, since_ms, asked) values (new.project_id, new.unfunded_since_ms, new.asked)
  on conflict (project_id, since_ms) do update set asked = excluded.asked where excluded.asked > unfunded_stretch.asked`
const IS_REFUSED = "new.unfunded_since_ms is not null and new.asked > 0"

const SQLITE: readonly string[] = [
  `create trigger unfunded_added after insert on project_pay when ${IS_REFUSED} begin ${NOTE}; end`,
  `create trigger unfunded_asked after update of asked on project_pay when ${IS_REFUSED} begin ${NOTE}; end`,
  `create trigger unfunded_stretch_never_removed before delete on unfunded_stretch begin
    select raise(abort, 'unfunded_stretch only grows: nothing is removed'); end`,
]

const refuse = "raise exception 'unfunded_stretch only grows: % is refused', lower(tg_op);"
const POSTGRES: readonly string[] = [
  `create function unfunded_noted() returns trigger language plpgsql as $$ begin ${NOTE}; return null; end $$`,
  `create trigger unfunded_added after insert on project_pay for each row when (${IS_REFUSED}) execute function unfunded_noted()`,
  `create trigger unfunded_asked after update of asked on project_pay for each row when (${IS_REFUSED}) execute function unfunded_noted()`,
  `create function unfunded_stretch_grows() returns trigger language plpgsql as $$ begin ${refuse} end $$`,
  `create trigger unfunded_stretch_never_removed before delete on unfunded_stretch
    for each row execute function unfunded_stretch_grows()`,
  `create trigger unfunded_stretch_never_emptied before truncate on unfunded_stretch
    for each statement execute function unfunded_stretch_grows()`,
]

/** The number of this step. */
const STEP = 36

export async function unfunded(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  for (const statement of engine === "sqlite" ? SQLITE : POSTGRES) await sql.raw(statement).execute(db)
  if (engine === "postgres") for (const statement of postgresNotes(STEP)) await sql.raw(statement).execute(db)
}
