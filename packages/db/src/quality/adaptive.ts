import type { TaskNumber } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"

// What is known of the risk of a task's answer, and what adaptive overlap did with it.

/** The risk of a task's answer and what adaptive overlap did with it. */
export interface TaskQuality {
  readonly riskPpm: number
  readonly modelVersion: number
  /** People added beyond the start. */
  readonly askedMore: number
  readonly stopped: boolean
  readonly audited: boolean
  /** Text of the answer at the stop, for a worker to parse; only of audited ones. */
  readonly earlyAnswer: string | null
}

/** What is known of one task's risk. */
export async function findTaskQuality(
  db: Kysely<Database>,
  projectId: number,
  taskId: TaskNumber,
): Promise<TaskQuality | null> {
  const row = await db
    .selectFrom("task_quality")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .executeTakeFirst()
  if (!row) return null
  return {
    riskPpm: row.risk_ppm,
    modelVersion: row.model_version,
    askedMore: row.asked_more,
    stopped: row.stopped === 1,
    audited: row.audited === 1,
    earlyAnswer: row.early_answer,
  }
}

/** Writes what is known of one task's risk. */
export async function storeTaskQuality(
  db: Kysely<Database>,
  projectId: number,
  taskId: TaskNumber,
  quality: TaskQuality,
  nowMs: number,
): Promise<void> {
  const values = {
    risk_ppm: quality.riskPpm,
    model_version: quality.modelVersion,
    asked_more: quality.askedMore,
    stopped: quality.stopped ? (1 as const) : (0 as const),
    audited: quality.audited ? (1 as const) : (0 as const),
    early_answer: quality.earlyAnswer,
    changed_at_ms: nowMs,
  }
  await db
    .insertInto("task_quality")
    .values({ project_id: projectId, task_id: taskId, ...values })
    .onConflict((conflict) => conflict.columns(["project_id", "task_id"]).doUpdateSet(values))
    .execute()
}

/** Tasks that wait for one more person, with a free place, asked for by a model before `version`; by number from `from` on. */
export async function listAskedBefore(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  from: number,
  most: number,
): Promise<{ taskId: TaskNumber; submitted: number }[]> {
  const rows = await db
    .selectFrom("task_quality as q")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "q.project_id").onRef("t.id", "=", "q.task_id"))
    .innerJoin("task_state as s", (on) =>
      on.onRef("s.project_id", "=", "q.project_id").onRef("s.task_id", "=", "q.task_id"),
    )
    .select(["q.task_id", "t.submitted"])
    .where("q.project_id", "=", projectId)
    .where("q.task_id", ">", from)
    .where("q.asked_more", ">", 0)
    .where("q.audited", "=", 0)
    .where("q.model_version", "<", version)
    .where("t.open_slots", ">", 0)
    .where("t.submitted", ">", 0)
    .where("s.state", "=", "waiting")
    .orderBy("q.task_id")
    .limit(most)
    .execute()
  return rows.map((row) => ({ taskId: row.task_id, submitted: row.submitted }))
}

/** Audited tasks whose full overlap is reached: the answer at the stop and the kept one; the latest first. Both are texts: a worker parses them. */
export async function listAudited(
  db: Kysely<Database>,
  projectId: number,
  answers: number,
  most: number,
): Promise<{ early: string; kept: string }[]> {
  const rows = await db
    .selectFrom("task_quality as q")
    .innerJoin("task_state as s", (on) =>
      on.onRef("s.project_id", "=", "q.project_id").onRef("s.task_id", "=", "q.task_id"),
    )
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "q.project_id").onRef("t.id", "=", "q.task_id"))
    .select(["q.early_answer", "s.answer"])
    .where("q.project_id", "=", projectId)
    .where("q.audited", "=", 1)
    .where("q.early_answer", "is not", null)
    .where("s.state", "=", "settled")
    .where("s.answer", "is not", null)
    .where("t.submitted", ">=", answers)
    .orderBy("q.changed_at_ms", "desc")
    .limit(most)
    .execute()
  return rows.map((row) => ({ early: row.early_answer ?? "", kept: row.answer ?? "" }))
}

/** Finished tasks that adaptive overlap decided about, and the answers they have. */
export async function countDecided(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ tasks: number; answers: number; audited: number }> {
  const row = await db
    .selectFrom("task_quality as q")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "q.project_id").onRef("t.id", "=", "q.task_id"))
    .innerJoin("task_state as s", (on) =>
      on.onRef("s.project_id", "=", "q.project_id").onRef("s.task_id", "=", "q.task_id"),
    )
    .select((eb) => [
      eb.fn.countAll<number>().as("tasks"),
      eb.fn.sum<number>("t.submitted").as("answers"),
      sql<number>`sum(q.audited)`.as("audited"),
    ])
    .where("q.project_id", "=", projectId)
    .where((eb) => eb.or([eb("q.stopped", "=", 1), eb("q.asked_more", ">", 0)]))
    .where("s.state", "in", ["settled", "disputed"])
    .executeTakeFirst()
  return { tasks: Number(row?.tasks ?? 0), answers: Number(row?.answers ?? 0), audited: Number(row?.audited ?? 0) }
}
