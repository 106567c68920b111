import { Disagreement, StoredDisagreement, TaskAgreement } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { deletedIds, deletedTaskIds } from "../assets/where.ts"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"

// Figures of one project, from counters and indexed aggregates; nothing here walks a large table without a limit.

/** Tasks by state, without those of deleted pictures. States without tasks are absent. */
export async function countTasksByState(db: Kysely<Database>, projectId: number): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom("task_state")
    .select((eb) => ["state", eb.fn.countAll<number>().as("n")])
    .where("project_id", "=", projectId)
    .where(sql<boolean>`task_id not in (${deletedTaskIds(projectId)})`)
    .groupBy("state")
    .execute()
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.n)]))
}

/** How many pictures there are, deleted ones left out, and how many of them could not be read. */
export async function countPictures(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ all: number; unreadable: number }> {
  const of = db
    .selectFrom("asset")
    .where("project_id", "=", projectId)
    .where(sql<boolean>`id not in (${deletedIds(projectId)})`)
  const all = await of.select((eb) => eb.fn.countAll<number>().as("n")).executeTakeFirst()
  const unreadable = await of
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("problem", "is not", null)
    .executeTakeFirst()
  return { all: Number(all?.n ?? 0), unreadable: Number(unreadable?.n ?? 0) }
}

/** Sums of the counters kept per person. */
export async function sumCounters(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ leased: number; submitted: number; skipped: number; activeMs: number }> {
  const row = await db
    .selectFrom("person_counter")
    .select((eb) => [
      eb.fn.sum<number>("leased").as("leased"),
      eb.fn.sum<number>("submitted").as("submitted"),
      eb.fn.sum<number>("skipped").as("skipped"),
      eb.fn.sum<number>("active_ms").as("active"),
    ])
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  return {
    leased: Number(row?.leased ?? 0),
    submitted: Number(row?.submitted ?? 0),
    skipped: Number(row?.skipped ?? 0),
    activeMs: Number(row?.active ?? 0),
  }
}

/** Answers still awaited: free slots and those in hand. */
export async function countAnswersLeft(db: Kysely<Database>, projectId: number, nowMs: number): Promise<number> {
  const slots = await db
    .selectFrom("task")
    .select((eb) => eb.fn.sum<number>("open_slots").as("n"))
    .where("project_id", "=", projectId)
    .where("is_open", "=", 1)
    .executeTakeFirst()
  const live = await db
    .selectFrom("assignment")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("state", "=", ASSIGNMENT_STATE.leased)
    .where("expires_at_ms", ">", nowMs)
    .executeTakeFirst()
  return Number(slots?.n ?? 0) + Number(live?.n ?? 0)
}

