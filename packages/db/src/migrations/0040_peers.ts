import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../chain/covered.ts"
import { type Engine, runDdl } from "./ddl.ts"

/** Who reads the answers of whoever asks to review, and what they said. History: never edited once released. */
const TABLES: readonly string[] = [
  `create table peer_assessment (id id, public_id text not null unique, request text not null unique, project_id int not null,
    person_id int not null, seed text not null, drawn text not null, state text not null, begun_at_ms int not null, ended_at_ms int)`,
  "create index peer_assessment_person on peer_assessment(person_id, project_id)",
  "create index peer_assessment_open on peer_assessment(id) where state = 'open'",
  `create table peer_seat (id id, public_id text not null unique, assessment_id int not null, project_id int not null,
    person_id int not null, state text not null, drawn_at_ms int not null, due_at_ms int not null, ended_at_ms int, sheet text)`,
  "create unique index peer_seat_once on peer_seat(assessment_id, person_id)",
  "create index peer_seat_person on peer_seat(person_id, state)",
]

/** The number of this step. */
const STEP = 40

export async function peers(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  if (engine === "postgres") for (const statement of postgresNotes(STEP)) await sql.raw(statement).execute(db)
}
