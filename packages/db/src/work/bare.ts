import {
  type AnnotationBody,
  type ResolvedBy,
  StoredBody,
  TaskAbout,
  type TaskNumber,
  type TaskState,
} from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { isSqlite } from "../assets/where.ts"
import type { Database } from "../schema/index.ts"

// Tasks that are about no picture: a row of a table, or nothing.

/** Such a task as its owner sees it in a list. */
export interface BareTask {
  readonly taskId: TaskNumber
  readonly about: TaskAbout | null
  readonly state: TaskState
  readonly settledBy: ResolvedBy | null
  readonly answer: AnnotationBody | null
  readonly differences: number
  readonly overlap: number
  readonly submitted: number
}

/** Which of them are wanted; what is absent or null narrows nothing. */
interface BareWanted {
  readonly projectId: number
  readonly after: number
  readonly state: TaskState | null
  /** What stands in a cell, or was answered. */
  readonly search: string
}

function select(db: Kysely<Database>, { projectId, after, state, search }: BareWanted) {
  let query = db
    .selectFrom("task as t")
    .innerJoin("task_state as s", (on) => on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"))
    .leftJoin("task_about as x", (on) => on.onRef("x.project_id", "=", "t.project_id").onRef("x.task_id", "=", "t.id"))
    .where("t.project_id", "=", projectId)
    .where("t.asset_id", "is", null)
    .where("t.id", ">", after)
  if (state !== null) query = query.where("s.state", "=", state)
  if (search !== "")
    query = query.where(
      sql<boolean>`(${isInCells(db, search)} or s.texts like ${likeOf(search.toLowerCase())} escape '\\')`,
    )
  return query
}

const likeOf = (text: string) => `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`

/** That a text stands in a cell, as it is written or in another case; SQLite knows the case of ASCII alone. */
function isInCells(db: Kysely<Database>, search: string) {
  const [cells, text] = isSqlite(db)
    ? [sql`json_each(x.body, '$.cells')`, sql`json_extract(c.value, '$.text')`]
    : [sql`json_array_elements(x.body::json -> 'cells')`, sql`c.value ->> 'text'`]
  return sql`exists (select 1 from ${cells} as c where lower(${text}) like ${likeOf(search.toLowerCase())} escape '\\'
    or ${text} like ${likeOf(search)} escape '\\')`
}

/** Tasks without a picture by number; at most `limit`. */
export async function listBareTasks(db: Kysely<Database>, wanted: BareWanted, limit: number): Promise<BareTask[]> {
  const rows = await select(db, wanted)
    .select(["t.id", "t.overlap", "t.submitted", "x.body", "s.state", "s.settled_by", "s.answer", "s.differences"])
    .orderBy("t.id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    taskId: row.id,
    about: row.body === null ? null : TaskAbout.parse(JSON.parse(row.body)),
    state: row.state,
    settledBy: row.settled_by,
    answer: row.answer === null ? null : StoredBody.parse(JSON.parse(row.answer)),
    differences: row.differences,
    overlap: row.overlap,
    submitted: row.submitted,
  }))
}

/** How many are wanted, whatever their number. */
export async function countBareTasks(db: Kysely<Database>, wanted: BareWanted): Promise<number> {
  const row = await select(db, { ...wanted, after: 0 })
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** Of these tasks, those that are about no picture. */
export async function findBareOf(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<TaskNumber[]> {
  if (taskIds.length === 0) return []
  const rows = await db
    .selectFrom("task")
    .select("id")
    .where("project_id", "=", projectId)
    .where("asset_id", "is", null)
    .where("id", "in", [...taskIds])
    .orderBy("id")
    .execute()
  return rows.map(({ id }) => id)
}

/** Whether a project has any task that is about a picture, and any that is about none. */
export async function findTaskSorts(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ readonly pictures: boolean; readonly bare: boolean }> {
  const any = async (isBare: boolean) =>
    (await db
      .selectFrom("task")
      .select("id")
      .where("project_id", "=", projectId)
      .where("asset_id", isBare ? "is" : "is not", null)
      .limit(1)
      .executeTakeFirst()) !== undefined
  return { pictures: await any(false), bare: await any(true) }
}
