import {
  canonicalJson,
  Decision,
  Difference,
  type DifferenceId,
  type DifferenceKind,
  Letter,
  Region,
  RegionProvenance,
} from "@justesse/types"
import { type ExpressionBuilder, type Kysely, type SqlBool, sql } from "kysely"
import type { Database } from "../schema.ts"
import type { TaskKey } from "./tasks.ts"

/** What people answered to a disputed task: what agrees, what differs, and which letter is whose. */
export interface ReviewBody {
  /** Letter of each submission, and its author. */
  readonly letters: Readonly<Record<string, Letter>>
  readonly people: Readonly<Record<string, number>>
  readonly settled: readonly { readonly region: Region; readonly provenance: RegionProvenance }[]
  readonly differences: readonly Difference[]
}

/** A disputed task with the decisions made so far. */
export interface Review extends TaskKey {
  readonly body: ReviewBody
  readonly decisions: ReadonlyMap<DifferenceId, Decision>
  /** Differences in the order they were decided. */
  readonly order: readonly DifferenceId[]
  /** Rises with each change. */
  readonly revision: number
  readonly open: number
  readonly reviewerId: number | null
  readonly reservedUntilMs: number
  readonly rank: number
  /** `asked`: one more person's answer is awaited; it is in nobody's queue meanwhile. */
  readonly state: "waiting" | "asked" | "filed"
  readonly filedBy: number | null
  readonly filedAtMs: number | null
}

/** Decisions as they are to be stored; the kinds and labels are those of what is open. */
export interface Decided {
  readonly decisions: ReadonlyMap<DifferenceId, Decision>
  readonly order: readonly DifferenceId[]
  readonly open: readonly Difference[]
}

/** What a queue holds: tasks, open differences. */
export interface QueueTotals {
  readonly tasks: number
  readonly differences: number
}

/** Which part of a queue: kinds and labels, empty for all; never tasks that `personId` answered. */
export interface QueuePart {
  readonly projectId: number
  readonly personId: number
  readonly kinds: readonly string[]
  readonly labels: readonly string[]
}

/** A word for the columns `kinds` and `labels`: a blank on each side, none inside, so that words can be counted. */
function word(text: string): string {
  return ` ${text.replaceAll(" ", "\u00a0")} `
}

/** The label that a difference is about: that of the proposal, else of the first answer. */
function labelOf({ proposal, candidates }: Difference): string | undefined {
  return (proposal ?? candidates.find(({ region }) => region !== null)?.region)?.label
}

function words(open: readonly Difference[]): { kinds: string; labels: string } {
  return {
    kinds: open
      .map(({ kind }) => word(kind))
      .sort()
      .join(""),
    labels: open
      .map((difference) => word(labelOf(difference) ?? ""))
      .sort()
      .join(""),
  }
}

function readBody(text: string): ReviewBody {
  const body = JSON.parse(text)
  return {
    letters: mapValues(body.letters, (letter) => Letter.parse(letter)),
    people: mapValues(body.people, Number),
    settled: body.settled.map((item: Record<string, unknown>) => ({
      region: Region.parse(item["region"]),
      provenance: RegionProvenance.parse(item["provenance"]),
    })),
    differences: Difference.array().parse(body.differences),
  }
}

function mapValues<T>(record: Record<string, unknown>, change: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
}

function fromRow(row: Database["review"]): Review {
  const decisions: Record<string, unknown> = JSON.parse(row.decisions)
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    body: readBody(row.body),
    // Both are written by this file, from branded ids.
    decisions: new Map(Object.entries(decisions).map(([id, said]) => [id as DifferenceId, Decision.parse(said)])),
    order: JSON.parse(row.decided_order) as DifferenceId[],
    revision: row.revision,
    open: row.open,
    reviewerId: row.reviewer_id,
    reservedUntilMs: row.reserved_until_ms,
    rank: row.rank,
    state: row.state as Review["state"], // written by this file only
    filedBy: row.filed_by,
    filedAtMs: row.filed_at_ms,
  }
}

function decidedColumns({ decisions, order, open }: Decided) {
  return {
    decisions: canonicalJson(Object.fromEntries(decisions)),
    decided_order: JSON.stringify(order),
    open: open.length,
    ...words(open),
  }
}

type Where = ExpressionBuilder<Database, "review">

/** Disputed tasks and what reviewers decided. Every change names the revision it began from and fails on another. */
export class Reviews {
  readonly #db: Kysely<Database>
  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  /** The review of a task, filed or not. */
  async find({ projectId, taskId }: TaskKey): Promise<Review | undefined> {
    const row = await this.#db
      .selectFrom("review")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("task_id", "=", taskId)
      .executeTakeFirst()
    return row && fromRow(row)
  }

