import { AnnotationBody, StoredBody, StoredWorkBody, type TaskNumber, WorkBody } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"
import type { TaskKey } from "./tasks.ts"

// Submissions and drafts. Both are written by `hot` alone.

/** What one person sent, as stored for ever. */
export interface Submission extends TaskKey {
  readonly personId: number
  readonly revision: number
  readonly publicId: string
  readonly counted: boolean
  readonly body: AnnotationBody
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  readonly storedAtMs: number
}

/** A saved draft. `revision` rises with each save. */
interface Draft {
  readonly revision: number
  readonly body: WorkBody
}

/** One person on one task. */
interface AssignmentKey extends TaskKey {
  readonly personId: number
}

const COLUMNS = [
  "submission.project_id",
  "submission.task_id",
  "submission.person_id",
  "submission.revision",
  "submission.public_id",
  "submission.counted",
  "submission.body",
  "submission.ontology_version",
  "submission.guideline_version",
  "submission.stored_at_ms",
] as const

interface Row {
  project_id: number
  task_id: TaskNumber
  person_id: number
  revision: number
  public_id: string
  counted: number
  body: string
  ontology_version: number
  guideline_version: number
  stored_at_ms: number
}

function fromRow(row: Row): Submission {
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    personId: row.person_id,
    revision: row.revision,
    publicId: row.public_id,
    counted: row.counted === 1,
    body: StoredBody.parse(JSON.parse(row.body)),
    ontologyVersion: row.ontology_version,
    guidelineVersion: row.guideline_version,
    storedAtMs: row.stored_at_ms,
  }
}

/** A submission by the id that its sender gave it; null when nothing came under it. */
export async function findSubmissionById(
  db: Kysely<Database>,
  publicId: string,
): Promise<(Submission & { readonly bodySha256: string }) | null> {
  const row = await db
    .selectFrom("submission")
    .select(COLUMNS)
    .select("body_sha256")
    .where("public_id", "=", publicId)
    .executeTakeFirst()
  return row ? { ...fromRow(row), bodySha256: row.body_sha256 } : null
}

/** The latest revision of each person's answer to a task, by time of arrival. */
export async function listLatestOfTask(db: Kysely<Database>, { projectId, taskId }: TaskKey): Promise<Submission[]> {
  const rows = await latestRows(db)
    .where("submission.project_id", "=", projectId)
    .where("submission.task_id", "=", taskId)
    .orderBy(ARRIVAL)
    .orderBy("submission.public_id")
    .execute()
  return rows.map(fromRow)
}

