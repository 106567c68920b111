import { canonicalJson, SentBack } from "@justesse/types"
import type { AssignmentSource } from "@justesse/work/allocation/operations"
import type { AssignmentState } from "@justesse/work/lease"
import { type ExpressionBuilder, type Kysely, type Selectable, type SelectQueryBuilder, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE, type Outcome, toAssignmentState, toSource } from "../schema/states.ts"
import type { TaskKey } from "./tasks.ts"

// Reads of assignments and the few writes that are not hot: outcomes and what is sent back.

export type { Outcome }

/** One person's turn on one task. */
export interface Assignment extends TaskKey {
  readonly personId: number
  readonly publicId: string
  readonly state: AssignmentState
  readonly fence: number
  readonly leasedAtMs: number
  readonly expiresAtMs: number
  readonly activeMs: number
  /** Latest submitted revision, 0 for none. */
  readonly revision: number
  readonly counted: boolean
  readonly skipReason: string | null
  /** Sent back by a reviewer, and not corrected since. */
  readonly sentBack: SentBack | null
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  readonly outcome: Outcome | null
  /** Gold mixed in is told to nobody. */
  readonly source: AssignmentSource
  readonly changedAtMs: number
}

/** A place in a person's history, newest first. */
export interface HistoryPosition {
  readonly atMs: number
  readonly publicId: string
}

/** Which assignments a history shows: never one that was only fetched ahead. `states` are pairs of stored state and fate; null takes all. */
export interface HistoryFilter {
  readonly personId: number
  readonly projectId: number | null
  readonly states: readonly HistoryFilterState[] | null
}
/** What an assignment is found by in a history. */
export type HistoryFilterState = "in_hand" | "skipped" | "expired" | "sent" | "sent_back" | Outcome

const COLUMNS = [
  "assignment.project_id",
  "assignment.task_id",
  "assignment.person_id",
  "assignment.public_id",
  "assignment.state",
  "assignment.fence",
  "assignment.leased_at_ms",
  "assignment.expires_at_ms",
  "assignment.active_ms",
  "assignment.revision",
  "assignment.counted",
  "assignment.skip_reason",
  "assignment.sent_back",
  "assignment.ontology_version",
  "assignment.guideline_version",
  "assignment.fate",
  "assignment.drawn",
  "assignment.changed_at_ms",
] as const

type Row = Pick<
  Selectable<Database["assignment"]>,
  (typeof COLUMNS)[number] extends `assignment.${infer C}` ? C & keyof Database["assignment"] : never
>

/** A reason is kept with the revision that it is about: a correction ends it by itself. */
function readSentBack(text: string): { reason: SentBack; revision: number } {
  const { revision, ...reason } = JSON.parse(text)
  // What was sent back before places were kept has none.
  return { reason: SentBack.parse({ place: null, ...reason }), revision: Number(revision) }
}

function fromRow(row: Row): Assignment {
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    personId: row.person_id,
    publicId: row.public_id,
    state: toAssignmentState(row.state),
    fence: row.fence,
    leasedAtMs: row.leased_at_ms,
    expiresAtMs: row.expires_at_ms,
    activeMs: row.active_ms,
    revision: row.revision,
    counted: row.counted === 1,
    skipReason: row.skip_reason,
    sentBack: sentBackOf(row),
    ontologyVersion: row.ontology_version,
    guidelineVersion: row.guideline_version,
    outcome: row.fate,
    source: toSource(row.drawn),
    changedAtMs: row.changed_at_ms,
  }
}

function sentBackOf(row: Row): SentBack | null {
  if (row.sent_back === null) return null
  const { reason, revision } = readSentBack(row.sent_back)
  return revision === row.revision ? reason : null
}

/** What a person holds in one project. */
interface InHand {
  /** Worked on, with a draft, or sent before. */
  readonly begun: number
  /** Fetched so that the next picture is there at once, and never seen. */
  readonly ahead: number
  /** Until when the first of the begun ones is kept; null when none is begun. */
  readonly untilMs: number | null
  /** When a draft was last saved; 0 for never. */
  readonly savedAtMs: number
}

type Rows = SelectQueryBuilder<Database, "assignment", Row>

function assignmentRows(db: Kysely<Database>): Rows {
  return db.selectFrom("assignment").select([...COLUMNS])
}

/** The assignment of this public id. */
export async function findAssignment(db: Kysely<Database>, publicId: string): Promise<Assignment | undefined> {
  const row = await assignmentRows(db).where("public_id", "=", publicId).executeTakeFirst()
  return row && fromRow(row)
}

