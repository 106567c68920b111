import type { DisagreementKind } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { type QueuePart, type QueueTotals, word } from "./rows.ts"
import { hasWord, isFor, isFree, notTheirOwn, type Reviewer, reviewerOf } from "./where.ts"

/** When somebody decided a difference, and of which kind it was. */
interface DecisionTime {
  readonly personId: number
  readonly atMs: number
  readonly kind: string
}

function kindIn(detail: string): string {
  const { kind }: { kind?: unknown } = JSON.parse(detail)
  return typeof kind === "string" ? kind : ""
}

/** The first task of a queue that nobody else holds, `except` left out: one this reviewer left half decided, else by rank. */
export async function findNextReview(
  db: Kysely<Database>,
  part: QueuePart,
  nowMs: number,
  except: readonly number[] = [],
): Promise<number | null> {
  const reviewer = await reviewerOf(db, part.personId)
  const wanted = () => {
    const all = inQueue(db, part, reviewer)
    return except.length === 0 ? all : all.where("task_id", "not in", [...except])
  }
  const half = await wanted()
    .select("task_id")
    .where("reviewer_id", "=", part.personId)
    .where("decided_order", "<>", "[]")
    .limit(1)
    .executeTakeFirst()
  if (half) return half.task_id
  // In the order of the index: it ends at the first row that fits.
  const row = await wanted()
    .select("task_id")
    .where((eb) => isFree(eb, part.personId, nowMs))
    .orderBy("rank")
    .orderBy("task_id")
    .limit(1)
    .executeTakeFirst()
  return row?.task_id ?? null
}

function inQueue(db: Kysely<Database>, { projectId, kinds, labels, sinceMs }: QueuePart, reviewer: Reviewer) {
  return db
    .selectFrom("review")
    .where("project_id", "=", projectId)
    .where("state", "=", "waiting")
    .where((eb) => isFor(eb, reviewer, sinceMs))
    .where((eb) => hasWord(eb, "kinds", kinds))
    .where((eb) => hasWord(eb, "labels", labels))
}

/** The first task of a part of a queue, whoever holds it; null for none. */
export async function findFirstInQueue(db: Kysely<Database>, part: QueuePart): Promise<number | null> {
  const queue = inQueue(db, part, await reviewerOf(db, part.personId))
  const row = await queue.select("task_id").orderBy("rank").orderBy("task_id").limit(1).executeTakeFirst()
  return row?.task_id ?? null
}

/** Waiting tasks with an open difference of a kind that nobody holds now. */
export async function listTasksWithKind(
  db: Kysely<Database>,
  projectId: number,
  kind: DisagreementKind,
  nowMs: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom("review")
    .select("task_id")
    .where("project_id", "=", projectId)
    .where("state", "=", "waiting")
    .where("reserved_until_ms", "<=", nowMs)
    .where((eb) => hasWord(eb, "kinds", [kind]))
    .orderBy("task_id")
    .execute()
  return rows.map((row) => row.task_id)
}

/** Tasks and open differences of a part of a queue. */
export async function sumQueue(db: Kysely<Database>, part: QueuePart): Promise<QueueTotals> {
  const row = await inQueue(db, part, await reviewerOf(db, part.personId))
    .select(({ fn }) => [fn.countAll<number>().as("tasks"), fn.sum<number>("open").as("differences")])
    .executeTakeFirst()
  return { tasks: Number(row?.tasks ?? 0), differences: Number(row?.differences ?? 0) }
}

/** Waiting tasks and open differences of each of these projects, without what `personId` answered. */
export async function sumQueues(
  db: Kysely<Database>,
  projectIds: readonly number[],
  personId: number,
): Promise<Map<number, QueueTotals>> {
  if (projectIds.length === 0) return new Map()
  const reviewer = await reviewerOf(db, personId)
  const rows = await db
    .selectFrom("review")
    .select(({ fn }) => ["project_id", fn.countAll<number>().as("tasks"), fn.sum<number>("open").as("differences")])
    .where("project_id", "in", [...projectIds])
    .where("state", "=", "waiting")
    .where((eb) => isFor(eb, reviewer))
    .groupBy("project_id")
    .execute()
  return new Map(
    rows.map((row) => [row.project_id, { tasks: Number(row.tasks), differences: Number(row.differences) }]),
  )
}

/** Open differences that wait for a person in all projects that they review and that go on. */
export async function countWaitingFor(db: Kysely<Database>, personId: number): Promise<number> {
  const reviewer = await reviewerOf(db, personId)
  const row = await db
    .selectFrom("review")
    .innerJoin("member", "member.project_id", "review.project_id")
    .innerJoin("project", "project.id", "review.project_id")
    .select(({ fn }) => fn.sum<number>("review.open").as("differences"))
    .where("member.person_id", "=", personId)
    .where("member.is_reviewer", "=", 1)
    .where("project.state", "=", "open")
    .where("review.state", "=", "waiting")
    .where((eb) => isFor(eb, reviewer))
    .executeTakeFirst()
  return Number(row?.differences ?? 0)
}

