import { AnnotationBody, type AssetNumber, StoredBody, type TaskNumber } from "@justesse/types"
import type { AssignmentSource } from "@justesse/work/allocation/operations"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { type GoldSource, SOURCE, type StoredGoldState, toSource } from "../schema/states.ts"
import type { TaskKey } from "../work/tasks.ts"

// Gold is in force only while its task is final by `gold`. No rules here.

export type { GoldSource }

/** A task whose right answer is known beforehand, and how people fared with it. */
export interface GoldTask extends TaskKey {
  readonly state: StoredGoldState
  readonly source: GoldSource
  readonly answer: AnnotationBody
  readonly answerSha256: string
  readonly place: number
  /** People who answered it unseen, and how many of them were within tolerance. */
  readonly asked: number
  readonly hits: number
  /** Probability that the known answer is wrong, in [0, 1]. */
  readonly doubt: number
  readonly madeAtMs: number
  /** When its state or answer last changed. */
  readonly changedAtMs: number
}

/** A task that becomes gold, with the answer that is known to be right. */
export interface NewGold {
  readonly taskId: TaskNumber
  readonly state: StoredGoldState
  readonly source: GoldSource
  /** Canonical JSON of the known answer, with its SHA-256. */
  readonly answer: string
  readonly answerSha256: string
}

/** One row of the owner's list. */
interface GoldListed extends GoldTask {
  readonly assetId: AssetNumber
  readonly name: string
}

/**
 * One person's answer to gold as it was compared. `evidence`, by competence, stays canonical text: whether a comparison changed is
 * told by comparing texts.
 */
export interface GoldAnswer {
  readonly personId: number
  readonly revision: number
  readonly source: AssignmentSource
  readonly passed: boolean
  readonly evidence: string
  readonly atMs: number
}

const SLICE = 500
const MILLION = 1_000_000

interface Row {
  project_id: number
  task_id: TaskNumber
  state: StoredGoldState
  source: GoldSource
  answer: string
  answer_sha256: string
  place: number
  asked: number
  hits: number
  doubt_ppm: number
  made_at_ms: number
  changed_at_ms: number
}
const COLUMNS = [
  "g.project_id",
  "g.task_id",
  "g.state",
  "g.source",
  "g.answer",
  "g.answer_sha256",
  "g.place",
  "g.asked",
  "g.hits",
  "g.doubt_ppm",
  "g.made_at_ms",
  "g.changed_at_ms",
] as const

function fromRow(row: Row): GoldTask {
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    state: row.state,
    source: row.source,
    answer: StoredBody.parse(JSON.parse(row.answer)),
    answerSha256: row.answer_sha256,
    place: row.place,
    asked: row.asked,
    hits: row.hits,
    doubt: row.doubt_ppm / MILLION,
    madeAtMs: row.made_at_ms,
    changedAtMs: row.changed_at_ms,
  }
}

/** Gold in force: of tasks that were reopened or settled otherwise since, the rows sleep. */
function goldInForce(db: Kysely<Database>) {
  return db
    .selectFrom("gold as g")
    .innerJoin("task_state as s", (join) =>
      join.onRef("s.project_id", "=", "g.project_id").onRef("s.task_id", "=", "g.task_id"),
    )
    .where("s.settled_by", "=", "gold")
    .where("s.state", "in", ["settled", "excluded"])
}

