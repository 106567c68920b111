import type { AssetNumber, DecisionReason, TaskNumber, ThreadKind, ThreadState, WriterRole } from "@justesse/types"
import { canonicalJson, ProjectSlug, DecisionReason as Reason, Seen, Spot } from "@justesse/types"
import { type ExpressionBuilder, type Kysely, sql } from "kysely"
import { FACT_COLUMNS, type MediaFacts, mediaFacts } from "../assets/rows.ts"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE, QUESTION } from "../schema/states.ts"
import type { OpenTransaction } from "../transaction.ts"
import { listTasksOf } from "../work/taskAssets.ts"

// Reads and writes of threads. A question about a task in hand is stored by the hot operation `ask`.

/** One matter that people write to each other about; see the table. */
export interface Thread {
  readonly id: number
  readonly projectId: number
  readonly publicId: string
  readonly kind: ThreadKind
  readonly state: ThreadState
  readonly taskId: TaskNumber | null
  readonly assetId: AssetNumber | null
  /** Who opened it. */
  readonly personId: number
  /** Whose work it is about. */
  readonly aboutId: number | null
  /** That person's assignment, by the only name it has outside. */
  readonly assignmentId: string | null
  readonly regionId: string | null
  readonly spot: Spot
  readonly reason: DecisionReason | null
  readonly seen: Seen | null
  readonly clause: string | null
  readonly clauseVersion: number | null
  readonly askedAtMs: number
  readonly changedAtMs: number
  readonly answeredAtMs: number | null
  /** Of the picture; null where there is none. */
  readonly width: number | null
  readonly height: number | null
  /** What is known of it where it is no picture. */
  readonly facts: MediaFacts | null
  /** The first message, and who wrote it. */
  readonly first: string
  readonly role: WriterRole
}

function threadRows(db: Kysely<Database>) {
  return db
    .selectFrom("thread as h")
    .leftJoin("task as t", (on) => on.onRef("t.project_id", "=", "h.project_id").onRef("t.id", "=", "h.task_id"))
    .leftJoin("asset as s", (on) => on.onRef("s.project_id", "=", "t.project_id").onRef("s.id", "=", "t.asset_id"))
    .leftJoin("assignment as a", (on) =>
      on
        .onRef("a.project_id", "=", "h.project_id")
        .onRef("a.task_id", "=", "h.task_id")
        .onRef("a.person_id", "=", "h.about_id"),
    )
    .select([
      "h.id",
      "h.project_id",
      "h.public_id",
      "h.kind",
      "h.state",
      "h.task_id",
      "t.asset_id",
      "h.person_id",
      "h.about_id",
      "a.public_id as assignment",
      "h.region_id",
      "h.spot",
      "h.reason",
      "h.seen",
      "h.clause",
      "h.clause_version",
      "h.asked_at_ms",
      "h.changed_at_ms",
      "h.answered_at_ms",
    ])
    .select(FACT_COLUMNS.map((column) => `s.${column}` as const))
    .select((eb) => [firstOf(eb, "body").as("first"), firstOf(eb, "role").as("role")])
}

/** A column of the first message of a thread `h`. */
function firstOf<C extends "body" | "role">(
  eb: ExpressionBuilder<Database & { h: Database["thread"] }, "h">,
  column: C,
) {
  return eb
    .selectFrom("message as m")
    .select(`m.${column}`)
    .whereRef("m.thread_id", "=", "h.id")
    .orderBy("m.id")
    .limit(1)
    .$asScalar()
}

type Row = Awaited<ReturnType<ReturnType<typeof threadRows>["executeTakeFirstOrThrow"]>>

function toThread(row: Row): Thread {
  return {
    id: row.id,
    projectId: row.project_id,
    publicId: row.public_id,
    kind: row.kind,
    state: row.state,
    taskId: row.task_id,
    assetId: row.asset_id,
    personId: row.person_id,
    aboutId: row.about_id,
    assignmentId: row.assignment,
    regionId: row.region_id,
    spot: Spot.parse(JSON.parse(row.spot)),
    reason: row.reason === null ? null : Reason.parse(JSON.parse(row.reason)),
    seen: row.seen === null ? null : Seen.parse(JSON.parse(row.seen)),
    clause: row.clause,
    clauseVersion: row.clause_version,
    askedAtMs: row.asked_at_ms,
    changedAtMs: row.changed_at_ms,
    answeredAtMs: row.answered_at_ms,
    width: row.width,
    height: row.height,
    facts: mediaFacts(row),
    first: row.first ?? "",
    role: row.role ?? "annotator",
  }
}

/** The thread of this public id. */
export async function findThread(db: Kysely<Database>, publicId: string): Promise<Thread | undefined> {
  const row = await threadRows(db).where("h.public_id", "=", publicId).executeTakeFirst()
  return row && toThread(row)
}

