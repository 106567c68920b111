import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** Counted time of somebody in a project, with a task and without. */
export async function findActiveMs(
  db: Kysely<Database>,
  { projectId, personId }: { readonly projectId: number; readonly personId: number },
): Promise<number> {
  const row = await db
    .selectFrom("active_time")
    .select(({ fn }) => fn.sum<number>("active_ms").as("total"))
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .executeTakeFirst()
  return Number(row?.total ?? 0)
}
