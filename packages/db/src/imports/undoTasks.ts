import type { TaskNumber } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { isSqlite } from "../assets/where.ts"
import type { Database } from "../schema/index.ts"
import { WITH_TASK } from "./undo.ts"

/** A task that an import made for itself: of a row, or of a thing on a picture that was there; and whether nothing happened to it since. */
interface MadeTask {
  readonly id: TaskNumber
  readonly untouched: boolean
}

function select(db: Kysely<Database>, projectId: number) {
  return db
    .selectFrom("task as t")
    .innerJoin("task_state as s", (on) => on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"))
    .select(["t.id", "s.state"])
    .select((eb) => [
      eb
        .selectFrom("assignment as a")
        .select((inner) => inner.fn.countAll<number>().as("n"))
        .whereRef("a.project_id", "=", "t.project_id")
        .whereRef("a.task_id", "=", "t.id")
        .as("assignments"),
      eb
        .selectFrom("import_answer as l")
        .select((inner) => inner.fn.countAll<number>().as("n"))
        .whereRef("l.project_id", "=", "t.project_id")
        .whereRef("l.task_id", "=", "t.id")
        .as("answered"),
    ])
    .where("t.project_id", "=", projectId)
    .orderBy("t.id")
}

/** Of what a task is about (`x`), the import that says so. */
function madeBy(db: Kysely<Database>) {
  return isSqlite(db)
    ? sql<number>`json_extract(x.body, '$.source.import')`
    : sql<number>`(x.body::json #>> '{source,import}')::bigint`
}

/** How many tasks say that this import made them. */
export async function countMadeTasks(db: Kysely<Database>, projectId: number, importId: number): Promise<number> {
  const row = await db
    .selectFrom("task_about as x")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("x.project_id", "=", projectId)
    .where(madeBy(db), "=", importId)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** Tasks that say that this import made them, by number after `after`. */
export async function findMadeTasks(
  db: Kysely<Database>,
  projectId: number,
  importId: number,
  after: number,
  limit: number,
): Promise<MadeTask[]> {
  const rows = await select(db, projectId)
    .innerJoin("task_about as x", (on) => on.onRef("x.project_id", "=", "t.project_id").onRef("x.task_id", "=", "t.id"))
    .where(madeBy(db), "=", importId)
    .where("t.id", ">", after)
    .limit(limit)
    .execute()
  return rows.map(toMade)
}

/** Takes tasks that are still untouched out of a project, with all that hangs on them. Call it in a transaction. Gives which they were. */
export async function deleteTasks(
  db: Kysely<Database>,
  projectId: number,
  wanted: readonly TaskNumber[],
): Promise<TaskNumber[]> {
  if (wanted.length === 0) return []
  if (!isSqlite(db))
    await db
      .selectFrom("task")
      .select("id")
      .where("project_id", "=", projectId)
      .where("id", "in", [...wanted])
      .orderBy("id")
      .forUpdate()
      .execute()
  const now = await select(db, projectId)
    .where("t.id", "in", [...wanted])
    .execute()
  const ids = now.map(toMade).flatMap(({ id, untouched }) => (untouched ? [id] : []))
  if (ids.length === 0) return ids
  for (const table of WITH_TASK)
    await db.deleteFrom(table).where("project_id", "=", projectId).where("task_id", "in", ids).execute()
  await db.deleteFrom("task").where("project_id", "=", projectId).where("id", "in", ids).execute()
  return ids
}

/** Somebody who has it, an answer that became final and what a further import said are what happens to a task. */
function toMade(row: { id: TaskNumber; state: string; assignments: number | null; answered: number | null }): MadeTask {
  const isWaiting = row.state === "open" || row.state === "excluded"
  return { id: row.id, untouched: isWaiting && Number(row.assignments ?? 0) + Number(row.answered ?? 0) === 0 }
}
