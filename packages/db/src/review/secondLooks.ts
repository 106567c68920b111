import { canonicalJson, type Decision, type DisagreementId } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { AuditState } from "../schema/states.ts"
import type { TaskKey } from "../work/tasks.ts"
import { type Decided, type QueueTotals, type ReviewBody, readBody, readDecisions } from "./rows.ts"
import { notTheirOwn, type Reviewer, reviewerOf } from "./where.ts"

// Decisions that are made a second time. Every change names the revision it began from and fails on another.

/** A filed review that somebody else decides again without seeing the first decisions. */
export interface ReviewAudit extends TaskKey {
  readonly body: ReviewBody
  readonly firstDecisions: ReadonlyMap<DisagreementId, Decision>
  readonly firstBy: number
  readonly decisions: ReadonlyMap<DisagreementId, Decision>
  /** Differences in the order they were decided the second time. */
  readonly order: readonly DisagreementId[]
  /** Rises with each change. */
  readonly revision: number
  readonly reviewerId: number | null
  readonly reservedUntilMs: number
  readonly state: AuditState
}

/** The second look at a task, filed or not. */
export async function readAudit(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
): Promise<ReviewAudit | undefined> {
  const row = await db
    .selectFrom("second_look")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Asks for a second look at a review just filed. One that waits already begins anew; a task is never looked at twice. */
export async function chooseAudit(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  first: {
    readonly body: ReviewBody
    readonly decisions: ReadonlyMap<DisagreementId, Decision>
    readonly by: number
    readonly atMs: number
  },
): Promise<void> {
  const differences = first.body.differences.length
  const values = {
    body: canonicalJson(first.body),
    first_decisions: canonicalJson(Object.fromEntries(first.decisions)),
    first_by: first.by,
    decisions: "{}",
    decided_order: "[]",
    open: differences,
    differences,
    reviewer_id: null,
    reserved_until_ms: 0,
    made_at_ms: first.atMs,
  }
  const fresh = {
    revision: 1,
    state: "waiting" as const,
    same: 0,
    severity_ppm: 0,
    filed_by: null,
    filed_at_ms: null,
  }
  await db
    .insertInto("second_look")
    .values({ project_id: projectId, task_id: taskId, ...values, ...fresh })
    .onConflict((conflict) =>
      conflict
        .columns(["project_id", "task_id"])
        .doUpdateSet((eb) => ({ ...values, revision: eb("second_look.revision", "+", 1) }))
        .where("second_look.state", "=", "waiting"),
    )
    .execute()
}

/** Takes back the wish for a second look that nobody filed: the first decisions are not final any more. */
export async function dropAudit(db: Kysely<Database>, { projectId, taskId }: TaskKey): Promise<void> {
  await db
    .deleteFrom("second_look")
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("state", "=", "waiting")
    .execute()
}

/** Reserves a look for a reviewer; false when somebody else has it. */
export async function reserveAudit(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  reviewerId: number,
  nowMs: number,
  untilMs: number,
): Promise<boolean> {
  const result = await db
    .updateTable("second_look")
    .set({ reviewer_id: reviewerId, reserved_until_ms: untilMs })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("state", "=", "waiting")
    .where((eb) =>
      eb.or([eb("reviewer_id", "is", null), eb("reviewer_id", "=", reviewerId), eb("reserved_until_ms", "<=", nowMs)]),
    )
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Gives a reservation back; decisions stay. */
export async function unreserveAudit(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  reviewerId: number,
): Promise<void> {
  await db
    .updateTable("second_look")
    .set({ reserved_until_ms: 0 })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("reviewer_id", "=", reviewerId)
    .execute()
}

/** Stores decisions and renews the reservation; false when the look is another by now. */
export async function storeAuditDecisions(
  db: Kysely<Database>,
  look: ReviewAudit,
  decided: Decided,
  reviewerId: number,
  untilMs: number,
): Promise<boolean> {
  return changeAudit(db, look, {
    decisions: canonicalJson(Object.fromEntries(decided.decisions)),
    decided_order: JSON.stringify(decided.order),
    open: decided.open.length,
    reviewer_id: reviewerId,
    reserved_until_ms: untilMs,
  })
}

/** Files a look with how it compares to the first decisions; false when it is another by now. */
export async function storeAuditFiled(
  db: Kysely<Database>,
  look: ReviewAudit,
  found: { readonly same: number; readonly severity: number },
  filedBy: number,
  nowMs: number,
): Promise<boolean> {
  return changeAudit(db, look, {
    state: "filed",
    same: found.same,
    severity_ppm: Math.round(found.severity * 1_000_000),
    reserved_until_ms: 0,
    filed_by: filedBy,
    filed_at_ms: nowMs,
  })
}

async function changeAudit(
  db: Kysely<Database>,
  look: ReviewAudit,
  values: Partial<Database["second_look"]>,
): Promise<boolean> {
  const result = await db
    .updateTable("second_look")
    .set((eb) => ({ ...values, revision: eb("revision", "+", 1) }))
    .where("project_id", "=", look.projectId)
    .where("task_id", "=", look.taskId)
    .where("revision", "=", look.revision)
    .where("state", "=", "waiting")
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Looks that this person may take: of reviews still filed, on tasks where they neither answered nor decided anything. */
function auditsFor(db: Kysely<Database>, projectId: number, reviewer: Reviewer) {
  const { personId } = reviewer
  return db
    .selectFrom("second_look")
    .innerJoin("review", (join) =>
      join
        .onRef("review.project_id", "=", "second_look.project_id")
        .onRef("review.task_id", "=", "second_look.task_id"),
    )
    .innerJoin("task_state", (join) =>
      join
        .onRef("task_state.project_id", "=", "second_look.project_id")
        .onRef("task_state.task_id", "=", "second_look.task_id"),
    )
    .where("second_look.project_id", "=", projectId)
    .where("second_look.state", "=", "waiting")
    .where("second_look.first_by", "<>", personId)
    .where("review.state", "=", "filed")
    .where("task_state.state", "=", "settled")
    .where((eb) => notTheirOwn(eb, reviewer))
    .where((eb) =>
      eb(
        eb
          .selectFrom("activity")
          .select(({ fn }) => fn.countAll<number>().as("own"))
          .whereRef("activity.project_id", "=", "second_look.project_id")
          .whereRef("activity.task_id", "=", "second_look.task_id")
          .where("activity.person_id", "=", personId)
          .where("activity.what", "=", "review.decided"),
        "=",
        0,
      ),
    )
}

/** The first look that nobody else holds, `except` left out: one this reviewer left half decided, else the oldest. */
export async function findNextAudit(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  nowMs: number,
  except: readonly number[] = [],
): Promise<number | null> {
  let query = auditsFor(db, projectId, await reviewerOf(db, personId))
    .select("second_look.task_id")
    .where((eb) =>
      eb.or([
        eb("second_look.reviewer_id", "is", null),
        eb("second_look.reviewer_id", "=", personId),
        eb("second_look.reserved_until_ms", "<=", nowMs),
      ]),
    )
  if (except.length > 0) query = query.where("second_look.task_id", "not in", [...except])
  const row = await query
    .orderBy(
      sql`case when second_look.reviewer_id = ${personId} and second_look.decided_order <> '[]' then 0 else 1 end`,
    )
    .orderBy("second_look.made_at_ms")
    .orderBy("second_look.task_id")
    .limit(1)
    .executeTakeFirst()
  return row?.task_id ?? null
}

/** Tasks and open differences that wait for a second look by this person. */
export async function sumAudits(db: Kysely<Database>, projectId: number, personId: number): Promise<QueueTotals> {
  const row = await auditsFor(db, projectId, await reviewerOf(db, personId))
    .select(({ fn }) => [fn.countAll<number>().as("tasks"), fn.sum<number>("second_look.open").as("differences")])
    .executeTakeFirst()
  return { tasks: Number(row?.tasks ?? 0), differences: Number(row?.differences ?? 0) }
}

/** Whether a person may take the look at this task (see {@link findNextAudit}). */
export async function isAuditFor(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  personId: number,
): Promise<boolean> {
  const row = await auditsFor(db, projectId, await reviewerOf(db, personId))
    .select("second_look.task_id")
    .where("second_look.task_id", "=", taskId)
    .executeTakeFirst()
  return row !== undefined
}

/** The look that this reviewer left half decided; null for none. */
export async function findHalfDecidedAudit(
  db: Kysely<Database>,
  projectId: number,
  reviewerId: number,
): Promise<number | null> {
  const row = await db
    .selectFrom("second_look")
    .select("task_id")
    .where("project_id", "=", projectId)
    .where("state", "=", "waiting")
    .where("reviewer_id", "=", reviewerId)
    .where("decided_order", "<>", "[]")
    .orderBy("reserved_until_ms", "desc")
    .limit(1)
    .executeTakeFirst()
  return row?.task_id ?? null
}

/** Decisions of one reviewer that were looked at again since `fromMs`, and how many came out the same. */
export async function countAudits(
  db: Kysely<Database>,
  projectId: number,
  firstBy: number,
  fromMs: number,
): Promise<{ readonly differences: number; readonly same: number }> {
  const row = await db
    .selectFrom("second_look")
    .select(({ fn }) => [fn.sum<number>("differences").as("differences"), fn.sum<number>("same").as("same")])
    .where("project_id", "=", projectId)
    .where("state", "=", "filed")
    .where("first_by", "=", firstBy)
    .where("filed_at_ms", ">=", fromMs)
    .executeTakeFirst()
  return { differences: Number(row?.differences ?? 0), same: Number(row?.same ?? 0) }
}

function fromRow(row: Database["second_look"]): ReviewAudit {
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    body: readBody(row.body),
    firstDecisions: readDecisions(row.first_decisions),
    firstBy: row.first_by,
    decisions: readDecisions(row.decisions),
    order: JSON.parse(row.decided_order) as DisagreementId[], // written by this file
    revision: row.revision,
    reviewerId: row.reviewer_id,
    reservedUntilMs: row.reserved_until_ms,
    state: row.state,
  }
}
