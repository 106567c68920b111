import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../../chain/covered.ts"
import { type Engine, runDdl } from "../ddl.ts"

/** Credited time as it came, from which what is counted follows. History: never edited once released. */
const TABLES: readonly string[] = [
  `create table time_entry (id id, project_id int not null, person_id int not null, task_id int, slot_ms int, credited_ms int not null,
    at_ms int not null, ticks_sha256 text, ticks text)`,
  "create index time_entry_person on time_entry(person_id, id)",
  `create table time_prune (id id, at_ms int not null, person_id int, first_id int not null, last_id int not null, entries int not null,
    credited_ms int not null, ticks_sha256 text not null)`,
  // Of two programs that prune at once, one finds that it was done.
  "create unique index time_prune_first on time_prune(first_id) where person_id is null",
]

/** What was counted before, once for each of the three places where it is counted. */
const OPENING: readonly string[] = [
  `insert into time_entry (project_id, person_id, task_id, slot_ms, credited_ms, at_ms)
    select project_id, person_id, task_id, null, active_ms, changed_at_ms from assignment where active_ms <> 0
    order by project_id, task_id, person_id`,
  `insert into time_entry (project_id, person_id, task_id, slot_ms, credited_ms, at_ms)
    select project_id, person_id, null, slot_ms, active_ms, slot_ms from active_time where active_ms <> 0
    order by project_id, person_id, slot_ms`,
  `insert into time_entry (project_id, person_id, task_id, slot_ms, credited_ms, at_ms)
    select c.project_id, c.person_id, null, null, c.active_ms, coalesce((select max(t.slot_ms) from active_time t
      where t.project_id = c.project_id and t.person_id = c.person_id), 0)
    from person_counter c where c.active_ms <> 0 order by c.project_id, c.person_id`,
]

export async function time(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  for (const statement of OPENING) await sql.raw(statement).execute(db)
  // SQLite's notes are made by triggers of the writing connection. What is there already is sealed as rows from before are.
  if (engine === "postgres") for (const statement of postgresNotes(15)) await sql.raw(statement).execute(db)
}
