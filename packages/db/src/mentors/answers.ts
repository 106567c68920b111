import { type AnnotationBody, StoredBody, type TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"

/** An answer that a mentor may read. */
export interface ReadableAnswer {
  readonly taskId: TaskNumber
  /** The assignment, by the only name it has outside. */
  readonly assignmentId: string
  readonly revision: number
  readonly body: AnnotationBody
  readonly sentAtMs: number
  readonly guidelineVersion: number
}

/** Where a case about an answer is over; before that nobody but who decides it reads it. */
const DECIDED = ["accepted", "auto_accepted", "overturned", "withdrawn", "stands"] as const

/**
 * A person's latest answers in a project that somebody else may read: of final tasks that nobody can be given any more, in pictures
 * that are there. Never gold that is still mixed in (I5), never one that is sent back or about which something is undecided.
 */
export async function listReadable(
  db: Kysely<Database>,
  { projectId, personId }: { readonly projectId: number; readonly personId: number },
  most: number,
  assignmentId: string | null = null,
): Promise<ReadableAnswer[]> {
  let query = db
    .selectFrom("assignment as a")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "a.project_id").onRef("t.id", "=", "a.task_id"))
    .innerJoin("asset as p", (on) => on.onRef("p.project_id", "=", "t.project_id").onRef("p.id", "=", "t.asset_id"))
    .innerJoin("task_state as s", (on) =>
      on.onRef("s.project_id", "=", "a.project_id").onRef("s.task_id", "=", "a.task_id"),
    )
    .innerJoin("submission as u", (on) =>
      on
        .onRef("u.project_id", "=", "a.project_id")
        .onRef("u.task_id", "=", "a.task_id")
        .onRef("u.person_id", "=", "a.person_id")
        .onRef("u.revision", "=", "a.revision"),
    )
    .select(["a.task_id", "a.public_id", "a.revision", "u.body", "u.stored_at_ms", "u.guideline_version"])
    .where("a.project_id", "=", projectId)
    .where("a.person_id", "=", personId)
    .where("a.state", "=", ASSIGNMENT_STATE.submitted)
    .where("a.revision", ">", 0)
    .where("a.sent_back", "is", null)
    .where("s.state", "=", "settled")
    .where("t.is_open", "=", 0)
    .where("p.deleted_at_ms", "is", null)
    .where(({ and, exists, not, selectFrom }) =>
      and([
        not(
          exists(
            selectFrom("gold as g")
              .select("g.task_id")
              .whereRef("g.project_id", "=", "a.project_id")
              .whereRef("g.task_id", "=", "a.task_id")
              .where("g.state", "<>", "retired"),
          ),
        ),
        not(
          exists(
            selectFrom("case_state as c")
              .select("c.task_id")
              .whereRef("c.project_id", "=", "a.project_id")
              .whereRef("c.task_id", "=", "a.task_id")
              .whereRef("c.person_id", "=", "a.person_id")
              .where("c.status", "not in", [...DECIDED]),
          ),
        ),
      ]),
    )
    .orderBy("u.stored_at_ms", "desc")
    .orderBy("a.task_id", "desc")
    .limit(most)
  if (assignmentId !== null) query = query.where("a.public_id", "=", assignmentId)
  return (await query.execute()).map((row) => ({
    ...{ taskId: row.task_id, assignmentId: row.public_id, revision: row.revision, sentAtMs: row.stored_at_ms },
    ...{ body: StoredBody.parse(JSON.parse(row.body)), guidelineVersion: row.guideline_version },
  }))
}

/** Answers about which notes were written, as they were then, with the picture that is still there. */
export async function listNoted(
  db: Kysely<Database>,
  { projectId, personId }: { readonly projectId: number; readonly personId: number },
  noted: readonly { readonly taskId: TaskNumber; readonly revision: number }[],
): Promise<ReadableAnswer[]> {
  const rows = await db
    .selectFrom("submission as u")
    .innerJoin("assignment as a", (on) =>
      on
        .onRef("a.project_id", "=", "u.project_id")
        .onRef("a.task_id", "=", "u.task_id")
        .onRef("a.person_id", "=", "u.person_id"),
    )
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "u.project_id").onRef("t.id", "=", "u.task_id"))
    .innerJoin("asset as p", (on) => on.onRef("p.project_id", "=", "t.project_id").onRef("p.id", "=", "t.asset_id"))
    .select(["u.task_id", "a.public_id", "u.revision", "u.body", "u.stored_at_ms", "u.guideline_version"])
    .where("u.project_id", "=", projectId)
    .where("u.person_id", "=", personId)
    .where("u.task_id", "in", [...noted.map(({ taskId }) => taskId), -1])
    .where("p.deleted_at_ms", "is", null)
    .execute()
  const wanted = new Set(noted.map(({ taskId, revision }) => `${taskId}/${revision}`))
  return rows
    .filter((row) => wanted.has(`${row.task_id}/${row.revision}`))
    .map((row) => ({
      ...{ taskId: row.task_id, assignmentId: row.public_id, revision: row.revision, sentAtMs: row.stored_at_ms },
      ...{ body: StoredBody.parse(JSON.parse(row.body)), guidelineVersion: row.guideline_version },
    }))
}
