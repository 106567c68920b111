import { canonicalJson, type Disagreement, type TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { asOne } from "../transaction.ts"
import type { TaskKey } from "../work/tasks.ts"
import { replaceSimilar } from "./alike.ts"

import { type Decided, decidedColumns, fromRow, type Review, type ReviewBody } from "./rows.ts"
import { isFree } from "./where.ts"

// Disputed tasks and what reviewers decided. Every change names the revision it began from and fails on another.

export type { Decided, QueuePart, QueueTotals, Review, ReviewBody } from "./rows.ts"

/** The review of a task, filed or not. */
export async function readReview(db: Kysely<Database>, { projectId, taskId }: TaskKey): Promise<Review | undefined> {
  const row = await db
    .selectFrom("review")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Filed reviews of tasks of one project, by task. */
export async function findFiledReviews(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<number, Review>> {
  return findReviewsIn(db, projectId, taskIds, "filed")
}

/** Reviews that wait for somebody, of tasks of one project, by task. */
export async function findWaitingReviews(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<number, Review>> {
  return findReviewsIn(db, projectId, taskIds, "waiting")
}

async function findReviewsIn(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
  state: Review["state"],
): Promise<Map<number, Review>> {
  if (taskIds.length === 0) return new Map()
  const rows = await db
    .selectFrom("review")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...taskIds])
    .where("state", "=", state)
    .execute()
  return new Map(rows.map((row) => [row.task_id, fromRow(row)]))
}

/**
 * Puts a task before the reviewers, with the decisions that still hold, in place of `was` (undefined for the first
 * time). False when the stored review is another by now.
 */
export async function putReview(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  was: Review | undefined,
  next: { readonly body: ReviewBody; readonly rank: number; readonly decided: Decided },
): Promise<boolean> {
  const values = {
    body: canonicalJson(next.body),
    ...decidedColumns(next.decided),
    differences: next.body.differences.length,
    rank: next.rank,
    state: "waiting" as const,
    filed_by: null,
    filed_at_ms: null,
  }
  if (was) return changeReview(db, was, values, next.decided.open)
  const fresh = { revision: 1, reviewer_id: null, reserved_until_ms: 0 }
  return changeTogether(db, async (tx) => {
    const result = await tx
      .insertInto("review")
      .values({ project_id: projectId, task_id: taskId, ...fresh, ...values })
      .onConflict((conflict) => conflict.columns(["project_id", "task_id"]).doNothing())
      .executeTakeFirst()
    const isStored = Number(result.numInsertedOrUpdatedRows ?? 0) > 0
    if (isStored) await replaceSimilar(tx, { projectId, taskId }, next.decided.open)
    return isStored
  })
}

/** Takes a task away from the reviewers. */
export async function deleteReview(db: Kysely<Database>, { projectId, taskId }: TaskKey): Promise<void> {
  await changeTogether(db, async (tx) => {
    await tx.deleteFrom("review").where("project_id", "=", projectId).where("task_id", "=", taskId).execute()
    await replaceSimilar(tx, { projectId, taskId }, [])
  })
}

/** A review and its alike rows change as one, the review first: inside the caller's transaction or in one of their own. */
async function changeTogether<T>(db: Kysely<Database>, work: (tx: Kysely<Database>) => Promise<T>): Promise<T> {
  return asOne(db, work)
}

/** Reserves a waiting task for a reviewer; false when somebody else has it. */
export async function reserveReview(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  reviewerId: number,
  nowMs: number,
  untilMs: number,
): Promise<boolean> {
  const result = await db
    .updateTable("review")
    .set({ reviewer_id: reviewerId, reserved_until_ms: untilMs })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("state", "=", "waiting")
    .where((eb) => isFree(eb, reviewerId, nowMs))
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Gives a reservation back; decisions made so far stay. */
export async function unreserveReview(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  reviewerId: number,
): Promise<void> {
  await db
    .updateTable("review")
    .set({ reserved_until_ms: 0 })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("reviewer_id", "=", reviewerId)
    .execute()
}

/**
 * Stores decisions over the review as it was read, whom it is kept for and until when; false when it is another by now.
 */
export async function storeReviewDecisions(
  db: Kysely<Database>,
  review: Review,
  decided: Decided,
  reviewerId: number | null,
  untilMs: number,
): Promise<boolean> {
  const values = {
    ...decidedColumns(decided),
    reviewer_id: reviewerId,
    reserved_until_ms: untilMs,
    state: "waiting" as const,
    filed_by: null,
    filed_at_ms: null,
  }
  return changeReview(db, review, values, decided.open)
}

/** Files a review on which everything is decided; false when it is another by now. */
export async function storeReviewFiled(
  db: Kysely<Database>,
  review: Review,
  filedBy: number,
  nowMs: number,
): Promise<boolean> {
  const filed = { reserved_until_ms: 0, state: "filed" as const, filed_by: filedBy, filed_at_ms: nowMs }
  return changeReview(db, review, filed, [])
}

/** Moves a task in the queue; lower comes first. */
export async function setRank(db: Kysely<Database>, review: Review, rank: number): Promise<boolean> {
  return changeReview(db, review, { rank, reserved_until_ms: 0 })
}

/** Sets a task aside until one more person has answered; decisions stay. */
export async function setReviewAside(db: Kysely<Database>, review: Review): Promise<boolean> {
  return changeReview(db, review, { state: "asked", reserved_until_ms: 0 }, [])
}

/** `open`: what waits for a reviewer from now on; left out, as before. */
async function changeReview(
  db: Kysely<Database>,
  review: Review,
  values: Partial<Database["review"]>,
  open?: readonly Disagreement[],
): Promise<boolean> {
  return changeTogether(db, async (tx) => {
    const result = await tx
      .updateTable("review")
      .set((eb) => ({ ...values, revision: eb("revision", "+", 1) }))
      .where("project_id", "=", review.projectId)
      .where("task_id", "=", review.taskId)
      .where("revision", "=", review.revision)
      .executeTakeFirst()
    const isChanged = Number(result.numUpdatedRows) > 0
    if (isChanged && open) await replaceSimilar(tx, review, open)
    return isChanged
  })
}
