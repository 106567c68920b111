import { canonicalJson, type Decision, type DisagreementId } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { AuditState } from "../schema/states.ts"
import type { TaskKey } from "../work/tasks.ts"
import { type Decided, type QueueTotals, type ReviewBody, readBody, readDecisions } from "./rows.ts"
import { notAnsweredBy } from "./where.ts"

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

/** What second looks say of one reviewer's decisions (all, or those looked at on one day). */
interface ReviewAuditTally {
  readonly reviewer: number
  /** Decisions that were made a second time, and those that came out otherwise. */
  readonly items: number
  readonly differing: number
  /** Sum of how far apart they were, each in [0, 1]. */
  readonly severity: number
  /** Tasks looked at, and the sum over tasks of severity squared: for intervals. */
  readonly tasks: number
  readonly severitySquares: number
  /** Start of the UTC day on which they were looked at; null in sums over all days. */
  readonly dayMs: number | null
}

const DAY_MS = 86_400_000

/** Decisions that are made a second time. Every change names the revision it began from and fails on another. */
class ReviewAudits {
  readonly #db: Kysely<Database>
  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  /** The second look at a task, filed or not. */
  async find({ projectId, taskId }: TaskKey): Promise<ReviewAudit | undefined> {
    const row = await this.#db
      .selectFrom("second_look")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("task_id", "=", taskId)
      .executeTakeFirst()
    return row && fromRow(row)
  }

