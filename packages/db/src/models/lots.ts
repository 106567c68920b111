import type { TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/**
 * Of these tasks whether the lot had them done without proposals, as it is stored with whoever asked a model or answered; those are
 * absent that nobody came to yet. What was drawn once stays, however later ones are drawn.
 */
export async function findLots(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<TaskNumber, boolean>> {
  if (taskIds.length === 0) return new Map()
  const of = (table: "model_ask" | "answer_proposals") =>
    db
      .selectFrom(table)
      .select(["task_id", "withheld"])
      .where("project_id", "=", projectId)
      .where("task_id", "in", [...taskIds])
      .execute()
  const [answered, asked] = await Promise.all([of("answer_proposals"), of("model_ask")])
  return new Map([...answered, ...asked].map((row) => [row.task_id, row.withheld === 1]))
}
