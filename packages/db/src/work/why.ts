import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** What is kept of how an assignment was chosen, and whether nothing of its project is drawn any more. */
interface StoredWhy {
  readonly projectId: number
  /** See `Choice`; null for a lease of before it was kept. */
  readonly why: string | null
  readonly isRetired: boolean
}

/** Why an assignment of somebody's own was given to them; undefined for an unknown one or somebody else's. */
export async function findWhy(
  db: Kysely<Database>,
  publicId: string,
  personId: number,
): Promise<StoredWhy | undefined> {
  const row = await db
    .selectFrom("assignment as a")
    .innerJoin("project as p", "p.id", "a.project_id")
    .select(["a.project_id", "a.why", "p.state"])
    .where("a.public_id", "=", publicId)
    .where("a.person_id", "=", personId)
    .executeTakeFirst()
  return row && { projectId: row.project_id, why: row.why, isRetired: row.state === "archived" }
}