/** The gold that a task is; undefined where it is none in force. */
export async function findGold(db: Kysely<Database>, { projectId, taskId }: TaskKey): Promise<GoldTask | undefined> {
  const row = await goldInForce(db)
    .select([...COLUMNS])
    .where("g.project_id", "=", projectId)
    .where("g.task_id", "=", taskId)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Gold of these tasks, by task. */
export async function findGoldOf(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<number, GoldTask>> {
  const found = new Map<number, GoldTask>()
  for (let at = 0; at < taskIds.length; at += SLICE) {
    const rows = await goldInForce(db)
      .select([...COLUMNS])
      .where("g.project_id", "=", projectId)
      .where("g.task_id", "in", taskIds.slice(at, at + SLICE))
      .execute()
    for (const row of rows) found.set(row.task_id, fromRow(row))
  }
  return found
}

/** One page of a project's gold by task number, after `afterTask`. */
export async function readGoldPage(
  db: Kysely<Database>,
  projectId: number,
  states: readonly StoredGoldState[],
  afterTask: TaskNumber,
  limit: number,
): Promise<GoldListed[]> {
  let query = goldInForce(db)
    .innerJoin("task as t", (join) => join.onRef("t.project_id", "=", "g.project_id").onRef("t.id", "=", "g.task_id"))
    .innerJoin("asset as a", (join) => join.onRef("a.project_id", "=", "t.project_id").onRef("a.id", "=", "t.asset_id"))
    .select([...COLUMNS, "a.id", "a.name"])
    .where("g.project_id", "=", projectId)
    .where("g.task_id", ">", afterTask)
  if (states.length > 0) query = query.where("g.state", "in", [...states])
  const rows = await query.orderBy("g.task_id").limit(limit).execute()
  return rows.map((row) => ({ ...fromRow(row), assetId: row.id, name: row.name }))
}

/** How much gold is in each state. */
export async function countGold(db: Kysely<Database>, projectId: number): Promise<Record<StoredGoldState, number>> {
  const rows = await goldInForce(db)
    .select(["g.state", ({ fn }) => fn.countAll<number>().as("n")])
    .where("g.project_id", "=", projectId)
    .groupBy("g.state")
    .execute()
  const of = (state: StoredGoldState) => Number(rows.find((row) => row.state === state)?.n ?? 0)
  return { active: of("active"), try_out: of("try_out"), trial: of("trial"), retired: of("retired") }
}

/** Makes tasks gold, or anew with another answer; each keeps the number it once had. To be called in a transaction. */
export async function putGold(
  db: Kysely<Database>,
  projectId: number,
  tasks: readonly NewGold[],
  by: { personId: number | null; nowMs: number },
): Promise<void> {
  if (tasks.length === 0) return
  // The row is taken first, so that two who make gold at once give out different numbers.
  const { rows } = await sql<{ next: number }>`
    insert into quality_state (project_id, gold_places, model, model_version, figures, computed_at_ms, answers_then)
    values (${projectId}, ${tasks.length}, null, 0, null, null, 0)
    on conflict (project_id) do update set gold_places = quality_state.gold_places + excluded.gold_places
    returning gold_places as next`.execute(db)
  let place = Number(rows[0]?.next ?? tasks.length) - tasks.length
  for (const task of tasks) {
    const values = {
      state: task.state,
      source: task.source,
      answer: task.answer,
      answer_sha256: task.answerSha256,
      doubt_ppm: 0,
      made_by: by.personId,
      changed_at_ms: by.nowMs,
    }
    await db
      .insertInto("gold")
      .values({
        project_id: projectId,
        task_id: task.taskId,
        ...values,
        place: place++,
        asked: 0,
        hits: 0,
        made_at_ms: by.nowMs,
      })
      .onConflict((conflict) => conflict.columns(["project_id", "task_id"]).doUpdateSet(values))
      .execute()
  }
}

/** Gold whose new answers were not compared yet. */
export async function listDirtyGold(db: Kysely<Database>, limit: number): Promise<TaskKey[]> {
  const rows = await db
    .selectFrom("gold")
    .select(["project_id", "task_id"])
    .where("dirty", "=", 1)
    .orderBy("changed_at_ms")
    .orderBy("task_id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({ projectId: row.project_id, taskId: row.task_id }))
}

/** Says whether answers to gold wait to be compared. */
export async function setGoldDirty(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  isDirty: boolean,
): Promise<void> {
  await db
    .updateTable("gold")
    .set({ dirty: isDirty ? 1 : 0 })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .execute()
}

/** Puts tasks with known answers into force, on trial or out of use. */
export async function setGoldState(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
  state: StoredGoldState,
  nowMs: number,
): Promise<void> {
  for (let at = 0; at < taskIds.length; at += SLICE) {
    await db
      .updateTable("gold")
      .set({ state, changed_at_ms: nowMs })
      .where("project_id", "=", projectId)
      .where("task_id", "in", taskIds.slice(at, at + SLICE))
      .execute()
  }
}

/** Another known answer, nobody's doubt about it yet. */
export async function replaceGoldAnswer(
  db: Kysely<Database>,
  key: TaskKey,
  to: Pick<NewGold, "state" | "answer" | "answerSha256">,
  nowMs: number,
): Promise<void> {
  await db
    .updateTable("gold")
    .set({
      state: to.state,
      answer: to.answer,
      answer_sha256: to.answerSha256,
      source: "review",
      doubt_ppm: 0,
      changed_at_ms: nowMs,
    })
    .where("project_id", "=", key.projectId)
    .where("task_id", "=", key.taskId)
    .execute()
}

/** Keeps the probability that a known answer is wrong, in [0, 1]. */
export async function setGoldDoubt(db: Kysely<Database>, { projectId, taskId }: TaskKey, doubt: number): Promise<void> {
  await db
    .updateTable("gold")
    .set({ doubt_ppm: Math.round(doubt * MILLION) })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .execute()
}

/** Forgets that tasks are gold; what people answered stays their evidence. */
export async function deleteGold(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<void> {
  for (let at = 0; at < taskIds.length; at += SLICE) {
    await db
      .deleteFrom("gold")
      .where("project_id", "=", projectId)
      .where("task_id", "in", taskIds.slice(at, at + SLICE))
      .execute()
  }
}

/** Answers to one gold task as they were compared, by person. */
export async function findGoldAnswers(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
): Promise<Map<number, GoldAnswer>> {
  const rows = await db
    .selectFrom("gold_answer")
    .select(["person_id", "revision", "drawn", "passed", "evidence", "at_ms"])
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .execute()
  return new Map(
    rows.map((row) => [
      row.person_id,
      {
        personId: row.person_id,
        revision: row.revision,
        source: toSource(row.drawn),
        passed: row.passed === 1,
        evidence: row.evidence,
        atMs: row.at_ms,
      },
    ]),
  )
}

/** Keeps how answers compare, and counts who was asked and who was within tolerance. */
export async function putGoldAnswers(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  answers: readonly GoldAnswer[],
): Promise<void> {
  for (const { personId, revision, source, passed, evidence, atMs } of answers) {
    const values = {
      revision,
      drawn: SOURCE[source],
      passed: passed ? (1 as const) : (0 as const),
      evidence,
      at_ms: atMs,
    }
    await db
      .insertInto("gold_answer")
      .values({ project_id: projectId, task_id: taskId, person_id: personId, ...values })
      .onConflict((conflict) => conflict.columns(["project_id", "task_id", "person_id"]).doUpdateSet(values))
      .execute()
  }
  const of = { project: projectId, task: taskId }
  await sql`
    update gold set
      asked = (select count(*) from gold_answer a where a.project_id = ${of.project} and a.task_id = ${of.task}),
      hits = (select count(*) from gold_answer a where a.project_id = ${of.project} and a.task_id = ${of.task} and a.passed = 1)
    where project_id = ${of.project} and task_id = ${of.task}`.execute(db)
}
