import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { Job } from "./index.ts"

/** A job as whoever watches for changes compares it. */
export type WatchedJob = Pick<Job, "id" | "projectId" | "kind" | "state" | "done" | "total" | "madeAtMs">

/** As many of the newest jobs are read whatever became of them: more never begin and end between two readings. */
const NEWEST = 100

const COLUMNS = ["id", "project_id", "kind", "state", "done", "total", "made_at_ms"] as const

/**
 * The jobs that can have changed since somebody read them last, in one read: those that wait or run, the newest hundred, and
 * `live`, the numbers of those that waited or ran then. A job of `live` that is not in the answer was removed.
 */
export async function listChangedJobs(db: Kysely<Database>, live: readonly number[]): Promise<WatchedJob[]> {
  const all = () => db.selectFrom("job").select(COLUMNS)
  let query = all()
    .where("state", "in", ["queued", "running"])
    .union(all().where("id", ">", sql<number>`(select coalesce(max(id), 0) - ${sql.lit(NEWEST)} from job)`))
  if (live.length > 0) query = query.union(all().where("id", "in", live))
  const rows = await query.execute()
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    kind: row.kind,
    state: row.state,
    done: row.done,
    total: row.total,
    madeAtMs: row.made_at_ms,
  }))
}
