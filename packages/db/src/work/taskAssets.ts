import type { AssetNumber, TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** Rows asked for in one statement: bound values stay under every engine's limit. */
const SLICE = 500

/** Tasks of these pictures, each picture's rising; pictures without a task are absent. */
export async function findTasksOf(
  db: Kysely<Database>,
  projectId: number,
  assetIds: readonly AssetNumber[],
): Promise<Map<AssetNumber, TaskNumber[]>> {
  const found = new Map<AssetNumber, TaskNumber[]>()
  for (let at = 0; at < assetIds.length; at += SLICE) {
    const rows = await db
      .selectFrom("task")
      .select(["id", "asset_id"])
      .where("project_id", "=", projectId)
      .where("asset_id", "in", assetIds.slice(at, at + SLICE))
      .orderBy("asset_id")
      .orderBy("id")
      .execute()
    for (const { id, asset_id } of rows) {
      if (asset_id === null) continue
      const tasks = found.get(asset_id)
      if (tasks) tasks.push(id)
      else found.set(asset_id, [id])
    }
  }
  return found
}

/** The same as one list, in the order of `assetIds`; behind them the tasks that these are the second picture of, each task once. */
export async function listTasksOf(
  db: Kysely<Database>,
  projectId: number,
  assetIds: readonly AssetNumber[],
): Promise<TaskNumber[]> {
  const tasks = await findTasksOf(db, projectId, assetIds)
  const found = new Set(assetIds.flatMap((id) => tasks.get(id) ?? []))
  for (let at = 0; at < assetIds.length; at += SLICE) {
    const rows = await db
      .selectFrom("task_about")
      .select("task_id")
      .where("project_id", "=", projectId)
      .where("second_id", "in", assetIds.slice(at, at + SLICE))
      .orderBy("task_id")
      .execute()
    for (const { task_id } of rows) found.add(task_id)
  }
  return [...found]
}

/** Pictures that these tasks are about; tasks that show none, or are not there, are absent. */
export async function findAssetsOf(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<TaskNumber, AssetNumber>> {
  const found = new Map<TaskNumber, AssetNumber>()
  for (let at = 0; at < taskIds.length; at += SLICE) {
    const rows = await db
      .selectFrom("task")
      .select(["id", "asset_id"])
      .where("project_id", "=", projectId)
      .where("id", "in", taskIds.slice(at, at + SLICE))
      .execute()
    for (const { id, asset_id } of rows) if (asset_id !== null) found.set(id, asset_id)
  }
  return found
}
