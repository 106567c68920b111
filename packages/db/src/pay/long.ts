import { HeartbeatBatch } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { z } from "zod"
import type { Database } from "../schema/index.ts"
import { leaseSecondsOf } from "./rows.ts"

/** A lease with more counted time than its time limit: paid whole. */
interface LongLease {
  readonly projectId: number
  readonly personId: number
  readonly leasedAtMs: number
  readonly capSeconds: number
  readonly seconds: number
}

/** Leases since a moment that took longer than their time limit, newest first; of these projects, or of all. */
export async function listLongLeases(
  db: Kysely<Database>,
  wanted: { readonly projects: readonly number[] | null; readonly sinceMs: number; readonly limit: number },
): Promise<LongLease[]> {
  if (wanted.projects?.length === 0) return []
  let query = db
    .selectFrom("assignment_terms as t")
    .innerJoin("assignment as a", (join) =>
      join
        .onRef("a.project_id", "=", "t.project_id")
        .onRef("a.task_id", "=", "t.task_id")
        .onRef("a.person_id", "=", "t.person_id"),
    )
    .select(["t.project_id", "t.person_id", "t.leased_at_ms", "t.cap_seconds", "t.until_ms", "t.base_ms"])
    .select("a.active_ms as assignment_active_ms")
    .where("t.leased_at_ms", ">=", wanted.sinceMs)
    .where(sql<boolean>`coalesce(t.until_ms, a.active_ms) - t.base_ms > t.cap_seconds * 1000`)
    .orderBy("t.id", "desc")
    .limit(wanted.limit)
  if (wanted.projects) query = query.where("t.project_id", "in", [...wanted.projects])
  const rows = await query.execute()
  return rows.map((row) => ({
    ...{ projectId: row.project_id, personId: row.person_id, leasedAtMs: row.leased_at_ms },
    ...{ capSeconds: row.cap_seconds, seconds: leaseSecondsOf(row) },
  }))
}

/** The last entry of time that there is; 0 before the first. */
export async function findLastEntry(db: Kysely<Database>): Promise<number> {
  const row = await db
    .selectFrom("time_entry")
    .select(({ fn }) => fn.max("id").as("last"))
    .executeTakeFirst()
  return Number(row?.last ?? 0)
}

/** Projects in which a lease went beyond its time limit by what came after an entry: each such lease is met once. */
export async function listLongAfter(db: Kysely<Database>, after: number): Promise<number[]> {
  const came = db
    .selectFrom("time_entry")
    .select(["project_id", "person_id", "task_id"])
    .select(({ fn }) => fn.sum<number>("credited_ms").as("ms"))
    .where("id", ">", after)
    .where("task_id", "is not", null)
    .groupBy(["project_id", "person_id", "task_id"])
    .as("n")
  const rows = await db
    .selectFrom("assignment_terms as t")
    .innerJoin("assignment as a", (join) =>
      join
        .onRef("a.project_id", "=", "t.project_id")
        .onRef("a.task_id", "=", "t.task_id")
        .onRef("a.person_id", "=", "t.person_id"),
    )
    .innerJoin(came, (join) =>
      join
        .onRef("n.project_id", "=", "t.project_id")
        .onRef("n.task_id", "=", "t.task_id")
        .onRef("n.person_id", "=", "t.person_id"),
    )
    .select("t.project_id")
    .distinct()
    .where("t.until_ms", "is", null)
    .where(sql<boolean>`a.active_ms - t.base_ms > t.cap_seconds * 1000`)
    .where(sql<boolean>`a.active_ms - t.base_ms - n.ms <= t.cap_seconds * 1000`)
    .execute()
  return rows.map((row) => row.project_id)
}

/** What an entry keeps of the raw seconds that it was counted from. */
const Ticks = z.object({ batches: z.array(HeartbeatBatch) })

/** Raw seconds that came for a lease of a project that pays. */
interface TickRow {
  readonly id: number
  readonly projectId: number
  readonly personId: number
  readonly taskId: number
  /** None where they are kept in a way that nobody reads any more. */
  readonly told: readonly HeartbeatBatch[]
}

/** Raw seconds of paid leases that came after an entry, oldest first. */
export async function listTicksAfter(db: Kysely<Database>, after: number, limit: number): Promise<TickRow[]> {
  const rows = await db
    .selectFrom("time_entry as e")
    .select(["e.id", "e.project_id", "e.person_id", "e.task_id", "e.ticks"])
    .where("e.id", ">", after)
    .where("e.ticks", "is not", null)
    .where("e.task_id", "is not", null)
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("session_pay as s").select("s.session_id").whereRef("s.session_id", "=", "e.session_id")),
    )
    .orderBy("e.id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    ...{ id: row.id, projectId: row.project_id, personId: row.person_id, taskId: row.task_id ?? 0 },
    told: Ticks.safeParse(JSON.parse(row.ticks ?? "null")).data?.batches ?? [],
  }))
}
