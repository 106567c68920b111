import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../chain/covered.ts"
import { appendOnly } from "./appendOnly.ts"
import { type Engine, runDdl } from "./ddl.ts"

/** What people bring to the ombud. History: never edited once released. */
const TABLES: readonly string[] = [
  `create table ombud_matter (id id, public_id text not null unique, person_id int not null, project_id int not null, decision text,
    opened_at_ms int not null, reopened_at_ms int)`,
  "create index ombud_matter_person on ombud_matter(person_id, project_id)",
  `create table ombud_message (id id, matter_id int not null, public_id text not null unique, person_id int not null,
    from_ombud flag not null, body text not null, at_ms int not null)`,
  "create index ombud_message_of on ombud_message(matter_id, id)",
]

/** The number of this step. */
const STEP = 33

export async function ombud(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  const growing = appendOnly(engine, { table: "ombud_message", unique: [["id"], ["public_id"]] })
  for (const statement of growing) await sql.raw(statement).execute(db)
  if (engine === "postgres") for (const statement of postgresNotes(STEP)) await sql.raw(statement).execute(db)
}
