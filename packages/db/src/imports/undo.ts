import type { AssetNumber, TaskNumber } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { BLOB_COLUMNS } from "../assets/blobColumns.ts"
import type { StoredStatus } from "../assets/index.ts"
import { inGuidelines } from "../assets/marks.ts"
import { isSqlite } from "../assets/where.ts"
import type { Database } from "../schema/index.ts"
import { listTasksOf } from "../work/taskAssets.ts"

/** Rows in one statement. */
const SLICE = 200

/** A task that was there already, as it was before an import answered it. */
export interface AnsweredBefore {
  readonly taskId: TaskNumber
  /** The answer that the import gave. */
  readonly answerSha256: string
  /** Answers wanted before. */
  readonly overlap: number
  readonly before: StoredStatus
}

/** A picture that an import brought, and whether anything has happened to it since. */
interface Ingested {
  readonly id: AssetNumber
  /** False once somebody had it in hand, a reviewer decided, it is in a version, or its state is not what an import leaves. */
  readonly untouched: boolean
}

/** Tables whose rows go with a task. */
export const WITH_TASK = [
  "gold",
  "prediction",
  "suspect",
  "alike",
  "task_quality",
  "second_look",
  "review",
  "import_answer",
  "proposal",
  "task_state",
  "task_about",
  "check_result",
] as const

/** Pictures with what has happened to each since its import. */
function selectStatuses(db: Kysely<Database>, projectId: number) {
  return db
    .selectFrom("asset as a")
    .select("a.id")
    .select((eb) => [
      eb
        .selectFrom("task as t")
        .innerJoin("task_state as s", (on) =>
          on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"),
        )
        .select((inner) => inner.fn.countAll<number>().as("n"))
        .whereRef("t.project_id", "=", "a.project_id")
        .whereRef("t.asset_id", "=", "a.id")
        .where("s.state", "not in", ["open", "excluded"])
        // What a file settled rests as well.
        .where(sql<boolean>`not (s.state = 'settled' and coalesce(s.settled_by, '') in ('import', 'gold'))`)
        .as("moved"),
      eb
        .selectFrom("task as t")
        .innerJoin("assignment as g", (on) =>
          on.onRef("g.project_id", "=", "t.project_id").onRef("g.task_id", "=", "t.id"),
        )
        .select((inner) => inner.fn.countAll<number>().as("n"))
        .whereRef("t.project_id", "=", "a.project_id")
        .whereRef("t.asset_id", "=", "a.id")
        .as("assignments"),
      eb
        .selectFrom("version_item as v")
        .select((inner) => inner.fn.countAll<number>().as("n"))
        .whereRef("v.project_id", "=", "a.project_id")
        .whereRef("v.item_id", "=", "a.id")
        .as("versions"),
      eb
        .selectFrom("task as t")
        .innerJoin("import_answer as i", (on) =>
          on.onRef("i.project_id", "=", "t.project_id").onRef("i.task_id", "=", "t.id"),
        )
        .select((inner) => inner.fn.countAll<number>().as("n"))
        .whereRef("t.project_id", "=", "a.project_id")
        .whereRef("t.asset_id", "=", "a.id")
        .whereRef("i.import_id", "<>", "a.import_id")
        .as("later"),
      // Compared with another, and somebody had the two in hand.
      eb
        .selectFrom("task_about as x")
        .innerJoin("assignment as g", (on) =>
          on.onRef("g.project_id", "=", "x.project_id").onRef("g.task_id", "=", "x.task_id"),
        )
        .select((inner) => inner.fn.countAll<number>().as("n"))
        .whereRef("x.project_id", "=", "a.project_id")
        .whereRef("x.second_id", "=", "a.id")
        .as("compared"),
    ])
    .where("a.project_id", "=", projectId)
}

/** Keeps where tasks stood before an import answers them; what is kept already stays. */
export async function keepBefore(
  db: Kysely<Database>,
  projectId: number,
  importId: number,
  rows: readonly AnsweredBefore[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += SLICE) {
    const values = rows.slice(at, at + SLICE).map((row) => ({
      project_id: projectId,
      import_id: importId,
      task_id: row.taskId,
      answer_sha256: row.answerSha256,
      overlap: row.overlap,
      before: JSON.stringify(row.before),
    }))
    await db
      .insertInto("import_answer")
      .values(values)
      .onConflict((conflict) => conflict.columns(["project_id", "import_id", "task_id"]).doNothing())
      .execute()
  }
}

