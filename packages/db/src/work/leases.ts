import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"

// What members hold right now, as owners may see and free it. Leases themselves are given and ended by `hot`.

/** Live leases of a project by person. */
export async function countHeldByPerson(
  db: Kysely<Database>,
  projectId: number,
  nowMs: number,
): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom("assignment")
    .select((eb) => ["person_id", eb.fn.countAll<number>().as("n")])
    .where("project_id", "=", projectId)
    .where("state", "=", ASSIGNMENT_STATE.leased)
    .where("expires_at_ms", ">", nowMs)
    .groupBy("person_id")
    .execute()
  return new Map(rows.map((row) => [row.person_id, Number(row.n)]))
}

/** Ends the live leases of a person at `nowMs`: the next sweep frees their places. Returns how many. */
export async function endLeasesOf(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  nowMs: number,
): Promise<number> {
  const result = await db
    .updateTable("assignment")
    .set({ expires_at_ms: nowMs })
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .where("state", "=", ASSIGNMENT_STATE.leased)
    .where("expires_at_ms", ">", nowMs)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}
