import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../../chain/covered.ts"
import { appendOnly } from "../appendOnly.ts"
import { type Engine, runDdl } from "../ddl.ts"

/**
 * Judgements about submissions with what was written beside them, and where each submission stands by them. History: never edited
 * once released.
 */
const TABLES: readonly string[] = [
  `create table judgement (project_id int not null, task_id int not null, person_id int not null, revision int not null, seq int not null,
    public_id text not null, about int not null, kind text not null, part_id text, reason text, clause text, act text not null,
    by_kind text not null, by_id int, at_ms int not null, supersedes int, beside_sha256 text,
    primary key(project_id, task_id, person_id, revision, seq))`,
  "create unique index judgement_public on judgement(public_id)",
  "create index judgement_by on judgement(by_id) where by_id is not null",
  // Words and shapes of a picture that may be forgotten: the row keeps their hash.
  `create table judgement_beside (project_id int not null, task_id int not null, person_id int not null, revision int not null,
    seq int not null, words text not null, reference text, primary key(project_id, task_id, person_id, revision, seq))`,
  `create table case_state (project_id int not null, task_id int not null, person_id int not null, revision int not null,
    public_id text not null, about int not null, rows int not null, status text not null, since_ms int not null, due_at_ms int,
    guideline_version int not null, state text not null, reviewer_id int, clause text, rejected_at_ms int, appealed_at_ms int,
    third_id int, primary key(project_id, task_id, person_id, revision))`,
  "create unique index case_public on case_state(public_id)",
  "create index case_due on case_state(due_at_ms) where due_at_ms is not null",
  "create index case_author on case_state(person_id, since_ms)",
  "create index case_status on case_state(project_id, status)",
  "create index case_third on case_state(third_id) where third_id is not null",
  // Of rejections of one reviewer by one clause, those that an overturned one reopens.
  "create index case_sibling on case_state(project_id, reviewer_id, clause) where rejected_at_ms is not null",
]

const KEYS = [["project_id", "task_id", "person_id", "revision", "seq"], ["public_id"]] as const

/** The engine itself refuses to change or remove a judgement. */
export async function judgements(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  for (const statement of appendOnly(engine, { table: "judgement", unique: KEYS })) await sql.raw(statement).execute(db)
  if (engine === "postgres") for (const statement of postgresNotes(27)) await sql.raw(statement).execute(db)
}