/** Answers that an import gave to tasks that were there, by task after `after`. */
export async function listAnswered(
  db: Kysely<Database>,
  projectId: number,
  importId: number,
  after: number,
  limit: number,
): Promise<AnsweredBefore[]> {
  const rows = await db
    .selectFrom("import_answer")
    .select(["task_id", "answer_sha256", "overlap", "before"])
    .where("project_id", "=", projectId)
    .where("import_id", "=", importId)
    .where("task_id", ">", after)
    .orderBy("task_id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    taskId: row.task_id,
    answerSha256: row.answer_sha256,
    overlap: row.overlap,
    before: JSON.parse(row.before), // written by `keepBefore` alone
  }))
}

/** Pictures that an import brought, by number after `after`. */
export async function findIngested(
  db: Kysely<Database>,
  projectId: number,
  importId: number,
  after: AssetNumber,
  limit: number,
): Promise<Ingested[]> {
  const rows = await selectStatuses(db, projectId)
    .where("a.import_id", "=", importId)
    .where("a.id", ">", after)
    .orderBy("a.id")
    .limit(limit)
    .execute()
  return rows.map(toIngested)
}

/**
 * Takes pictures that are still untouched, and all that hangs on them, out of a project: which they were, and the hashes of
 * what they were made of. Call it in a transaction: whoever takes one of them up meanwhile comes before or after it.
 */
export async function deletePictures(
  db: Kysely<Database>,
  projectId: number,
  wanted: readonly AssetNumber[],
): Promise<{ ids: AssetNumber[]; hashes: string[] }> {
  if (wanted.length === 0) return { ids: [], hashes: [] }
  if (!isSqlite(db))
    await db
      .selectFrom("task")
      .select("id")
      .where("project_id", "=", projectId)
      .where("asset_id", "in", [...wanted])
      .orderBy("id")
      .forUpdate()
      .execute()
  const now = await selectStatuses(db, projectId)
    .where("a.id", "in", [...wanted])
    .execute()
  const ids = now
    .map(toIngested)
    .filter(({ untouched }) => untouched)
    .map(({ id }) => id)
  if (ids.length === 0) return { ids, hashes: [] }
  const rows = await db
    .selectFrom("asset")
    .select(BLOB_COLUMNS)
    .where("project_id", "=", projectId)
    .where("id", "in", ids)
    .execute()
  const tasks = await listTasksOf(db, projectId, ids)
  for (const table of tasks.length > 0 ? WITH_TASK : [])
    await db.deleteFrom(table).where("project_id", "=", projectId).where("task_id", "in", tasks).execute()
  if (tasks.length > 0)
    await db.deleteFrom("task").where("project_id", "=", projectId).where("id", "in", tasks).execute()
  await db.deleteFrom("asset_tag").where("project_id", "=", projectId).where("asset_id", "in", ids).execute()
  await db.deleteFrom("asset").where("project_id", "=", projectId).where("id", "in", ids).execute()
  const hashes = rows.flatMap((row) => Object.values(row).filter((sha) => sha !== null))
  return { ids, hashes: [...new Set(hashes)] }
}

/** Of these hashes, those that no picture of any project is made of any more and no guideline shows. */
export async function findOrphans(db: Kysely<Database>, hashes: readonly string[]): Promise<string[]> {
  const used = hashes.length === 0 ? new Set<string>() : await inGuidelines(db)
  for (let at = 0; at < hashes.length; at += SLICE) {
    const some = hashes.slice(at, at + SLICE)
    const rows = await db
      .selectFrom("asset")
      .select(BLOB_COLUMNS)
      .where((eb) => eb.or(BLOB_COLUMNS.map((column) => eb(column, "in", some))))
      .execute()
    for (const row of rows) for (const sha of Object.values(row)) if (sha !== null) used.add(sha)
  }
  return hashes.filter((sha) => !used.has(sha))
}

function toIngested(row: {
  id: AssetNumber
  moved: number | null
  assignments: number | null
  versions: number | null
  later: number | null
  compared: number | null
}): Ingested {
  const counts = [row.moved, row.assignments, row.versions, row.later, row.compared]
  const used = counts.reduce<number>((sum, n) => sum + Number(n ?? 0), 0)
  return { id: row.id, untouched: used === 0 }
}