/** Differences that wait for a reviewer. */
export async function countDisputed(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("review")
    .select((eb) => eb.fn.sum<number>("open").as("n"))
    .where("project_id", "=", projectId)
    .where("state", "=", "waiting")
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** Active time of the latest answers that have any, at most `limit`. */
export async function listRecentActiveMs(db: Kysely<Database>, projectId: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom("submission")
    .select("active_ms")
    .where("project_id", "=", projectId)
    .where("active_ms", ">", 0)
    .orderBy("stored_at_ms", "desc")
    .limit(limit)
    .execute()
  return rows.map((row) => row.active_ms)
}

/** Answers and settled tasks a day since `sinceMs`; day 0 is 1970-01-01 on a clock `offsetMs` ahead of UTC. */
export async function countByDay(db: Kysely<Database>, projectId: number, sinceMs: number, offsetMs: number) {
  // Literals, not bound values: one engine binds numbers as reals and would not divide whole.
  const dayOf = (column: string) => sql<number>`(${sql.ref(column)} + ${sql.lit(offsetMs)}) / 86400000`
  const answers = await db
    .selectFrom("submission")
    .select((eb) => [dayOf("stored_at_ms").as("day"), eb.fn.countAll<number>().as("n")])
    .where("project_id", "=", projectId)
    .where("stored_at_ms", ">=", sinceMs)
    .where("revision", "=", 1)
    .groupBy(sql`1`)
    .execute()
  const final = await db
    .selectFrom("task_state")
    .select((eb) => [dayOf("settled_at_ms").as("day"), eb.fn.countAll<number>().as("n")])
    .where("project_id", "=", projectId)
    .where("state", "=", "settled")
    .where("settled_at_ms", ">=", sinceMs)
    .groupBy(sql`1`)
    .execute()
  const plain = (rows: { day: number; n: number }[]) =>
    rows.map((row) => ({ day: Math.floor(Number(row.day)), n: Number(row.n) }))
  return { answers: plain(answers), settled: plain(final) }
}

/** How many answers and settled tasks since a moment. */
export async function countSince(
  db: Kysely<Database>,
  projectId: number,
  sinceMs: number,
): Promise<{ answers: number; settled: number }> {
  const answers = await db
    .selectFrom("submission")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("stored_at_ms", ">=", sinceMs)
    .where("revision", "=", 1)
    .executeTakeFirst()
  const final = await db
    .selectFrom("task_state")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("state", "=", "settled")
    .where("settled_at_ms", ">=", sinceMs)
    .executeTakeFirst()
  return { answers: Number(answers?.n ?? 0), settled: Number(final?.n ?? 0) }
}

/** Agreement of the latest tasks that have one, with when it changed; of at most `limit`, those that can be read. */
export async function listAgreements(
  db: Kysely<Database>,
  projectId: number,
  limit: number,
): Promise<{ agreement: TaskAgreement; atMs: number }[]> {
  const rows = await db
    .selectFrom("task_state")
    .select(["agreement", "changed_at_ms"])
    .where("project_id", "=", projectId)
    .where("agreement", "is not", null)
    .orderBy("changed_at_ms", "desc")
    .limit(limit)
    .execute()
  return rows.flatMap((row) => {
    const { data } = TaskAgreement.safeParse(JSON.parse(row.agreement ?? "null"))
    return data ? [{ agreement: data, atMs: row.changed_at_ms }] : []
  })
}

/** Disagreements of the latest reviews, at most `limit` reviews; none of those whose body is of another time. */
export async function listReviewDisagreements(
  db: Kysely<Database>,
  projectId: number,
  limit: number,
): Promise<Disagreement[][]> {
  const rows = await db
    .selectFrom("review")
    .select("body")
    .where("project_id", "=", projectId)
    .orderBy("task_id", "desc")
    .limit(limit)
    .execute()
  return rows.map((row) => StoredDisagreement.array().safeParse(JSON.parse(row.body)?.differences).data ?? [])
}

/** Tasks that somebody passed on because the picture is broken or does not load. */
export async function countReportedBroken(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("assignment")
    .select((eb) => eb.fn.count<number>("task_id").distinct().as("n"))
    .where("project_id", "=", projectId)
    .where("state", "=", ASSIGNMENT_STATE.skipped)
    .where("skip_reason", "in", ["bad_picture", "not_loading"])
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** What became of answers, counted by fate. */
export async function countProjectOutcomes(db: Kysely<Database>, projectId: number): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom("assignment")
    .select((eb) => ["fate", eb.fn.countAll<number>().as("n")])
    .where("project_id", "=", projectId)
    .where("fate", "is not", null)
    .groupBy("fate")
    .execute()
  return Object.fromEntries(rows.map((row) => [row.fate ?? "", Number(row.n)]))
}

/** Answers so far, those that were compared with others' or reviewed, and of these the ones changed in more than a small way. */
export async function countSoFar(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ answers: number; reviewed: number; changed: number }> {
  const { submitted } = await sumCounters(db, projectId)
  const { kept = 0, small_change: small = 0, changed = 0 } = await countProjectOutcomes(db, projectId)
  return { answers: submitted, reviewed: kept + small + changed, changed }
}

/**
 * Milliseconds from an answer to the decision about its task, of the latest that others' answers or a reviewer decided,
 * at most `limit`: what is settled as it comes in waits for nobody.
 */
export async function listWaitsMs(db: Kysely<Database>, projectId: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom("task_state as s")
    .innerJoin("submission as b", (on) =>
      on.onRef("b.project_id", "=", "s.project_id").onRef("b.task_id", "=", "s.task_id"),
    )
    .select(["s.settled_at_ms", "b.stored_at_ms"])
    .where("s.project_id", "=", projectId)
    .where("s.state", "=", "settled")
    .where("s.settled_by", "in", ["rule", "review"])
    .where("s.settled_at_ms", "is not", null)
    .orderBy("s.settled_at_ms", "desc")
    .limit(limit)
    .execute()
  return rows.map((row) => Math.max(0, (row.settled_at_ms ?? 0) - row.stored_at_ms))
}

/** When something last happened in a project, null for never. */
export async function findLastActivity(db: Kysely<Database>, projectId: number): Promise<number | null> {
  const row = await db
    .selectFrom("activity")
    .select("at_ms")
    .where("project_id", "=", projectId)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst()
  return row?.at_ms ?? null
}

/** Active milliseconds of everybody in a project until `untilMs`. */
export async function sumActiveMs(db: Kysely<Database>, projectId: number, untilMs: number): Promise<number> {
  const row = await db
    .selectFrom("active_time")
    .select((eb) => eb.fn.sum<number>("active_ms").as("n"))
    .where("project_id", "=", projectId)
    .where("slot_ms", "<=", untilMs)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}
