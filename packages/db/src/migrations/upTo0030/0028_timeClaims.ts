import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../../chain/covered.ts"
import { appendOnly } from "../appendOnly.ts"
import { type Engine, runDdl } from "../ddl.ts"

/** Claims of missing time and their answers. History: never edited once released. */
const TABLES: readonly string[] = [
  `create table time_claim (id id, project_id int not null, person_id int not null, session_id int not null, granted_s int not null,
    asked_s int not null, note text not null, at_ms int not null)`,
  "create index time_claim_person on time_claim(person_id, at_ms)",
  "create index time_claim_open on time_claim(project_id, id) where asked_s > 0",
  "create table time_claim_answer (claim_id int not null, person_id int, granted_s int not null, at_ms int not null, key(claim_id))",
]

/** Tables whose rows are added and nothing else. */
const GROWING: readonly Parameters<typeof appendOnly>[1][] = [
  { table: "time_claim", unique: [["id"]] },
  { table: "time_claim_answer", unique: [["claim_id"]] },
]

export async function timeClaims(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  for (const table of GROWING) for (const statement of appendOnly(engine, table)) await sql.raw(statement).execute(db)
  if (engine === "postgres") for (const statement of postgresNotes(28)) await sql.raw(statement).execute(db)
}
