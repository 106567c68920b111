import type { Kysely } from "kysely"
import { numbered } from "../assets/numbered.ts"
import type { Database } from "../schema/index.ts"
import { asOne } from "../transaction.ts"

/** Named groups of a project's members, for reservations. */
interface PersonGroup {
  readonly id: number
  readonly name: string
  readonly members: readonly number[]
}

/** Groups of a project with their members, by name. */
export async function listGroups(db: Kysely<Database>, projectId: number): Promise<PersonGroup[]> {
  const rows = await db
    .selectFrom("person_group")
    .select(["id", "name"])
    .where("project_id", "=", projectId)
    .orderBy("id")
    .execute()
  const members = await db
    .selectFrom("person_group_member")
    .select(["group_id", "person_id"])
    .where("project_id", "=", projectId)
    .orderBy("person_id")
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    members: members.filter((member) => member.group_id === row.id).map((member) => member.person_id),
  }))
}

/** Makes a group (`id` null) or replaces its name and members. Null when there is no such group. */
export async function storeGroup(
  db: Kysely<Database>,
  projectId: number,
  group: { id: number | null; name: string; members: readonly number[] },
): Promise<number | null> {
  return numbered(() =>
    asOne(db, async (tx) => {
      const existing = await listGroups(tx, projectId)
      if (group.id !== null && !existing.some((one) => one.id === group.id)) return null
      const id = group.id ?? Math.max(0, ...existing.map((one) => one.id)) + 1
      if (group.id === null) {
        // No "on conflict": a number that somebody else took meanwhile is not theirs to be replaced.
        await tx.insertInto("person_group").values({ project_id: projectId, id, name: group.name }).execute()
      } else {
        await tx
          .updateTable("person_group")
          .set({ name: group.name })
          .where("project_id", "=", projectId)
          .where("id", "=", id)
          .execute()
      }
      await tx
        .deleteFrom("person_group_member")
        .where("project_id", "=", projectId)
        .where("group_id", "=", id)
        .execute()
      const rows = [...new Set(group.members)].map((personId) => ({
        project_id: projectId,
        group_id: id,
        person_id: personId,
      }))
      if (rows.length > 0) await tx.insertInto("person_group_member").values(rows).execute()
      return id
    }),
  )
}

/** Removes a group; what was reserved for it is for everybody again only when its tiers are moved. */
export async function deleteGroup(db: Kysely<Database>, projectId: number, id: number): Promise<boolean> {
  return asOne(db, async (tx) => {
    await tx.deleteFrom("person_group_member").where("project_id", "=", projectId).where("group_id", "=", id).execute()
    const result = await tx
      .deleteFrom("person_group")
      .where("project_id", "=", projectId)
      .where("id", "=", id)
      .executeTakeFirst()
    return Number(result.numDeletedRows) === 1
  })
}

/** Tasks that wait in tiers kept for one person or group. */
export async function listReservedTasks(
  db: Kysely<Database>,
  projectId: number,
  kept: { personId?: number; groupId?: number },
  limit: number,
): Promise<number[]> {
  let query = db
    .selectFrom("task as t")
    .innerJoin("tier as r", (on) => on.onRef("r.project_id", "=", "t.project_id").onRef("r.id", "=", "t.tier"))
    .select("t.id")
    .where("t.project_id", "=", projectId)
  if (kept.personId !== undefined) query = query.where("r.person_id", "=", kept.personId)
  if (kept.groupId !== undefined) query = query.where("r.group_id", "=", kept.groupId)
  const rows = await query.orderBy("t.id").limit(limit).execute()
  return rows.map((row) => row.id)
}
