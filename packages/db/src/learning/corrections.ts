import { type AnnotationBody, canonicalJson, StoredBody, type TaskNumber } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { SOURCE } from "../schema/states.ts"
import type { OpenTransaction } from "../transaction.ts"
import type { TaskKey } from "../work/tasks.ts"

/** A known answer by which somebody was measured and that was found to be wrong. */
interface CorrectedAnswer {
  readonly projectId: number
  readonly taskId: TaskNumber
  readonly assignmentId: string
  readonly mine: AnnotationBody
  /** What was held to be right. */
  readonly was: AnnotationBody
  readonly sentAtMs: number
  readonly correctedAtMs: number
  /** Whether this person said first that it was wrong. */
  readonly isFinder: boolean
}

/** Keeps what a known answer was, who found it wrong and who decided so. */
export async function insertCorrection(
  tx: OpenTransaction,
  { projectId, taskId }: TaskKey,
  correction: {
    readonly was: AnnotationBody
    readonly by: number
    readonly foundBy: number | null
    readonly atMs: number
  },
): Promise<void> {
  const { was, by, foundBy, atMs } = correction
  await tx
    .insertInto("gold_correction")
    .values({
      ...{ project_id: projectId, task_id: taskId, answer: canonicalJson(was) },
      ...{ corrected_by: by, found_by: foundBy, at_ms: atMs },
    })
    .execute()
}

/** Who wrote first that they do not agree with what became of their answer to a task; null where nobody did. */
export async function findFirstToDisagree(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
): Promise<number | null> {
  const row = await db
    .selectFrom("thread")
    .select("person_id")
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("kind", "=", "disagreement")
    .whereRef("about_id", "=", "person_id")
    .orderBy(sql`id + 0`)
    .limit(1)
    .executeTakeFirst()
  return row?.person_id ?? null
}

/** Known answers found wrong since a time, by which a person was measured, the latest first. */
export async function listCorrectedOf(
  db: Kysely<Database>,
  personId: number,
  sinceMs: number,
): Promise<CorrectedAnswer[]> {
  const rows = await db
    .selectFrom("gold_correction as c")
    .innerJoin("assignment as a", (on) =>
      on.onRef("a.project_id", "=", "c.project_id").onRef("a.task_id", "=", "c.task_id"),
    )
    .innerJoin("submission as u", (on) =>
      on
        .onRef("u.project_id", "=", "a.project_id")
        .onRef("u.task_id", "=", "a.task_id")
        .onRef("u.person_id", "=", "a.person_id")
        .onRef("u.revision", "=", "a.revision"),
    )
    .select([
      "c.project_id",
      "c.task_id",
      "c.answer",
      "c.found_by",
      "c.at_ms",
      "a.public_id",
      "u.body",
      "u.stored_at_ms",
    ])
    .where("a.person_id", "=", personId)
    .where("a.drawn", "<>", SOURCE.queue)
    .where("c.at_ms", ">=", sinceMs)
    .whereRef("u.stored_at_ms", "<=", "c.at_ms")
    .orderBy("c.at_ms", "desc")
    .orderBy("c.id", "desc")
    .limit(100)
    .execute()
  return rows.map((row) => ({
    projectId: row.project_id,
    taskId: row.task_id,
    assignmentId: row.public_id,
    mine: StoredBody.parse(JSON.parse(row.body)),
    was: StoredBody.parse(JSON.parse(row.answer)),
    sentAtMs: row.stored_at_ms,
    correctedAtMs: row.at_ms,
    isFinder: row.found_by === personId,
  }))
}
