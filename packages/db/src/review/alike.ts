import type { Disagreement, TaskNumber } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { TaskKey } from "../work/tasks.ts"
import { labelOf } from "./rows.ts"
import { isFor, isFree, type Reviewer, reviewerOf } from "./where.ts"

// Open disagreements by what they have in common. Written with the reviews they belong to, never by themselves.

/** Open differences that are the same question, counted. */
export interface SimilarCount {
  readonly key: string
  readonly differences: number
  readonly tasks: number
  /** Differences in which side a, and in which side b, has most weight. */
  readonly leadsA: number
  readonly leadsB: number
  /** The label of all of them; null where they have several. */
  readonly label: string | null
  /** Where to see one: the first task that has it. */
  readonly firstTask: number
}

/** One open difference of a group. */
export interface SimilarPosition {
  readonly taskId: TaskNumber
  readonly difference: string
}

/** What a reviewer can decide together: open differences of tasks that they did not answer and that nobody else holds. */
export interface SimilarFilter {
  readonly projectId: number
  readonly personId: number
  readonly nowMs: number
  /** Only of these kinds and labels; left out or empty for all. */
  readonly kinds?: readonly string[]
  readonly labels?: readonly string[]
  /** Only of tasks that came to be disputed from then on. */
  readonly sinceMs?: number | undefined
}

/** Says which differences of a task wait for a reviewer from now on. Call in the transaction that stores them. */
export async function replaceSimilar(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  open: readonly Disagreement[],
): Promise<void> {
  await db.deleteFrom("alike").where("project_id", "=", projectId).where("task_id", "=", taskId).execute()
  const rows = open.flatMap((disagreement) =>
    disagreement.alike === undefined
      ? []
      : {
          project_id: projectId,
          alike: disagreement.alike,
          task_id: taskId,
          difference_id: disagreement.id,
          label: labelOf(disagreement) ?? "",
          lead: disagreement.lead ?? "",
        },
  )
  // Few at a time: both engines take a limited number of values in one statement.
  for (let at = 0; at < rows.length; at += 100) {
    await db
      .insertInto("alike")
      .values(rows.slice(at, at + 100))
      .execute()
  }
}

function inPart(
  db: Kysely<Database>,
  { projectId, personId, nowMs, kinds = [], labels = [], sinceMs }: SimilarFilter,
  reviewer: Reviewer,
) {
  let query = db
    .selectFrom("alike")
    .innerJoin("review", (join) =>
      join.onRef("review.project_id", "=", "alike.project_id").onRef("review.task_id", "=", "alike.task_id"),
    )
    .where("alike.project_id", "=", projectId)
    .where("review.state", "=", "waiting")
    .where((eb) => isFor(eb, reviewer, sinceMs))
    .where((eb) => isFree(eb, personId, nowMs))
  // A key begins with the kind of its differences.
  if (kinds.length > 0) query = query.where((eb) => eb.or(kinds.map((kind) => eb("alike.alike", "like", `${kind}:%`))))
  if (labels.length > 0) query = query.where("alike.label", "in", [...labels])
  return query
}

/** Groups of at least `least` differences, the largest first (equal ones by key), at most `most`; or the one of `key`. */
export async function listSimilarGroups(
  db: Kysely<Database>,
  part: SimilarFilter,
  least: number,
  most: number,
  key?: string,
): Promise<SimilarCount[]> {
  let query = inPart(db, part, await reviewerOf(db, part.personId))
    .select(({ fn }) => [
      "alike.alike as key",
      fn.countAll<number>().as("differences"),
      fn.count<number>("alike.task_id").distinct().as("tasks"),
      sql<number>`sum(case when alike.lead = 'a' then 1 else 0 end)`.as("leadsA"),
      sql<number>`sum(case when alike.lead = 'b' then 1 else 0 end)`.as("leadsB"),
      fn.min<string>("alike.label").as("label"),
      fn.max<string>("alike.label").as("lastLabel"),
      fn.min<number>("alike.task_id").as("firstTask"),
    ])
    .groupBy("alike.alike")
  if (key !== undefined) query = query.where("alike.alike", "=", key)
  const rows = await query
    .having(({ fn }) => fn.countAll(), ">=", least)
    .orderBy("differences", "desc")
    .orderBy("alike.alike")
    .limit(most)
    .execute()
  return rows.map(({ label, lastLabel, ...row }) => ({
    key: row.key,
    differences: Number(row.differences),
    tasks: Number(row.tasks),
    leadsA: Number(row.leadsA),
    leadsB: Number(row.leadsB),
    label: label === lastLabel && label !== "" ? label : null,
    firstTask: Number(row.firstTask),
  }))
}

/** A group's differences by task, after `after`, at most `limit`. */
export async function listSimilar(
  db: Kysely<Database>,
  part: SimilarFilter,
  key: string,
  after: SimilarPosition | null,
  limit: number,
): Promise<SimilarPosition[]> {
  let query = inPart(db, part, await reviewerOf(db, part.personId))
    .select(["alike.task_id", "alike.difference_id"])
    .where("alike.alike", "=", key)
  if (after) {
    query = query.where((eb) =>
      eb.or([
        eb("alike.task_id", ">", after.taskId),
        eb.and([eb("alike.task_id", "=", after.taskId), eb("alike.difference_id", ">", after.difference)]),
      ]),
    )
  }
  const rows = await query.orderBy("alike.task_id").orderBy("alike.difference_id").limit(limit).execute()
  return rows.map((row) => ({ taskId: row.task_id, difference: row.difference_id }))
}

/** How many open differences of other tasks are alike, by key. */
export async function countSimilarElsewhere(
  db: Kysely<Database>,
  part: SimilarFilter,
  taskId: TaskNumber,
  keys: readonly string[],
): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map()
  const rows = await inPart(db, part, await reviewerOf(db, part.personId))
    .select(({ fn }) => ["alike.alike", fn.countAll<number>().as("count")])
    .where("alike.alike", "in", [...keys])
    .where("alike.task_id", "<>", taskId)
    .groupBy("alike.alike")
    .execute()
  return new Map(rows.map((row) => [row.alike, Number(row.count)]))
}

/** Tasks of a project with open differences whose key begins so, whoever may decide them, and how many each has. */
export async function findTasksWithKey(
  db: Kysely<Database>,
  projectId: number,
  beginning: string,
): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom("alike")
    .select(({ fn }) => ["task_id", fn.countAll<number>().as("count")])
    .where("project_id", "=", projectId)
    .where("alike", ">=", beginning)
    .where("alike", "<", `${beginning}\u{10ffff}`)
    .groupBy("task_id")
    .execute()
  return new Map(rows.map((row) => [row.task_id, Number(row.count)]))
}
