import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** Tasks that are read together. */
const WINDOW = 500

/** Where regions with labels are written down, by task. */
const WRITTEN = [
  ["task_state", "answer"],
  ["submission", "body"],
  ["draft", "body"],
  ["gold", "answer"],
  ["review", "body"],
  ["review", "decisions"],
  ["second_look", "body"],
  ["second_look", "decisions"],
] as const

/** A region's label in JSON; ids of labels hold no quotes and no backslashes. */
const LABEL = /"label":"([^"\\]+)"/g

/**
 * Which of these labels any region of a project carries: in an answer of any revision, a draft, gold, a review or a
 * prediction. What frozen versions hold is not asked: they keep the labels they were made with. Read in windows of tasks, and
 * no further once all were found.
 */
export async function labelsUsed(
  db: Kysely<Database>,
  projectId: number,
  labels: readonly string[],
): Promise<Set<string>> {
  const wanted = new Set(labels)
  const used = new Set<string>()
  const read = (texts: readonly (string | null)[]) => {
    for (const text of texts) {
      for (const [, label = ""] of text?.matchAll(LABEL) ?? []) if (wanted.has(label)) used.add(label)
    }
    return used.size === wanted.size
  }
  if (wanted.size === 0) return used
  const last = await lastTask(db, projectId)
  const sets = await db.selectFrom("prediction_set").select("id").where("project_id", "=", projectId).execute()
  for (let after = 0; after < last; after += WINDOW) {
    for (const [table, column] of WRITTEN) {
      const rows = await db
        .selectFrom(table as "submission") // each has a project, a task and the column named beside it
        .select(`${column as "body"} as text`)
        .where("project_id", "=", projectId)
        .where("task_id", ">", after)
        .where("task_id", "<=", after + WINDOW)
        .execute()
      if (read(rows.map((row) => row.text))) return used
    }
    for (const { id } of sets) {
      const rows = await db
        .selectFrom("prediction")
        .select("body")
        .where("project_id", "=", projectId)
        .where("set_id", "=", id)
        .where("task_id", ">", after)
        .where("task_id", "<=", after + WINDOW)
        .execute()
      if (read(rows.map((row) => row.body))) return used
    }
  }
  return used
}

async function lastTask(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("task")
    .select((eb) => eb.fn.max("id").as("id"))
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  return Number(row?.id ?? 0)
}