/** Open differences of each of these kinds or labels, and the tasks that have one, in a part of a queue. */
export async function countWords(
  db: Kysely<Database>,
  part: QueuePart,
  column: "kinds" | "labels",
  wanted: readonly (DisagreementKind | string)[],
): Promise<Map<string, QueueTotals>> {
  const counts = new Map<string, QueueTotals>()
  const reviewer = await reviewerOf(db, part.personId)
  // Forty at a time: two sums each, well under what either engine takes in one statement.
  for (let start = 0; start < wanted.length; start += 40) {
    const some = wanted.slice(start, start + 40)
    const sums = some.flatMap((text, i) => {
      const found = sql<number>`(length(${sql.ref(column)}) - length(replace(${sql.ref(column)}, ${word(text)}, ''))) / ${sql.lit(word(text).length)}`
      return [
        sql<number>`sum(${found})`.as(`n${i}`),
        sql<number>`sum(case when ${found} > 0 then 1 else 0 end)`.as(`t${i}`),
      ]
    })
    const row = (await inQueue(db, part, reviewer).select(sums).executeTakeFirst()) as
      | Record<string, unknown>
      | undefined // n0, t0, n1 …
    some.forEach((text, i) =>
      counts.set(text, { differences: Number(row?.[`n${i}`] ?? 0), tasks: Number(row?.[`t${i}`] ?? 0) }),
    )
  }
  return counts
}

/** Waiting tasks that other reviewers hold right now. */
export async function countHeldByOthers(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  nowMs: number,
): Promise<number> {
  const row = await db
    .selectFrom("review")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("project_id", "=", projectId)
    .where("state", "=", "waiting")
    .where("reserved_until_ms", ">", nowMs)
    .where("reviewer_id", "<>", personId)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** The task that this reviewer left half decided and nobody took over; null for none. */
export async function findHalfDecided(
  db: Kysely<Database>,
  projectId: number,
  reviewerId: number,
): Promise<number | null> {
  const reviewer = await reviewerOf(db, reviewerId)
  const row = await db
    .selectFrom("review")
    .select("task_id")
    .where("project_id", "=", projectId)
    .where("state", "=", "waiting")
    .where("reviewer_id", "=", reviewerId)
    .where("decided_order", "<>", "[]")
    .where((eb) => notTheirOwn(eb, reviewer))
    .orderBy("reserved_until_ms", "desc")
    .limit(1)
    .executeTakeFirst()
  return row?.task_id ?? null
}

/** The task that this reviewer filed last; null for none. */
export async function findLastFiled(
  db: Kysely<Database>,
  projectId: number,
  reviewerId: number,
): Promise<number | null> {
  const row = await db
    .selectFrom("review")
    .select("task_id")
    .where("project_id", "=", projectId)
    .where("state", "=", "filed")
    .where("filed_by", "=", reviewerId)
    .orderBy("filed_at_ms", "desc")
    .orderBy("revision", "desc")
    .limit(1)
    .executeTakeFirst()
  return row?.task_id ?? null
}

/** Decisions since `fromMs`, each person's oldest first, at most `limit` (the latest); kind "" where it was not noted. */
export async function listPace(
  db: Kysely<Database>,
  projectId: number,
  fromMs: number,
  limit: number,
): Promise<DecisionTime[]> {
  const rows = await db
    .selectFrom("activity")
    .select(["person_id", "at_ms", "detail"])
    .where("project_id", "=", projectId)
    .where("what", "=", "review.decided")
    .where("at_ms", ">=", fromMs)
    .orderBy("id", "desc")
    .limit(limit)
    .execute()
  return rows
    .map((row) => ({ personId: row.person_id ?? 0, atMs: row.at_ms, kind: kindIn(row.detail) }))
    .reverse()
    .sort((a, b) => a.personId - b.personId)
}

/** When this reviewer decided something since `fromMs`, oldest first, at most `limit` (the latest). */
export async function listDecidedAt(
  db: Kysely<Database>,
  projectId: number,
  personId: number | null,
  fromMs: number,
  limit: number,
): Promise<number[]> {
  let rows = db
    .selectFrom("activity")
    .select("at_ms")
    .where("project_id", "=", projectId)
    .where("what", "=", "review.decided")
    .where("at_ms", ">=", fromMs)
  if (personId !== null) rows = rows.where("person_id", "=", personId)
  const found = await rows.orderBy("id", "desc").limit(limit).execute()
  return found.map((row) => row.at_ms).reverse()
}
