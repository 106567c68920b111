import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../../chain/covered.ts"
import { type Engine, runDdl } from "../ddl.ts"

/** Work sessions, and what kind of time an entry is. History: never edited once released. */
const TABLES: readonly string[] = [
  `create table work_session (id id, project_id int not null, person_id int not null, opened_at_ms int not null, midnight_ms int not null,
    last_at_ms int not null, active_ms int not null, unleased_ms int not null, closed_at_ms int, closed_why flag)`,
  "create index work_session_open on work_session(project_id, person_id, id) where closed_at_ms is null",
  "create index work_session_person on work_session(person_id, opened_at_ms)",
  "alter table assignment add column session_id int null",
  // What was credited before was credited to leases.
  "alter table time_entry add column kind flag not null default 0",
  "alter table time_entry add column session_id int null",
  "alter table time_entry add column guideline_version int null",
  "create index time_entry_session on time_entry(session_id) where session_id is not null",
]

export async function workSessions(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  if (engine === "postgres") for (const statement of postgresNotes(26)) await sql.raw(statement).execute(db)
}