  /** Filed reviews of tasks of one project, by task. */
  async filed(projectId: number, taskIds: readonly number[]): Promise<Map<number, Review>> {
    if (taskIds.length === 0) return new Map()
    const rows = await this.#db
      .selectFrom("review")
      .selectAll()
      .where("project_id", "=", projectId)
      .where("task_id", "in", [...taskIds])
      .where("state", "=", "filed")
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
      state: "waiting",
      filed_by: null,
      filed_at_ms: null,
    }
    if (was) return this.#change(was, values)
    const fresh = { revision: 1, reviewer_id: null, reserved_until_ms: 0 }
    const result = await this.#db
      .insertInto("review")
      .values({ project_id: projectId, task_id: taskId, ...fresh, ...values })
      .onConflict((conflict) => conflict.columns(["project_id", "task_id"]).doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
  }

  /** Takes a task away from the reviewers. */
  async remove({ projectId, taskId }: TaskKey): Promise<void> {
    await this.#db.deleteFrom("review").where("project_id", "=", projectId).where("task_id", "=", taskId).execute()
  }

  /** Reserves a waiting task for a reviewer; false when somebody else has it. */
  async reserve({ projectId, taskId }: TaskKey, reviewerId: number, nowMs: number, untilMs: number): Promise<boolean> {
    const result = await this.#db
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
    await this.#db
      .updateTable("review")
      .set({ reserved_until_ms: 0 })
      .where("project_id", "=", projectId)
      .where("task_id", "=", taskId)
      .where("reviewer_id", "=", reviewerId)
      .execute()
  }