  /** Asks for a second look at a review just filed. One that waits already begins anew; a task is never looked at twice. */
  async choose(
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
    await this.#db
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
  async drop({ projectId, taskId }: TaskKey): Promise<void> {
    await this.#db
      .deleteFrom("second_look")
      .where("project_id", "=", projectId)
      .where("task_id", "=", taskId)
      .where("state", "=", "waiting")
      .execute()
  }

  /** Reserves a look for a reviewer; false when somebody else has it. */
  async reserve({ projectId, taskId }: TaskKey, reviewerId: number, nowMs: number, untilMs: number): Promise<boolean> {
    const result = await this.#db
      .updateTable("second_look")
      .set({ reviewer_id: reviewerId, reserved_until_ms: untilMs })
      .where("project_id", "=", projectId)
      .where("task_id", "=", taskId)
      .where("state", "=", "waiting")
      .where((eb) =>
        eb.or([
          eb("reviewer_id", "is", null),
          eb("reviewer_id", "=", reviewerId),
          eb("reserved_until_ms", "<=", nowMs),
        ]),
      )
      .executeTakeFirst()
    return Number(result.numUpdatedRows) > 0
  }

  /** Gives a reservation back; decisions stay. */
  async release({ projectId, taskId }: TaskKey, reviewerId: number): Promise<void> {
    await this.#db
      .updateTable("second_look")
      .set({ reserved_until_ms: 0 })
      .where("project_id", "=", projectId)
      .where("task_id", "=", taskId)
      .where("reviewer_id", "=", reviewerId)
      .execute()
  }

  /** Stores decisions and renews the reservation; false when the look is another by now. */
  async decide(look: ReviewAudit, decided: Decided, reviewerId: number, untilMs: number): Promise<boolean> {
    return this.#change(look, {
      decisions: canonicalJson(Object.fromEntries(decided.decisions)),
      decided_order: JSON.stringify(decided.order),
      open: decided.open.length,
      reviewer_id: reviewerId,
      reserved_until_ms: untilMs,
    })
  }

  /** Files a look with how it compares to the first decisions; false when it is another by now. */
  async file(
    look: ReviewAudit,
    found: { readonly same: number; readonly severity: number },
    filedBy: number,
    nowMs: number,
  ): Promise<boolean> {
    return this.#change(look, {
      state: "filed",
      same: found.same,
      severity_ppm: Math.round(found.severity * 1_000_000),
      reserved_until_ms: 0,
      filed_by: filedBy,
      filed_at_ms: nowMs,
    })
  }

  async #change(look: ReviewAudit, values: Partial<Database["second_look"]>): Promise<boolean> {
    const result = await this.#db
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
  #for(projectId: number, personId: number) {
    return this.#db
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
      .where((eb) => notAnsweredBy(eb, personId))
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
  async next(
    projectId: number,
    personId: number,
    nowMs: number,
    except: readonly number[] = [],
  ): Promise<number | null> {
    let query = this.#for(projectId, personId)
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
  async totals(projectId: number, personId: number): Promise<QueueTotals> {
    const row = await this.#for(projectId, personId)
      .select(({ fn }) => [fn.countAll<number>().as("tasks"), fn.sum<number>("second_look.open").as("differences")])
      .executeTakeFirst()
    return { tasks: Number(row?.tasks ?? 0), differences: Number(row?.differences ?? 0) }
  }

  /** Whether a person may take the look at this task (see {@link next}). */
  async isFor({ projectId, taskId }: TaskKey, personId: number): Promise<boolean> {
    const row = await this.#for(projectId, personId)
      .select("second_look.task_id")
      .where("second_look.task_id", "=", taskId)
      .executeTakeFirst()
    return row !== undefined
  }

  /** The look that this reviewer left half decided; null for none. */
  async halfDecided(projectId: number, reviewerId: number): Promise<number | null> {
    const row = await this.#db
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
  async countAudits(
    projectId: number,
    firstBy: number,
    fromMs: number,
  ): Promise<{ readonly differences: number; readonly same: number }> {
    const row = await this.#db
      .selectFrom("second_look")
      .select(({ fn }) => [fn.sum<number>("differences").as("differences"), fn.sum<number>("same").as("same")])
      .where("project_id", "=", projectId)
      .where("state", "=", "filed")
      .where("first_by", "=", firstBy)
      .where("filed_at_ms", ">=", fromMs)
      .executeTakeFirst()
    return { differences: Number(row?.differences ?? 0), same: Number(row?.same ?? 0) }
  }

  /** Sums by reviewer (`dayMs` null), and by reviewer and UTC day, in the order of reviewers and days. */
  async tally(projectId: number): Promise<{ byReviewer: ReviewAuditTally[]; byDay: ReviewAuditTally[] }> {
    const rows = await this.#db
      .selectFrom("second_look")
      .select(({ fn }) => [
        "first_by as reviewer",
        // Days as whole numbers: both engines divide integers without a remainder.
        sql<number>`filed_at_ms / ${sql.lit(DAY_MS)}`.as("day"),
        fn.countAll<number>().as("tasks"),
        fn.sum<number>("differences").as("items"),
        fn.sum<number>("same").as("same"),
        fn.sum<number>("severity_ppm").as("severity"),
        sql<number>`sum((severity_ppm / 1000000.0) * (severity_ppm / 1000000.0))`.as("squares"),
      ])
      .where("project_id", "=", projectId)
      .where("state", "=", "filed")
      .groupBy(["first_by", sql`filed_at_ms / ${sql.lit(DAY_MS)}`])
      .orderBy("first_by")
      .orderBy("day")
      .execute()
    const byDay = rows.map(
      (row): ReviewAuditTally => ({
        reviewer: row.reviewer,
        items: Number(row.items),
        differing: Number(row.items) - Number(row.same),
        severity: Number(row.severity) / 1_000_000,
        tasks: Number(row.tasks),
        severitySquares: Number(row.squares),
        dayMs: Number(row.day) * DAY_MS,
      }),
    )
    return { byReviewer: byDay.reduce(addUp, []), byDay }
  }
}

/** Adds a day to the sums of its reviewer. */
function addUp(sums: ReviewAuditTally[], day: ReviewAuditTally): ReviewAuditTally[] {
  const last = sums.at(-1)
  if (last?.reviewer !== day.reviewer) return [...sums, { ...day, dayMs: null }]
  const sum: ReviewAuditTally = {
    reviewer: day.reviewer,
    items: last.items + day.items,
    differing: last.differing + day.differing,
    severity: last.severity + day.severity,
    tasks: last.tasks + day.tasks,
    severitySquares: last.severitySquares + day.severitySquares,
    dayMs: null,
  }
  return [...sums.slice(0, -1), sum]
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

/** Second looks of `db` or of an open transaction. */
export function reviewAudits(db: Kysely<Database>): ReviewAudits {
  return new ReviewAudits(db)
}
