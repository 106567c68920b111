import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../chain/covered.ts"
import { type Engine, runDdl } from "./ddl.ts"

/**
 * What a task is about beside its asset, as JSON; most tasks have no row. `origin` names what it was made of, so that nothing becomes two
 * tasks. History: never edited once released.
 */
const TABLES: readonly string[] = [
  `create table task_about (project_id int not null, task_id int not null, body text not null, origin text null,
    primary key(project_id, task_id))`,
  "create unique index task_about_origin on task_about(project_id, origin) where origin is not null",
]

/** The number of this step. */
const STEP = 44

export async function taskAbout(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  if (engine === "postgres") for (const statement of postgresNotes(STEP)) await sql.raw(statement).execute(db)
}
