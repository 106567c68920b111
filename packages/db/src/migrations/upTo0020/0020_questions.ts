import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../../chain/covered.ts"
import { type Engine, runDdl } from "../ddl.ts"

/** What people ask and are told: threads with their messages, who read how far, and notices. History: never edited once released. */
const TABLES: readonly string[] = [
  `create table thread (id id, project_id int not null, public_id text not null unique, kind text not null, state text not null,
    task_id int, person_id int not null, about_id int, region_id text, spot text not null, reason text, seen text, clause text,
    clause_version int, asked_at_ms int not null, changed_at_ms int not null, answered_at_ms int)`,
  "create index thread_list on thread(project_id, kind, state, id)",
  "create index thread_task on thread(project_id, task_id)",
  "create index thread_about on thread(about_id, id)",
  `create table message (id id, project_id int not null, thread_id int not null, public_id text not null, person_id int not null,
    role text not null, body text not null, at_ms int not null)`,
  // Ids of messages are made by their writers: one is stored once in its thread.
  "create unique index message_once on message(thread_id, public_id)",
  "create index message_thread on message(thread_id, id)",
  "create index message_person on message(person_id, id)",
  "create table thread_read (project_id int not null, thread_id int not null, person_id int not null, message_id int not null, key(project_id, thread_id, person_id))",
  // One notice for each concern of a person: what happens again is counted there.
  `create table notice (id id, person_id int not null, project_id int, kind text not null, concern text not null, detail text not null,
    times int not null, at_ms int not null, seen_at_ms int)`,
  "create unique index notice_concern on notice(person_id, concern)",
  "create index notice_person on notice(person_id, at_ms, id)",
  "create index notice_unseen on notice(person_id) where seen_at_ms is null",
  "alter table assignment add column question flag not null default 0",
  // Put aside, and answered after they ran out: very few.
  "create index assignment_aside on assignment(project_id, person_id) where question = 2",
  "create index assignment_answered on assignment(project_id, person_id) where question = 3",
]

export async function questions(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  if (engine === "postgres") for (const statement of postgresNotes(20)) await sql.raw(statement).execute(db)
}
