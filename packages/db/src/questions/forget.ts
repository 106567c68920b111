import { canonicalJson, Spot, type TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

const NOWHERE = canonicalJson(Spot.parse({ point: null, region: null, place: null }))

/** Empties what was written about pictures that are forgotten: where, what was seen there, and every message. Who wrote when stays. */
export async function forgetThreads(
  tx: Kysely<Database>,
  projectId: number,
  tasks: readonly TaskNumber[],
): Promise<void> {
  const threads = tx
    .selectFrom("thread")
    .select("id")
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
  await tx.updateTable("message").set({ body: "" }).where("thread_id", "in", threads).execute()
  await tx
    .updateTable("thread")
    .set({ spot: NOWHERE, seen: null, reason: null })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .execute()
}
