import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { JobState } from "../schema/states.ts"

// The queue of long work: jobs are claimed one at a time by compare-and-set, on both engines alike.

export type { JobState }

/** A piece of long work in the table queue. `input` and `output` are what its kind stored: whoever knows the kind reads them. */
export interface Job {
  readonly id: number
  readonly projectId: number | null
  readonly kind: string
  readonly input: object
  readonly state: JobState
  readonly done: number
  readonly total: number
  readonly tries: number
  readonly error: string | null
  readonly output: unknown
  readonly madeBy: number | null
  readonly madeAtMs: number
  readonly startedAtMs: number | null
  readonly endedAtMs: number | null
  /** Written so far by a job that makes a file. */
  readonly bytes: number
}

/** A job as operators see it. */
type JobRow = Pick<Job, "id" | "kind" | "state" | "done" | "total" | "tries" | "error" | "madeAtMs" | "endedAtMs"> & {
  readonly project: string | null
  /** Of a failed one: what its error is about. */
  readonly detail: Readonly<Record<string, string | number>>
}

/** Output of a job whose act stands in the list of acts, until it ends. */
const NOTED = JSON.stringify("noted")

function selectJobs(db: Kysely<Database>) {
  return db.selectFrom("job").selectAll()
}

/** `running`: whoever adds it does it at once; the next start goes on with it. */
export async function insertJob(
  db: Kysely<Database>,
  job: {
    projectId: number | null
    kind: string
    input: unknown
    madeBy: number | null
    nowMs: number
    running?: boolean
  },
): Promise<number> {
  const row = await db
    .insertInto("job")
    .values({
      project_id: job.projectId,
      kind: job.kind,
      input: JSON.stringify(job.input),
      state: job.running ? "running" : "queued",
      done: 0,
      total: 0,
      tries: job.running ? 1 : 0,
      error: null,
      output: null,
      made_by: job.madeBy,
      made_at_ms: job.nowMs,
      started_at_ms: job.running ? job.nowMs : null,
      ended_at_ms: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return row.id
}

/** A job by its number; null for an unknown one. */
export async function findJob(db: Kysely<Database>, id: number): Promise<Job | null> {
  const row = await selectJobs(db).where("id", "=", id).executeTakeFirst()
  return row ? jobFrom(row) : null
}

/** Newest first, those after the job `beforeId`. `projectId` undefined: of the whole installation. */
export async function listJobs(
  db: Kysely<Database>,
  wanted: {
    projectId?: number
    kinds?: readonly string[]
    states?: readonly JobState[]
    beforeId?: number
    limit: number
  },
): Promise<Job[]> {
  let query = selectJobs(db)
  if (wanted.beforeId !== undefined) query = query.where("id", "<", wanted.beforeId)
  if (wanted.projectId !== undefined) query = query.where("project_id", "=", wanted.projectId)
  if (wanted.kinds) query = query.where("kind", "in", wanted.kinds)
  if (wanted.states) query = query.where("state", "in", wanted.states)
  return (await query.orderBy("id", "desc").limit(wanted.limit).execute()).map(jobFrom)
}

/** The latest jobs of the installation as operators see them, with their project's slug. */
export async function listRecentJobs(db: Kysely<Database>, limit: number): Promise<JobRow[]> {
  const rows = await db
    .selectFrom("job")
    .leftJoin("project", "project.id", "job.project_id")
    .select(["job.id", "job.kind", "project.slug", "job.state", "job.done", "job.total", "job.tries", "job.error"])
    .select(["job.made_at_ms", "job.ended_at_ms", "job.output"])
    .orderBy("job.id", "desc")
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    project: row.slug,
    state: row.state,
    done: row.done,
    total: row.total,
    tries: row.tries,
    error: row.error,
    madeAtMs: row.made_at_ms,
    endedAtMs: row.ended_at_ms,
    detail: row.state === "failed" ? detailIn(row.output) : {},
  }))
}

/** Takes the oldest queued job of these kinds, or null. Two runners never take the same one. */
export async function claimJob(db: Kysely<Database>, kinds: readonly string[], nowMs: number): Promise<Job | null> {
  for (;;) {
    const next = await db
      .selectFrom("job")
      .select("id")
      .where("state", "=", "queued")
      .where("kind", "in", kinds)
      .orderBy("id")
      .limit(1)
      .executeTakeFirst()
    if (!next) return null
    const row = await db
      .updateTable("job")
      .set((eb) => ({ state: "running", tries: eb("tries", "+", 1), started_at_ms: nowMs }))
      .where("id", "=", next.id)
      .where("state", "=", "queued")
      .returningAll()
      .executeTakeFirst()
    if (row) return jobFrom(row)
  }
}

