import { checkedRegion, type Region, RegionProvenance, StoredBody, TaskAbout, type TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** Rows asked for in one statement: bound values stay under every engine's limit. */
const SLICE = 500

/** What these tasks are about beside their pictures; those that are about nothing beside them are absent. */
export async function findAbouts(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<TaskNumber, TaskAbout>> {
  const found = new Map<TaskNumber, TaskAbout>()
  for (let at = 0; at < taskIds.length; at += SLICE) {
    const rows = await db
      .selectFrom("task_about")
      .select(["task_id", "body"])
      .where("project_id", "=", projectId)
      .where("task_id", "in", taskIds.slice(at, at + SLICE))
      .execute()
    for (const { task_id, body } of rows) found.set(task_id, TaskAbout.parse(JSON.parse(body)))
  }
  return found
}

/** The tasks that were made of these, by what they were made of; what no task was made of is absent. */
export async function findTasksMadeOf(
  db: Kysely<Database>,
  projectId: number,
  origins: readonly string[],
): Promise<Map<string, TaskNumber>> {
  const found = new Map<string, TaskNumber>()
  for (let at = 0; at < origins.length; at += SLICE) {
    const rows = await db
      .selectFrom("task_about")
      .select(["task_id", "origin"])
      .where("project_id", "=", projectId)
      .where("origin", "in", origins.slice(at, at + SLICE))
      .execute()
    for (const { task_id, origin } of rows) if (origin !== null) found.set(origin, task_id)
  }
  return found
}

/** A thing on a picture as those left it who checked it, and on what that rests. */
export interface CheckedThing {
  readonly taskId: TaskNumber
  readonly region: Region
  readonly provenance: RegionProvenance
}

/** What became of the thing that a row's task is about; null where it is about none, or has no final answer. */
export function checkedFrom(row: {
  readonly task_id: TaskNumber
  readonly about: string | null
  readonly answer: string | null
  readonly provenance: string | null
}): CheckedThing | null {
  if (row.about === null || row.answer === null) return null
  const about = TaskAbout.parse(JSON.parse(row.about))
  if (about.type !== "region") return null
  const provenance = RegionProvenance.array().parse(JSON.parse(row.provenance ?? "[]"))
  return { taskId: row.task_id, ...checkedRegion(about, StoredBody.parse(JSON.parse(row.answer)), provenance) }
}

/** What became of the things that these tasks are about, of those whose answer is final. */
export async function findChecked(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<TaskNumber, CheckedThing>> {
  const found = new Map<TaskNumber, CheckedThing>()
  for (let at = 0; at < taskIds.length; at += SLICE) {
    const rows = await db
      .selectFrom("task_about as x")
      .innerJoin("task_state as s", (on) =>
        on.onRef("s.project_id", "=", "x.project_id").onRef("s.task_id", "=", "x.task_id"),
      )
      .select(["x.task_id", "x.body as about", "s.answer", "s.provenance"])
      .where("x.project_id", "=", projectId)
      .where("x.task_id", "in", taskIds.slice(at, at + SLICE))
      .where("s.state", "=", "settled")
      .execute()
    for (const row of rows) {
      const checked = checkedFrom(row)
      if (checked) found.set(row.task_id, checked)
    }
  }
  return found
}
