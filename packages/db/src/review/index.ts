import { canonicalJson, type Disagreement, type TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { asOne } from "../transaction.ts"
import type { TaskKey } from "../work/tasks.ts"
import { similarRows } from "./alike.ts"
import { ReviewQueues } from "./queues.ts"
import { type Decided, decidedColumns, fromRow, type Review, type ReviewBody } from "./rows.ts"
import { isFree } from "./where.ts"

export type { Decided, QueuePart, QueueTotals, Review, ReviewBody } from "./rows.ts"

/** Disputed tasks and what reviewers decided. Every change names the revision it began from and fails on another. */
class Reviews extends ReviewQueues {
  /** The review of a task, filed or not. */
  async find({ projectId, taskId }: TaskKey): Promise<Review | undefined> {
    const row = await this.db
      .selectFrom("review")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("task_id", "=", taskId)
      .executeTakeFirst()
    return row && fromRow(row)
  }

  /** Filed reviews of tasks of one project, by task. */
  async filed(projectId: number, taskIds: readonly TaskNumber[]): Promise<Map<number, Review>> {
    return this.#ofTasks(projectId, taskIds, "filed")
  }

  /** Reviews that wait for somebody, of tasks of one project, by task. */
  async waiting(projectId: number, taskIds: readonly TaskNumber[]): Promise<Map<number, Review>> {
    return this.#ofTasks(projectId, taskIds, "waiting")
  }

  async #ofTasks(
    projectId: number,
    taskIds: readonly TaskNumber[],
    state: Review["state"],
  ): Promise<Map<number, Review>> {
    if (taskIds.length === 0) return new Map()
    const rows = await this.db
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
  async put(
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
    if (was) return this.#change(was, values, next.decided.open)
    const fresh = { revision: 1, reviewer_id: null, reserved_until_ms: 0 }
    return this.#together(async (tx) => {
      const result = await tx
        .insertInto("review")
        .values({ project_id: projectId, task_id: taskId, ...fresh, ...values })
        .onConflict((conflict) => conflict.columns(["project_id", "task_id"]).doNothing())
        .executeTakeFirst()
      const isStored = Number(result.numInsertedOrUpdatedRows ?? 0) > 0
      if (isStored) await similarRows(tx).replace({ projectId, taskId }, next.decided.open)
      return isStored
    })
  }

  /** Takes a task away from the reviewers. */
  async remove({ projectId, taskId }: TaskKey): Promise<void> {
    await this.#together(async (tx) => {
      await tx.deleteFrom("review").where("project_id", "=", projectId).where("task_id", "=", taskId).execute()
      await similarRows(tx).replace({ projectId, taskId }, [])
    })
  }

  /** A review and its alike rows change as one, the review first: inside the caller's transaction or in one of their own. */
  async #together<T>(work: (tx: Kysely<Database>) => Promise<T>): Promise<T> {
    return asOne(this.db, work)
  }

  /** Reserves a waiting task for a reviewer; false when somebody else has it. */
  async reserve({ projectId, taskId }: TaskKey, reviewerId: number, nowMs: number, untilMs: number): Promise<boolean> {
    const result = await this.db
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
  async release({ projectId, taskId }: TaskKey, reviewerId: number): Promise<void> {
    await this.db
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
  async decide(review: Review, decided: Decided, reviewerId: number | null, untilMs: number): Promise<boolean> {
    const values = {
      ...decidedColumns(decided),
      reviewer_id: reviewerId,
      reserved_until_ms: untilMs,
      state: "waiting" as const,
      filed_by: null,
      filed_at_ms: null,
    }
    return this.#change(review, values, decided.open)
  }

  /** Files a review on which everything is decided; false when it is another by now. */
  async file(review: Review, filedBy: number, nowMs: number): Promise<boolean> {
    const filed = { reserved_until_ms: 0, state: "filed" as const, filed_by: filedBy, filed_at_ms: nowMs }
    return this.#change(review, filed, [])
  }

  /** Moves a task in the queue; lower comes first. */
  async setRank(review: Review, rank: number): Promise<boolean> {
    return this.#change(review, { rank, reserved_until_ms: 0 })
  }

  /** Sets a task aside until one more person has answered; decisions stay. */
  async setAside(review: Review): Promise<boolean> {
    return this.#change(review, { state: "asked", reserved_until_ms: 0 }, [])
  }

  /** `open`: what waits for a reviewer from now on; left out, as before. */
  async #change(review: Review, values: Partial<Database["review"]>, open?: readonly Disagreement[]): Promise<boolean> {
    return this.#together(async (tx) => {
      const result = await tx
        .updateTable("review")
        .set((eb) => ({ ...values, revision: eb("revision", "+", 1) }))
        .where("project_id", "=", review.projectId)
        .where("task_id", "=", review.taskId)
        .where("revision", "=", review.revision)
        .executeTakeFirst()
      const isChanged = Number(result.numUpdatedRows) > 0
      if (isChanged && open) await similarRows(tx).replace(review, open)
      return isChanged
    })
  }
}

/** Reviews of `db` or of an open transaction. */
export function reviews(db: Kysely<Database>): Reviews {
  return new Reviews(db)
}
