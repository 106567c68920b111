import { TaskAbout, type TaskNumber } from "@justesse/types"
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