/** The latest revision of each person's answers to several tasks, by task, then by person. */
export async function listLatestOfTasks(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Submission[]> {
  if (taskIds.length === 0) return []
  const rows = await latestRows(db)
    .where("submission.project_id", "=", projectId)
    .where("submission.task_id", "in", [...taskIds])
    .orderBy("submission.task_id")
    .orderBy("submission.person_id")
    .execute()
  return rows.map(fromRow)
}

/** Without the plus SQLite takes the index of times for the order, and walks through all answers of the project. */
const ARRIVAL = sql`+submission.stored_at_ms`

function latestRows(db: Kysely<Database>) {
  return db
    .selectFrom("submission")
    .innerJoin("assignment", (join) =>
      join
        .onRef("assignment.project_id", "=", "submission.project_id")
        .onRef("assignment.task_id", "=", "submission.task_id")
        .onRef("assignment.person_id", "=", "submission.person_id")
        .onRef("assignment.revision", "=", "submission.revision"),
    )
    .select([...COLUMNS])
}

/** Which submissions {@link listLatestOfTask} would give, without their bodies: equal when nothing was sent meanwhile. */
export async function findLatestIds(db: Kysely<Database>, { projectId, taskId }: TaskKey): Promise<string[]> {
  const rows = await latestRows(db)
    .clearSelect()
    .select("submission.public_id")
    .where("submission.project_id", "=", projectId)
    .where("submission.task_id", "=", taskId)
    .orderBy(ARRIVAL)
    .orderBy("submission.public_id")
    .execute()
  return rows.map((row) => row.public_id)
}

/** One revision of a person's answer. */
export async function findSubmission(
  db: Kysely<Database>,
  assignment: AssignmentKey,
  revision: number,
): Promise<Submission | undefined> {
  const row = await db
    .selectFrom("submission")
    .select([...COLUMNS])
    .where("project_id", "=", assignment.projectId)
    .where("task_id", "=", assignment.taskId)
    .where("person_id", "=", assignment.personId)
    .where("revision", "=", revision)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** The latest revisions of a person's answers to tasks of one project, by task. */
export async function findLatestOf(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<number, Submission>> {
  if (taskIds.length === 0) return new Map()
  const rows = await latestRows(db)
    .where("submission.project_id", "=", projectId)
    .where("submission.person_id", "=", personId)
    .where("submission.task_id", "in", [...taskIds])
    .execute()
  return new Map(rows.map((row) => [row.task_id, fromRow(row)]))
}

/** Numbers of regions in the latest revisions of a person's answers, by project and task. */
export async function countRegions(
  db: Kysely<Database>,
  personId: number,
  assignments: readonly TaskKey[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const projectId of new Set(assignments.map((assignment) => assignment.projectId))) {
    const taskIds = assignments
      .filter((assignment) => assignment.projectId === projectId)
      .map((assignment) => assignment.taskId)
    const rows = await latestRows(db)
      .clearSelect()
      .select(["submission.task_id", "submission.regions"])
      .where("submission.project_id", "=", projectId)
      .where("submission.person_id", "=", personId)
      .where("submission.task_id", "in", taskIds)
      .execute()
    for (const row of rows) found.set(`${projectId}/${row.task_id}`, row.regions)
  }
  return found
}

/** Drafts of a person on tasks of one project, by task. */
export async function findDrafts(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<number, Draft>> {
  if (taskIds.length === 0) return new Map()
  const rows = await db
    .selectFrom("draft")
    .select(["task_id", "revision", "body"])
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .where("task_id", "in", [...taskIds])
    .execute()
  return new Map(
    rows.map((row) => [row.task_id, { revision: row.revision, body: StoredWorkBody.parse(JSON.parse(row.body)) }]),
  )
}

/** Numbers of regions in a person's drafts, by project and task; a draft holds what was sent and what was done since. */
export async function countDraftRegions(
  db: Kysely<Database>,
  personId: number,
  assignments: readonly TaskKey[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  for (const projectId of new Set(assignments.map((assignment) => assignment.projectId))) {
    const taskIds = assignments
      .filter((assignment) => assignment.projectId === projectId)
      .map((assignment) => assignment.taskId)
    for (const [taskId, { body }] of await findDrafts(db, projectId, personId, taskIds))
      found.set(`${projectId}/${taskId}`, body.regions.filter(({ proposed }) => !proposed).length)
  }
  return found
}

/** Versions frozen since `sinceMs` that hold answers to tasks this person answered, newest first. */
export async function listVersionsUsing(
  db: Kysely<Database>,
  personId: number,
  sinceMs: number,
): Promise<{ projectId: number; version: number; frozenAtMs: number }[]> {
  const rows = await db
    .selectFrom("version as v")
    .select(["v.project_id", "v.version", "v.frozen_at_ms"])
    .where("v.frozen_at_ms", ">=", sinceMs)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("assignment as a")
          .innerJoin("task as t", (join) =>
            join.onRef("t.project_id", "=", "a.project_id").onRef("t.id", "=", "a.task_id"),
          )
          .innerJoin("version_item as i", (join) =>
            join
              .onRef("i.project_id", "=", "t.project_id")
              .on("i.item_id", "=", sql<number>`coalesce(t.asset_id, t.id)`)
              .onRef("i.task_id", "=", "t.id"),
          )
          .select("a.task_id")
          .whereRef("a.project_id", "=", "v.project_id")
          .whereRef("i.version", "=", "v.version")
          .where("a.person_id", "=", personId)
          .where("a.revision", ">", 0),
      ),
    )
    .orderBy("v.frozen_at_ms", "desc")
    .limit(20)
    .execute()
  return rows.map((row) => ({ projectId: row.project_id, version: row.version, frozenAtMs: row.frozen_at_ms }))
}

/** Under which version of the labels somebody answered last in a project; null before their first answer. */
export async function findAnsweredUnder(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
): Promise<number | null> {
  const row = await db
    .selectFrom("assignment")
    .select("ontology_version")
    .where("person_id", "=", personId)
    .where("project_id", "=", projectId)
    .where("state", "=", ASSIGNMENT_STATE.submitted)
    .orderBy("changed_at_ms", "desc")
    .limit(1)
    .executeTakeFirst()
  return row?.ontology_version ?? null
}

/** When somebody's drafts of some tasks were saved. */
export async function findDraftTimes(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<number, number>> {
  if (taskIds.length === 0) return new Map()
  const rows = await db
    .selectFrom("draft")
    .select(["task_id", "saved_at_ms"])
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .where("task_id", "in", [...taskIds])
    .execute()
  return new Map(rows.map((row) => [row.task_id, row.saved_at_ms]))
}