  /** Stores decisions over revision `was` and renews the reservation; false when the review is another by now. */
  async decide(review: Review, decided: Decided, reviewerId: number, untilMs: number): Promise<boolean> {
    return this.#change(review, {
      ...decidedColumns(decided),
      reviewer_id: reviewerId,
      reserved_until_ms: untilMs,
      state: "waiting",
      filed_by: null,
      filed_at_ms: null,
    })
  }

  /** Files a review on which everything is decided; false when it is another by now. */
  async file(review: Review, filedBy: number, nowMs: number): Promise<boolean> {
    return this.#change(review, { reserved_until_ms: 0, state: "filed", filed_by: filedBy, filed_at_ms: nowMs })
  }

  /** Moves a task in the queue; lower comes first. */
  async setRank(review: Review, rank: number): Promise<boolean> {
    return this.#change(review, { rank, reserved_until_ms: 0 })
  }

  /** Sets a task aside until one more person has answered; decisions stay. */
  async setAside(review: Review): Promise<boolean> {
    return this.#change(review, { state: "asked", reserved_until_ms: 0 })
  }

  async #change(review: Review, values: Partial<Database["review"]>): Promise<boolean> {
    const result = await this.#db
      .updateTable("review")
      .set((eb) => ({ ...values, revision: eb("revision", "+", 1) }))
      .where("project_id", "=", review.projectId)
      .where("task_id", "=", review.taskId)
      .where("revision", "=", review.revision)
      .executeTakeFirst()
    return Number(result.numUpdatedRows) > 0
  }

  /** The first task of a queue that nobody else holds, `except` left out: one this reviewer left half decided, else by rank. */
  async next(part: QueuePart, nowMs: number, except: readonly number[] = []): Promise<number | null> {
    const wanted = () => {
      const all = this.#part(part)
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

  #part({ projectId, personId, kinds, labels }: QueuePart) {
    return this.#db
      .selectFrom("review")
      .where("project_id", "=", projectId)
      .where("state", "=", "waiting")
      .where((eb) => isFor(eb, personId))
      .where((eb) => hasWord(eb, "kinds", kinds))
      .where((eb) => hasWord(eb, "labels", labels))
  }

  /** Tasks and open differences of a part of a queue. */
  async totals(part: QueuePart): Promise<QueueTotals> {
    const row = await this.#part(part)
      .select(({ fn }) => [fn.countAll<number>().as("tasks"), fn.sum<number>("open").as("differences")])
      .executeTakeFirst()
    return { tasks: Number(row?.tasks ?? 0), differences: Number(row?.differences ?? 0) }
  }

  /** Waiting tasks and open differences of each of these projects, without what `personId` answered. */
  async totalsOf(projectIds: readonly number[], personId: number): Promise<Map<number, QueueTotals>> {
    if (projectIds.length === 0) return new Map()
    const rows = await this.#db
      .selectFrom("review")
      .select(({ fn }) => ["project_id", fn.countAll<number>().as("tasks"), fn.sum<number>("open").as("differences")])
      .where("project_id", "in", [...projectIds])
      .where("state", "=", "waiting")
      .where((eb) => isFor(eb, personId))
      .groupBy("project_id")
      .execute()
    return new Map(
      rows.map((row) => [row.project_id, { tasks: Number(row.tasks), differences: Number(row.differences) }]),
    )
  }

  /** Open differences that wait for a person in all projects that they review and that go on. */
  async countWaitingFor(personId: number): Promise<number> {
    const row = await this.#db
      .selectFrom("review")
      .innerJoin("member", "member.project_id", "review.project_id")
      .innerJoin("project", "project.id", "review.project_id")
      .select(({ fn }) => fn.sum<number>("review.open").as("differences"))
      .where("member.person_id", "=", personId)
      .where("member.is_reviewer", "=", 1)
      .where("project.state", "=", "open")
      .where("review.state", "=", "waiting")
      .where((eb) => isFor(eb, personId))
      .executeTakeFirst()
    return Number(row?.differences ?? 0)
  }

  /** Open differences of each of these kinds or labels, and the tasks that have one, in a part of a queue. */
  async countWords(
    part: QueuePart,
    column: "kinds" | "labels",
    wanted: readonly (DifferenceKind | string)[],
  ): Promise<Map<string, QueueTotals>> {
    const counts = new Map<string, QueueTotals>()
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
      const row = (await this.#part(part).select(sums).executeTakeFirst()) as Record<string, unknown> | undefined // n0, t0, n1 …
      some.forEach((text, i) =>
        counts.set(text, { differences: Number(row?.[`n${i}`] ?? 0), tasks: Number(row?.[`t${i}`] ?? 0) }),
      )
    }
    return counts
  }

  /** Waiting tasks that other reviewers hold right now. */
  async heldByOthers(projectId: number, personId: number, nowMs: number): Promise<number> {
    const row = await this.#db
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
  async halfDecided(projectId: number, reviewerId: number): Promise<number | null> {
    const row = await this.#db
      .selectFrom("review")
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

  /** The task that this reviewer filed last; null for none. */
  async lastFiled(projectId: number, reviewerId: number): Promise<number | null> {
    const row = await this.#db
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

  /** When this reviewer decided something since `fromMs`, oldest first, at most `limit` (the latest). */
  async decidedAt(projectId: number, personId: number | null, fromMs: number, limit: number): Promise<number[]> {
    let rows = this.#db
      .selectFrom("activity")
      .select("at_ms")
      .where("project_id", "=", projectId)
      .where("what", "=", "review.decided")
      .where("at_ms", ">=", fromMs)
    if (personId !== null) rows = rows.where("person_id", "=", personId)
    const found = await rows.orderBy("id", "desc").limit(limit).execute()
    return found.map((row) => row.at_ms).reverse()
  }
}

function isFree(eb: Where, reviewerId: number, nowMs: number) {
  return eb.or([
    eb("reviewer_id", "is", null),
    eb("reviewer_id", "=", reviewerId),
    eb("reserved_until_ms", "<=", nowMs),
  ])
}

/** In the queue: disputed still (not excluded or reopened since), and nothing that the reviewer answers themselves. */
function isFor(eb: Where, personId: number) {
  const disputed = eb.exists(
    eb
      .selectFrom("task_state")
      .select("task_state.task_id")
      .whereRef("task_state.project_id", "=", "review.project_id")
      .whereRef("task_state.task_id", "=", "review.task_id")
      .where("task_state.state", "=", "disputed"),
  )
  return eb.and([disputed, notAnsweredBy(eb, personId)])
}

function notAnsweredBy(eb: Where, personId: number) {
  return eb.not(
    eb.exists(
      eb
        .selectFrom("assignment")
        .select("assignment.task_id")
        .whereRef("assignment.project_id", "=", "review.project_id")
        .whereRef("assignment.task_id", "=", "review.task_id")
        .where("assignment.person_id", "=", personId)
        .where(({ eb: inner, or }) => or([inner("assignment.revision", ">", 0), inner("assignment.state", "=", 0)])),
    ),
  )
}

function hasWord(eb: Where, column: "kinds" | "labels", wanted: readonly string[]) {
  if (wanted.length === 0) return sql<SqlBool>`1 = 1`
  return eb.or(wanted.map((text) => contains(column, text)))
}

function contains(column: "kinds" | "labels", text: string) {
  // Not LIKE: a label may hold its wild cards.
  return sql<SqlBool>`length(replace(${sql.ref(column)}, ${word(text)}, '')) < length(${sql.ref(column)})`
}

/** Reviews of `db` or of an open transaction. */
export function reviews(db: Kysely<Database>): Reviews {
  return new Reviews(db)
}
