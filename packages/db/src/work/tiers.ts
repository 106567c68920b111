import type { Kysely } from "kysely"
import { numbered } from "../assets/numbered.ts"
import type { Database } from "../schema/index.ts"

// Parts of the queue. Tier 1 of each project is for everybody at priority 0.

/** A part of a project's queue: its priority and whom it is kept for. */
export interface Tier {
  readonly id: number
  readonly priority: number
  readonly personId: number | null
  readonly groupId: number | null
}

/** Parts of a project's queue, by number. */
export async function listTiers(db: Kysely<Database>, projectId: number): Promise<Tier[]> {
  const rows = await db
    .selectFrom("tier")
    .select(["id", "priority", "person_id", "group_id"])
    .where("project_id", "=", projectId)
    .orderBy("id")
    .execute()
  return rows.map((row) => ({ id: row.id, priority: row.priority, personId: row.person_id, groupId: row.group_id }))
}

/** The tier with exactly these traits, made when there is none. */
export async function ensureTier(db: Kysely<Database>, projectId: number, wanted: Omit<Tier, "id">): Promise<number> {
  return numbered(() =>
    db.transaction().execute(async (tx) => {
      const rows = await listTiers(tx, projectId)
      const same = rows.find(
        (row) => row.priority === wanted.priority && row.personId === wanted.personId && row.groupId === wanted.groupId,
      )
      if (same) return same.id
      const id = Math.max(0, ...rows.map((row) => row.id)) + 1
      await tx
        .insertInto("tier")
        .values({
          project_id: projectId,
          id,
          priority: wanted.priority,
          person_id: wanted.personId,
          group_id: wanted.groupId,
        })
        .execute()
      return id
    }),
  )
}