/** Stores how far a job is; answers the state that stands, so that a cancelled one stops. */
export async function putJobProgress(
  db: Kysely<Database>,
  id: number,
  done: number,
  total: number,
  bytes = 0,
): Promise<JobState> {
  const row = await db
    .updateTable("job")
    .set({ done, total, bytes })
    .where("id", "=", id)
    .returning("state")
    .executeTakeFirst()
  return row?.state ?? "cancelled"
}

/** Remembers that what a job has done was noted. False when it was already. */
export async function markNoted(db: Kysely<Database>, id: number): Promise<boolean> {
  const result = await db
    .updateTable("job")
    .set({ output: NOTED })
    .where("id", "=", id)
    .where((eb) => eb.or([eb("output", "is", null), eb("output", "<>", NOTED)]))
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Ends a running job, or queues it again with what it has noted; one that was cancelled meanwhile stays cancelled. */
export async function endJob(
  db: Kysely<Database>,
  id: number,
  how: { state: JobState; error: string | null; output: unknown; nowMs: number },
): Promise<boolean> {
  const text = how.output === null ? null : JSON.stringify(how.output)
  const result = await db
    .updateTable("job")
    .set({
      state: how.state,
      error: how.error,
      output:
        how.state === "queued" ? sql<string | null>`case when output = ${NOTED} then output else ${text} end` : text,
      ended_at_ms: how.state === "queued" ? null : how.nowMs,
    })
    .where("id", "=", id)
    .where("state", "=", "running")
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Queues a running job again as if this try had not been; one that was cancelled meanwhile stays cancelled. */
export async function putJobBack(db: Kysely<Database>, id: number): Promise<void> {
  await db
    .updateTable("job")
    .set((eb) => ({ state: "queued", tries: eb("tries", "-", 1) }))
    .where("id", "=", id)
    .where("state", "=", "running")
    .execute()
}

/** Cancels a queued or running job. False when it has ended already. */
export async function cancelJob(db: Kysely<Database>, id: number, nowMs: number): Promise<boolean> {
  const result = await db
    .updateTable("job")
    .set({ state: "cancelled", ended_at_ms: nowMs })
    .where("id", "=", id)
    .where("state", "in", ["queued", "running"])
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Queues a failed or cancelled job again from its first try. False when it is neither. */
export async function retryJob(db: Kysely<Database>, id: number): Promise<boolean> {
  const result = await db
    .updateTable("job")
    .set({ state: "queued", tries: 0, error: null, ended_at_ms: null })
    .where("id", "=", id)
    .where("state", "in", ["failed", "cancelled"])
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Forgets a job that told all it had to tell. */
export async function deleteJob(db: Kysely<Database>, id: number): Promise<void> {
  await db.deleteFrom("job").where("id", "=", id).execute()
}

/** After a restart: whatever was running when the process ended is queued again, but for `except`. Returns how many. */
export async function requeueRunning(
  db: Kysely<Database>,
  kinds: readonly string[],
  except: ReadonlySet<number> = new Set(),
): Promise<number> {
  let query = db.updateTable("job").set({ state: "queued" }).where("state", "=", "running").where("kind", "in", kinds)
  if (except.size > 0) query = query.where("id", "not in", [...except])
  const result = await query.executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** What one row holds; null where it was damaged: that job fails by its own schema, and no other with it. */
function parseOwn(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function jobFrom(row: {
  id: number
  project_id: number | null
  kind: string
  input: string
  state: JobState
  done: number
  total: number
  tries: number
  error: string | null
  output: string | null
  made_by: number | null
  made_at_ms: number
  started_at_ms: number | null
  ended_at_ms: number | null
  bytes: number
}): Job {
  return {
    id: row.id,
    projectId: row.project_id,
    kind: row.kind,
    input: (parseOwn(row.input) ?? {}) as object, // objects alone are put in
    state: row.state,
    done: row.done,
    total: row.total,
    tries: row.tries,
    error: row.error,
    output: parseOwn(row.output),
    madeBy: row.made_by,
    madeAtMs: row.made_at_ms,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    bytes: row.bytes,
  }
}

/** What a failure was about, as it was stored; nothing for jobs that failed before it was. */
function detailIn(output: string | null): Record<string, string | number> {
  const stored = parseOwn(output)
  const detail = typeof stored === "object" && stored !== null && "detail" in stored ? stored.detail : null
  const known = Object.entries(detail ?? {}).filter(([, value]) => ["string", "number"].includes(typeof value))
  return Object.fromEntries(known)
}
