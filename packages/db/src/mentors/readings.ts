import { type AnnotationBody, StoredBody, type TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** An answer that a mentor read whole: what they would change in it is in their notes. */
export interface MentorReading {
  readonly projectId: number
  readonly taskId: TaskNumber
  readonly personId: number
  readonly revision: number
  readonly pairId: number
  readonly mentorId: number
  readonly atMs: number
}

/** Keeps that an answer was read whole; said again it is once, as of the first time. */
export async function putReading(tx: OpenTransaction, reading: MentorReading): Promise<void> {
  await tx
    .insertInto("mentor_reading")
    .values({
      ...{ project_id: reading.projectId, task_id: reading.taskId, person_id: reading.personId },
      ...{ revision: reading.revision, pair_id: reading.pairId, mentor_id: reading.mentorId, at_ms: reading.atMs },
    })
    .onConflict((conflict) =>
      conflict.columns(["project_id", "task_id", "person_id", "revision", "pair_id"]).doNothing(),
    )
    .execute()
}

/** An answer was not read whole after all. */
export async function dropReading(
  tx: OpenTransaction,
  reading: Pick<MentorReading, "projectId" | "taskId" | "personId" | "revision" | "pairId">,
): Promise<void> {
  await tx
    .deleteFrom("mentor_reading")
    .where("project_id", "=", reading.projectId)
    .where("task_id", "=", reading.taskId)
    .where("person_id", "=", reading.personId)
    .where("revision", "=", reading.revision)
    .where("pair_id", "=", reading.pairId)
    .execute()
}

/** What a mentor read whole as it was sent then, whatever was sent since. */
export interface ReadAnswer extends MentorReading {
  /** The assignment, by the only name it has outside. */
  readonly assignmentId: string
  readonly mine: AnnotationBody
  readonly sentAtMs: number
}

/**
 * Answers of a person that mentors read whole, the latest reading first, in pictures that are there; of one project, or by one mentor of
 * theirs, where it is said.
 */
export async function listReadWhole(
  db: Kysely<Database>,
  of: { readonly personId: number; readonly projectId?: number; readonly pairId?: number },
  most: number,
): Promise<ReadAnswer[]> {
  let query = db
    .selectFrom("mentor_reading as m")
    .innerJoin("submission as u", (on) =>
      on
        .onRef("u.project_id", "=", "m.project_id")
        .onRef("u.task_id", "=", "m.task_id")
        .onRef("u.person_id", "=", "m.person_id")
        .onRef("u.revision", "=", "m.revision"),
    )
    .innerJoin("assignment as a", (on) =>
      on
        .onRef("a.project_id", "=", "m.project_id")
        .onRef("a.task_id", "=", "m.task_id")
        .onRef("a.person_id", "=", "m.person_id"),
    )
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "m.project_id").onRef("t.id", "=", "m.task_id"))
    .innerJoin("asset as p", (on) => on.onRef("p.project_id", "=", "t.project_id").onRef("p.id", "=", "t.asset_id"))
    .select(["m.project_id", "m.task_id", "m.person_id", "m.revision", "m.pair_id", "m.mentor_id", "m.at_ms"])
    .select(["a.public_id", "u.body", "u.stored_at_ms"])
    .where("m.person_id", "=", of.personId)
    .where("p.deleted_at_ms", "is", null)
  if (of.projectId !== undefined) query = query.where("m.project_id", "=", of.projectId)
  if (of.pairId !== undefined) query = query.where("m.pair_id", "=", of.pairId)
  const rows = await query.orderBy("m.at_ms", "desc").orderBy("m.task_id", "desc").limit(most).execute()
  return rows.map((row) => ({
    ...{ projectId: row.project_id, taskId: row.task_id, personId: row.person_id, revision: row.revision },
    ...{ pairId: row.pair_id, mentorId: row.mentor_id, atMs: row.at_ms, assignmentId: row.public_id },
    ...{ mine: StoredBody.parse(JSON.parse(row.body)), sentAtMs: row.stored_at_ms },
  }))
}
