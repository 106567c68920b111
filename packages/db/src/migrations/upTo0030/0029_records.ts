import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../../chain/covered.ts"
import { type Engine, runDdl } from "../ddl.ts"

/** The studio's key for records of work, and the records that it signed. History: never edited once released. */
const TABLES: readonly string[] = [
  `create table issuer_key (id int not null, thumbprint text not null, public_x text not null, private_d text not null,
    made_at_ms int not null, key(id))`,
  `create table work_record (id id, number text not null unique, person_id int not null, issued_at_ms int not null, jws text not null,
    jws_sha256 text not null, withdrawn_at_ms int)`,
  "create index work_record_person on work_record(person_id, id)",
  "create index work_record_withdrawn on work_record(number) where withdrawn_at_ms is not null",
]

/** Step 29. */
export async function records(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  if (engine === "postgres") for (const statement of postgresNotes(29)) await sql.raw(statement).execute(db)
}
