import {
  type AnnotationBody,
  type AssetNumber,
  canonicalJson,
  RegionProvenance,
  type ResolvedBy,
  StoredBody,
  type TaskAbout,
  type TaskNumber,
} from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { labelsText } from "../assets/rows.ts"
import type { Database } from "../schema/index.ts"
import { type TaskKey, toSearchTexts } from "./tasks.ts"

/** A final answer with the picture that it is about. */
export interface FinalAnswer {
  readonly taskId: TaskNumber
  readonly assetId: AssetNumber
  readonly settledBy: ResolvedBy
  readonly atMs: number
  readonly answer: AnnotationBody
  readonly answerSha256: string
  readonly provenance: readonly RegionProvenance[]
}

/** Final answers of a project in the order in which they became so, behind a place; at most `limit`. */
export async function listFinalSince(
  db: Kysely<Database>,
  projectId: number,
  after: { readonly atMs: number; readonly taskId: number },
  limit: number,
): Promise<FinalAnswer[]> {
  const rows = await db
    .selectFrom("task_state as s")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "s.project_id").onRef("t.id", "=", "s.task_id"))
    .select([
      "s.task_id",
      "t.asset_id",
      "s.settled_by",
      "s.settled_at_ms",
      "s.answer",
      "s.answer_sha256",
      "s.provenance",
    ])
    .where("s.project_id", "=", projectId)
    .where("s.settled_at_ms", "is not", null)
    .where(sql<boolean>`(s.settled_at_ms, s.task_id) > (${after.atMs}, ${after.taskId})`)
    .where("s.state", "=", "settled")
    .where("s.answer", "is not", null)
    .where("t.asset_id", "is not", null)
    .orderBy("s.settled_at_ms")
    .orderBy("s.task_id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    taskId: row.task_id,
    assetId: row.asset_id ?? 0,
    settledBy: row.settled_by ?? "rule",
    atMs: row.settled_at_ms ?? 0,
    answer: StoredBody.parse(JSON.parse(row.answer ?? "null")),
    answerSha256: row.answer_sha256 ?? "",
    provenance: RegionProvenance.array().parse(JSON.parse(row.provenance ?? "[]")),
  }))
}

/** Somebody who owns both projects; null where nobody does. */
export async function findOwnerOfBoth(db: Kysely<Database>, one: number, other: number): Promise<number | null> {
  const row = await db
    .selectFrom("member as a")
    .innerJoin("member as b", "b.person_id", "a.person_id")
    .innerJoin("person as p", "p.id", "a.person_id")
    .select("a.person_id")
    .where("a.project_id", "=", one)
    .where("b.project_id", "=", other)
    .where("a.is_owner", "=", 1)
    .where("b.is_owner", "=", 1)
    .where("p.is_active", "=", 1)
    .orderBy("a.person_id")
    .limit(1)
    .executeTakeFirst()
  return row?.person_id ?? null
}

/** The answers of these checks that their source has heard of, by task. */
export async function findResults(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<TaskNumber, string>> {
  if (taskIds.length === 0) return new Map()
  const rows = await db
    .selectFrom("check_result")
    .select(["task_id", "answer_sha256"])
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...taskIds])
    .execute()
  return new Map(rows.map((row) => [row.task_id, row.answer_sha256]))
}

/** Says that the source of a check has heard of its answer. */
export async function putResult(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  answerSha256: string,
  nowMs: number,
): Promise<void> {
  await db
    .insertInto("check_result")
    .values({ project_id: projectId, task_id: taskId, answer_sha256: answerSha256, at_ms: nowMs })
    .onConflict((conflict) =>
      conflict.columns(["project_id", "task_id"]).doUpdateSet({ answer_sha256: answerSha256, at_ms: nowMs }),
    )
    .execute()
}

/** Says what a task is about besides its picture from now on. */
export async function putAbout(db: Kysely<Database>, { projectId, taskId }: TaskKey, about: TaskAbout): Promise<void> {
  const body = canonicalJson(about)
  await db
    .insertInto("task_about")
    .values({ project_id: projectId, task_id: taskId, body, origin: null })
    .onConflict((conflict) => conflict.columns(["project_id", "task_id"]).doUpdateSet({ body }))
    .execute()
}

/**
 * The answer of a task as checkers corrected it, where it is still that answer: final from now on, or, where it is asked again, what is
 * left to begin with. False where it is not.
 */
export async function putCorrected(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  before: string,
  now: {
    readonly answer: AnnotationBody
    readonly answerSha256: string
    readonly provenance: readonly RegionProvenance[]
    readonly atMs: number
  },
): Promise<boolean> {
  const { answer, answerSha256, provenance, atMs } = now
  const result = await db
    .updateTable("task_state")
    .set({
      answer: canonicalJson(answer),
      answer_sha256: answerSha256,
      provenance: canonicalJson(provenance),
      settled_at_ms: atMs,
      changed_at_ms: atMs,
      labels: labelsText(answer.regions.map(({ label }) => label)),
      texts: toSearchTexts([answer]),
    })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("state", "in", ["settled", "waiting"])
    .where("answer_sha256", "=", before)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** What the kept answer of a task rests on, where it is still that answer. False where it is not. */
export async function putProvenance(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  answerSha256: string,
  provenance: readonly RegionProvenance[],
): Promise<boolean> {
  const result = await db
    .updateTable("task_state")
    .set({ provenance: canonicalJson(provenance) })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("state", "in", ["settled", "waiting"])
    .where("answer_sha256", "=", answerSha256)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}