/** Threads about what one person did with a task, oldest first; comments of others are none of theirs. */
export async function listThreadsAbout(
  db: Kysely<Database>,
  key: { readonly projectId: number; readonly taskId: TaskNumber; readonly personId: number },
): Promise<Thread[]> {
  const rows = await threadRows(db)
    .where("h.project_id", "=", key.projectId)
    .where("h.task_id", "=", key.taskId)
    .where("h.about_id", "=", key.personId)
    .orderBy("h.id")
    .limit(100)
    .execute()
  return rows.map(toThread)
}

/** One page of the threads about one person's work, latest first, below `before`. */
export async function listThreadsOf(
  db: Kysely<Database>,
  personId: number,
  before: number | null,
  limit: number,
): Promise<Thread[]> {
  let query = threadRows(db).where("h.about_id", "=", personId).orderBy("h.id", "desc").limit(limit)
  if (before !== null) query = query.where("h.id", "<", before)
  return (await query.execute()).map(toThread)
}

/** Questions of a person whose tasks were put aside and wait for the answer, the one asked first at first. */
export async function listAside(db: Kysely<Database>, personId: number, limit: number): Promise<Thread[]> {
  const rows = await threadRows(db)
    .where("h.about_id", "=", personId)
    .where("h.kind", "=", "question")
    .where("h.state", "=", "open")
    .where("a.state", "=", ASSIGNMENT_STATE.leased)
    .where("a.question", "=", QUESTION.aside)
    .orderBy("h.id")
    .limit(limit)
    .execute()
  return rows.map(toThread)
}

/** Of what a notice is that a thread has waited for too long. */
export const lateConcern = (publicId: string): string => `late/${publicId}`

/** Threads of open projects that wait since before `beforeMs`, and of which nobody was told as late since; those after `after`. */
export async function listLate(
  db: Kysely<Database>,
  beforeMs: number,
  after: number,
  limit: number,
): Promise<Thread[]> {
  const rows = await threadRows(db)
    .where("h.id", ">", after)
    .where("h.project_id", "in", (eb) => eb.selectFrom("project").select("id").where("state", "in", ["open", "draft"]))
    .where("h.kind", "in", ANSWERED_KINDS)
    .where("h.state", "=", "open")
    .where("h.changed_at_ms", "<", beforeMs)
    .where(({ not, exists, selectFrom, ref }) =>
      not(
        exists(
          selectFrom("notice")
            .select("notice.id")
            .where("notice.kind", "=", "question_late")
            .where("notice.concern", "=", sql<string>`'late/' || ${ref("h.public_id")}`)
            .whereRef("notice.at_ms", ">", "h.changed_at_ms"),
        ),
      ),
    )
    .orderBy("h.id")
    .limit(limit)
    .execute()
  return rows.map(toThread)
}

