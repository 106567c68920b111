import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../chain/covered.ts"
import { type Engine, runDdl } from "./ddl.ts"

/** Who mentors, who is mentored by whom, and what is written of answers. History: never edited once released. */
const TABLES: readonly string[] = [
  `create table mentor (project_id int not null, person_id int not null, named_by int, named_at_ms int, offers flag not null,
    changed_at_ms int not null, key(project_id, person_id))`,
  `create table mentor_pair (id id, public_id text not null unique, project_id int not null, learner_id int not null, mentor_id int,
    words text not null, asked_at_ms int not null, offered_at_ms int, accepted_at_ms int, ended_at_ms int, ended_by int)`,
  "create unique index mentor_pair_open on mentor_pair(project_id, learner_id) where ended_at_ms is null",
  "create index mentor_pair_learner on mentor_pair(learner_id, project_id)",
  "create index mentor_pair_mentor on mentor_pair(mentor_id, project_id) where mentor_id is not null",
  `create table mentor_note (id id, public_id text not null unique, pair_id int not null, project_id int not null, task_id int not null,
    person_id int not null, mentor_id int not null, revision int not null, region_id text, body text not null, at_ms int not null,
    useful flag)`,
  "create index mentor_note_person on mentor_note(person_id, project_id, id)",
  "create index mentor_note_mentor on mentor_note(mentor_id, project_id)",
  "create index mentor_note_task on mentor_note(project_id, task_id)",
  // What of a session's time was mentoring, which is worth more.
  "alter table work_session add column mentoring_ms int not null default 0",
]

/** The number of this step. */
const STEP = 38

export async function mentors(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  if (engine === "postgres") for (const statement of postgresNotes(STEP)) await sql.raw(statement).execute(db)
}
