import type { LockedSession } from "@justesse/work/allocation/operations"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"

/** Work sessions that are not closed, with their leases in hand, in the order of their numbers; those after one. */
export async function listOpenSessions(
  db: Kysely<Database>,
  after: number,
  limit: number,
): Promise<readonly LockedSession[]> {
  const rows = await db
    .selectFrom("work_session as w")
    .select((eb) => [
      ...(["w.id", "w.project_id", "w.person_id", "w.last_at_ms", "w.active_ms", "w.midnight_ms"] as const),
      eb
        .selectFrom("assignment as a")
        .select(({ fn }) => fn.countAll<number>().as("n"))
        .whereRef("a.project_id", "=", "w.project_id")
        .whereRef("a.person_id", "=", "w.person_id")
        .where("a.state", "=", ASSIGNMENT_STATE.leased)
        .whereRef("a.session_id", "=", "w.id")
        .as("open"),
    ])
    .where("w.closed_at_ms", "is", null)
    .where("w.id", ">", after)
    .orderBy("w.id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    personId: row.person_id,
    lastAtMs: row.last_at_ms,
    activeMs: row.active_ms,
    midnightMs: row.midnight_ms,
    openLeases: Number(row.open ?? 0),
  }))
}