/** How many questions of a person wait for an answer. */
export async function countWaitingOf(db: Kysely<Database>, personId: number): Promise<number> {
  const row = await db
    .selectFrom("thread")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("about_id", "=", personId)
    .where("state", "=", "open")
    .where("kind", "in", ["question", "disagreement"])
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** What somebody answers: questions, and whoever disagrees. */
const ANSWERED_KINDS = ["question", "disagreement"] as const
/** Which threads of a project a list holds. */
type ThreadPart = "open" | "answered" | "clauses"

/** One page of what is asked in a project: what waits, longest first; what is over, latest first. `after` is the last one shown. */
export async function listThreads(
  db: Kysely<Database>,
  projectId: number,
  part: ThreadPart,
  after: number | null,
  limit: number,
): Promise<Thread[]> {
  const order = part === "open" ? "asc" : "desc"
  let query = threadRows(db)
    .where("h.project_id", "=", projectId)
    .where("h.kind", "in", ANSWERED_KINDS)
    .where("h.state", part === "open" ? "=" : "<>", "open")
    .orderBy("h.id", order)
    .limit(limit)
  if (part === "clauses") query = query.where("h.clause_version", "is not", null)
  if (after !== null) query = query.where("h.id", part === "open" ? ">" : "<", after)
  return (await query.execute()).map(toThread)
}

/** What the first sentence of a project's questions says. */
interface ThreadCounts {
  readonly waiting: number
  readonly longestSinceMs: number | null
  /** Asked, or asked again, before a given moment. */
  readonly late: number
  readonly answered: number
  readonly clauses: number
}

/** How many questions of a project wait, since when, and how many were answered and became clauses. */
export async function countThreads(
  db: Kysely<Database>,
  projectId: number,
  lateBeforeMs: number,
): Promise<ThreadCounts> {
  const row = await db
    .selectFrom("thread")
    .select([
      sql<number>`sum(case when state = 'open' then 1 else 0 end)`.as("waiting"),
      sql<number | null>`min(case when state = 'open' then asked_at_ms end)`.as("since"),
      sql<number>`sum(case when state = 'open' and changed_at_ms < ${lateBeforeMs} then 1 else 0 end)`.as("late"),
      sql<number>`sum(case when state <> 'open' then 1 else 0 end)`.as("answered"),
      sql<number>`sum(case when clause_version is not null then 1 else 0 end)`.as("clauses"),
    ])
    .where("project_id", "=", projectId)
    .where("kind", "in", ANSWERED_KINDS)
    .executeTakeFirst()
  const since = row?.since ?? null
  return {
    waiting: Number(row?.waiting ?? 0),
    longestSinceMs: since === null ? null : Number(since),
    late: Number(row?.late ?? 0),
    answered: Number(row?.answered ?? 0),
    clauses: Number(row?.clauses ?? 0),
  }
}

/** Questions that wait in projects in which a person is owner or reviewer, where any do. */
export async function listWaiting(
  db: Kysely<Database>,
  personId: number,
): Promise<{ slug: ProjectSlug; count: number }[]> {
  const rows = await db
    .selectFrom("member as m")
    .innerJoin("project as p", "p.id", "m.project_id")
    .innerJoin("thread as h", "h.project_id", "m.project_id")
    .select(({ fn }) => ["p.slug", fn.countAll<number>().as("n")])
    .where("m.person_id", "=", personId)
    .where(({ or, eb }) => or([eb("m.is_owner", "=", 1), eb("m.is_reviewer", "=", 1)]))
    .where("p.state", "<>", "deleted")
    .where("h.kind", "in", ANSWERED_KINDS)
    .where("h.state", "=", "open")
    .groupBy("p.slug")
    .execute()
  return rows.map((row) => ({ slug: ProjectSlug.parse(row.slug), count: Number(row.n) }))
}

/** Milliseconds from question to answer of the latest answered ones. */
export async function listWaits(db: Kysely<Database>, projectId: number, most: number): Promise<number[]> {
  const rows = await db
    .selectFrom("thread")
    .select(["asked_at_ms", "answered_at_ms"])
    .where("project_id", "=", projectId)
    .where("kind", "=", "question")
    .where("answered_at_ms", "is not", null)
    .orderBy("id", "desc")
    .limit(most)
    .execute()
  return rows.map((row) => (row.answered_at_ms ?? 0) - row.asked_at_ms)
}

/** Threads about one picture, oldest first. */
export async function listThreadsOfAsset(
  db: Kysely<Database>,
  projectId: number,
  assetId: AssetNumber,
): Promise<Thread[]> {
  return listThreadsOfTasks(db, projectId, await listTasksOf(db, projectId, [assetId]))
}

/** Threads about some tasks of a project, oldest first. */
export async function listThreadsOfTasks(
  db: Kysely<Database>,
  projectId: number,
  tasks: readonly TaskNumber[],
): Promise<Thread[]> {
  if (tasks.length === 0) return []
  const rows = await threadRows(db)
    .where("h.project_id", "=", projectId)
    .where("h.task_id", "in", tasks)
    .orderBy("h.id")
    .limit(200)
    .execute()
  return rows.map(toThread)
}

/** A thread as somebody opens it outside the hot path. */
interface NewThread {
  readonly projectId: number
  readonly publicId: string
  readonly kind: ThreadKind
  readonly taskId: TaskNumber | null
  readonly personId: number
  readonly aboutId: number | null
  readonly regionId: string | null
  readonly spot: Spot
  readonly reason: DecisionReason | null
  readonly seen: Seen | null
  readonly clause: string | null
  readonly nowMs: number
}

/** Opens a thread; false where one of this id is there already. */
export async function insertThread(tx: OpenTransaction, thread: NewThread): Promise<boolean> {
  const made = await tx
    .insertInto("thread")
    .values({
      project_id: thread.projectId,
      public_id: thread.publicId,
      kind: thread.kind,
      state: "open",
      task_id: thread.taskId,
      person_id: thread.personId,
      about_id: thread.aboutId,
      region_id: thread.regionId,
      spot: canonicalJson(thread.spot),
      reason: thread.reason && canonicalJson(thread.reason),
      seen: thread.seen && canonicalJson(thread.seen),
      clause: thread.clause,
      clause_version: null,
      asked_at_ms: thread.nowMs,
      changed_at_ms: thread.nowMs,
      answered_at_ms: null,
    })
    .onConflict((conflict) => conflict.column("public_id").doNothing())
    .executeTakeFirst()
  return Number(made.numInsertedOrUpdatedRows ?? 0) > 0
}

/** Moves a thread from one of `from` to a state; false where it is in none of them any more. */
export async function moveThread(
  tx: OpenTransaction,
  id: number,
  from: readonly ThreadState[],
  to: {
    readonly state: ThreadState
    readonly nowMs: number
    readonly clause?: { readonly number: string; readonly version: number }
  },
): Promise<boolean> {
  const { state, nowMs, clause } = to
  const answered = state === "answered" ? { answered_at_ms: sql<number>`coalesce(answered_at_ms, ${nowMs})` } : {}
  const became = clause ? { clause: clause.number, clause_version: clause.version } : {}
  const moved = await tx
    .updateTable("thread")
    .set({ state, changed_at_ms: nowMs, ...answered, ...became })
    .where("id", "=", id)
    .where("state", "in", [...from])
    .executeTakeFirst()
  return Number(moved.numUpdatedRows) > 0
}
