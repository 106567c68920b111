import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../chain/covered.ts"
import { type Engine, runDdl } from "./ddl.ts"

/** Time of a lease beyond its limit: who went on is found, and what waited and was granted is paid. History: never edited once released. */
const TABLES: readonly string[] = [
  "alter table assignment_terms add column granted_seconds int not null default 0",
  "create index assignment_terms_extended on assignment_terms(project_id, id) where extensions > 0",
  "alter table time_claim add column beyond int",
]

/** The number of this step. */
const STEP = 37

export async function extensions(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  if (engine === "postgres") for (const statement of postgresNotes(STEP)) await sql.raw(statement).execute(db)
}