/** Everybody's contact with a task, by person. */
export async function listAssignmentsOfTask(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
): Promise<Assignment[]> {
  const rows = await assignmentRows(db)
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .orderBy("person_id")
    .execute()
  return rows.map(fromRow)
}

/** One person's contact with a task. */
export async function findAssignmentOf(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  personId: number,
): Promise<Assignment | undefined> {
  const row = await assignmentRows(db)
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("person_id", "=", personId)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** One page of a person's assignments, latest act first. */
export async function listHistory(
  db: Kysely<Database>,
  filter: HistoryFilter,
  before: HistoryPosition | null,
  limit: number,
): Promise<Assignment[]> {
  let rows = filtered(assignmentRows(db), filter)
  if (before) {
    rows = rows.where(({ and, eb, or }) =>
      or([
        eb("assignment.changed_at_ms", "<", before.atMs),
        and([eb("assignment.changed_at_ms", "=", before.atMs), eb("assignment.public_id", "<", before.publicId)]),
      ]),
    )
  }
  const found = await rows.orderBy("changed_at_ms", "desc").orderBy("public_id", "desc").limit(limit).execute()
  return found.map(fromRow)
}

/** How many assignments a filter holds. */
export async function countHistory(db: Kysely<Database>, filter: HistoryFilter): Promise<number> {
  const row = await filtered(db.selectFrom("assignment"), filter)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** Answers of a person since `sinceMs`, counted by what became of them. */
export async function countOutcomesOf(
  db: Kysely<Database>,
  personId: number,
  sinceMs: number,
): Promise<{ outcome: Outcome | null; count: number }[]> {
  const rows = await db
    .selectFrom("assignment")
    .select(["fate", ({ fn }) => fn.countAll<number>().as("count")])
    .where("person_id", "=", personId)
    .where("revision", ">", 0)
    .where("changed_at_ms", ">=", sinceMs)
    .groupBy("fate")
    .execute()
  return rows.map((row) => ({ outcome: row.fate, count: Number(row.count) }))
}

/** What a person holds in each project: tasks begun, and others that were only fetched ahead. */
export async function findInHand(db: Kysely<Database>, personId: number, nowMs: number): Promise<Map<number, InHand>> {
  const rows = await db
    .selectFrom("assignment")
    .leftJoin("draft", (join) =>
      join
        .onRef("draft.project_id", "=", "assignment.project_id")
        .onRef("draft.task_id", "=", "assignment.task_id")
        .onRef("draft.person_id", "=", "assignment.person_id"),
    )
    .select(["assignment.project_id", "assignment.revision", "active_ms", "expires_at_ms", "draft.saved_at_ms"])
    .where("assignment.person_id", "=", personId)
    .where("state", "=", ASSIGNMENT_STATE.leased)
    .where("expires_at_ms", ">", nowMs)
    .execute()
  const held = new Map<number, InHand>()
  for (const row of rows) {
    const of = held.get(row.project_id) ?? { begun: 0, ahead: 0, untilMs: null, savedAtMs: 0 }
    const isBegun = row.revision > 0 || row.active_ms > 0 || row.saved_at_ms !== null
    held.set(row.project_id, {
      begun: of.begun + Number(isBegun),
      ahead: of.ahead + Number(!isBegun),
      untilMs: isBegun ? Math.min(of.untilMs ?? row.expires_at_ms, row.expires_at_ms) : of.untilMs,
      savedAtMs: Math.max(of.savedAtMs, row.saved_at_ms ?? 0),
    })
  }
  return held
}

/** When a person last drew, sent or passed on a task, by project, since `sinceMs`. */
export async function findLastActs(
  db: Kysely<Database>,
  personId: number,
  sinceMs: number,
): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom("assignment")
    .select(({ fn }) => ["project_id", fn.max<number>("changed_at_ms").as("last")])
    .where("person_id", "=", personId)
    .where("changed_at_ms", ">=", sinceMs)
    .groupBy("project_id")
    .execute()
  return new Map(rows.map((row) => [row.project_id, Number(row.last)]))
}

/** Answers of a person that a reviewer sent back and that wait to be corrected, oldest first. */
export async function listSentBack(
  db: Kysely<Database>,
  personId: number,
  projectId: number | null,
  limit: number,
): Promise<Assignment[]> {
  let query = assignmentRows(db)
    .where("person_id", "=", personId)
    .where("sent_back", "is not", null)
    .where("state", "=", ASSIGNMENT_STATE.submitted)
  if (projectId !== null) query = query.where("project_id", "=", projectId)
  const rows = await query.orderBy("changed_at_ms").limit(limit).execute()
  return rows.map(fromRow).filter((assignment) => assignment.sentBack !== null)
}

/** How many answers of a person were sent back and wait to be corrected. */
export async function countSentBack(db: Kysely<Database>, personId: number): Promise<number> {
  const row = await db
    .selectFrom("assignment")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("person_id", "=", personId)
    .where("sent_back", "is not", null)
    .where("state", "=", ASSIGNMENT_STATE.submitted)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** Says what became of each person's answer to a task; null while nothing is decided. */
export async function setOutcomes(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  outcomes: ReadonlyMap<number, Outcome | null>,
): Promise<void> {
  const people = new Map<Outcome | null, number[]>()
  for (const [personId, outcome] of outcomes) people.set(outcome, [...(people.get(outcome) ?? []), personId])
  for (const [outcome, persons] of people) {
    await db
      .updateTable("assignment")
      .set({ fate: outcome })
      .where("project_id", "=", projectId)
      .where("task_id", "=", taskId)
      .where("person_id", "in", persons)
      .execute()
  }
}

/** Forgets that answers of a task were sent back: they were corrected, or it is decided. */
export async function clearSentBack(db: Kysely<Database>, { projectId, taskId }: TaskKey): Promise<void> {
  await db
    .updateTable("assignment")
    .set({ sent_back: null })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("sent_back", "is not", null)
    .execute()
}

/** Ends the wait for one person's correction: it is decided as it was sent. */
export async function clearSentBackOf(
  db: Kysely<Database>,
  { projectId, taskId, personId }: TaskKey & { readonly personId: number },
): Promise<void> {
  await db
    .updateTable("assignment")
    .set({ sent_back: null })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("person_id", "=", personId)
    .where("sent_back", "is not", null)
    .execute()
}

/** Sends an answer back to its author with a reason; a later revision ends it. */
export async function storeSentBack(db: Kysely<Database>, assignment: Assignment, reason: SentBack): Promise<void> {
  await db
    .updateTable("assignment")
    .set({ sent_back: canonicalJson({ ...reason, revision: assignment.revision }) })
    .where("project_id", "=", assignment.projectId)
    .where("task_id", "=", assignment.taskId)
    .where("person_id", "=", assignment.personId)
    .execute()
}

function filtered<O>(
  rows: SelectQueryBuilder<Database, "assignment", O>,
  { personId, projectId, states }: HistoryFilter,
): SelectQueryBuilder<Database, "assignment", O> {
  let query = rows
    .where("assignment.person_id", "=", personId)
    .where((eb) => eb.or([eb("assignment.state", "in", ACTED), isBegun(eb)]))
  // The plus keeps SQLite on the person's index: a project has the answers of everybody.
  if (projectId !== null) query = query.where(sql`+assignment.project_id`, "=", projectId)
  if (states === null) return query
  return query.where(({ and, eb, or }) =>
    or(
      states.map((state) => {
        if (state === "in_hand") return eb("assignment.state", "=", ASSIGNMENT_STATE.leased)
        if (state === "skipped") return eb("assignment.state", "=", ASSIGNMENT_STATE.skipped)
        if (state === "expired")
          return eb("assignment.state", "in", [ASSIGNMENT_STATE.expired, ASSIGNMENT_STATE.released])
        const submitted = eb("assignment.state", "=", ASSIGNMENT_STATE.submitted)
        if (state === "sent_back") return and([submitted, eb("assignment.sent_back", "is not", null)])
        if (state !== "sent") return and([submitted, eb("assignment.fate", "=", state)])
        return and([submitted, eb("assignment.fate", "is", null), eb("assignment.sent_back", "is", null)])
      }),
    ),
  )
}

const ACTED = [ASSIGNMENT_STATE.submitted, ASSIGNMENT_STATE.skipped]

/** Somebody worked on it, kept a draft or sent it: it was not only fetched ahead of them. */
function isBegun(eb: ExpressionBuilder<Database, "assignment">) {
  return eb.or([
    eb("assignment.revision", ">", 0),
    eb("assignment.active_ms", ">", 0),
    eb.exists(
      eb
        .selectFrom("draft")
        .select("draft.revision")
        .whereRef("draft.project_id", "=", "assignment.project_id")
        .whereRef("draft.task_id", "=", "assignment.task_id")
        .whereRef("draft.person_id", "=", "assignment.person_id"),
    ),
  ])
}
