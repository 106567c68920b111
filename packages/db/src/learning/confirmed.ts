import { type AnnotationBody, StoredBody, type TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE, SOURCE } from "../schema/states.ts"

/** An answer of a person whose right answer is confirmed, and by what. */
interface ConfirmedRow {
  readonly projectId: number
  readonly taskId: TaskNumber
  /** The assignment, by the only name it has outside. */
  readonly assignmentId: string
  readonly submissionId: string
  readonly mine: AnnotationBody
  readonly right: AnnotationBody
  readonly by: "gold" | "decision"
  readonly sentAtMs: number
}

/**
 * A person's answers that were measured by a known answer or decided by a reviewer. Gold that is still mixed in is left out for whoever
 * drew it unseen: a figure that moves after an answer would tell which answer it was (I5). Their own try-outs are in, where the known
 * answer was shown at once; so is gold that was retired. Answers that a majority alone decided are not confirmed. Where a known answer
 * was found to be wrong, the picture is out.
 */
function confirmedOf(db: Kysely<Database>, personId: number) {
  return db
    .selectFrom("assignment as a")
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
    .leftJoin("gold as g", (on) => on.onRef("g.project_id", "=", "a.project_id").onRef("g.task_id", "=", "a.task_id"))
    .leftJoin("review as r", (on) =>
      on.onRef("r.project_id", "=", "a.project_id").onRef("r.task_id", "=", "a.task_id").on("r.state", "=", "filed"),
    )
    .where("a.person_id", "=", personId)
    .where("a.state", "=", ASSIGNMENT_STATE.submitted)
    .where("a.revision", ">", 0)
    .where("s.state", "=", "settled")
    .where("s.answer", "is not", null)
    .where(({ and, eb, exists, not, or, selectFrom }) =>
      and([
        or([
          and([eb("s.settled_by", "=", "gold"), eb("g.state", "=", "retired")]),
          and([eb("s.settled_by", "=", "gold"), eb("g.state", "is not", null), eb("a.drawn", "=", SOURCE.training)]),
          and([eb("r.task_id", "is not", null), or([eb("a.drawn", "=", SOURCE.queue), eb("g.state", "is", null)])]),
        ]),
        not(
          exists(
            selectFrom("gold_correction as c")
              .select("c.id")
              .whereRef("c.project_id", "=", "a.project_id")
              .whereRef("c.task_id", "=", "a.task_id"),
          ),
        ),
      ]),
    )
}

/** Whether anything that a person sent is confirmed: what they can learn from. */
export async function hasConfirmed(db: Kysely<Database>, personId: number): Promise<boolean> {
  return (await confirmedOf(db, personId).select("a.task_id").limit(1).executeTakeFirst()) !== undefined
}

/** Confirmed answers of a person with the right ones, the latest first. `assignmentId`: of this one alone. */
export async function listConfirmed(
  db: Kysely<Database>,
  personId: number,
  most: number,
  assignmentId: string | null = null,
): Promise<ConfirmedRow[]> {
  let query = confirmedOf(db, personId)
    .select([
      "a.project_id",
      "a.task_id",
      "a.public_id",
      "a.drawn",
      "u.public_id as submission",
      "u.body",
      "u.stored_at_ms",
      "s.answer",
      "s.settled_by",
      "g.state as gold",
    ])
    .orderBy("a.changed_at_ms", "desc")
    .limit(most)
  if (assignmentId !== null) query = query.where("a.public_id", "=", assignmentId)
  const rows = await query.execute()
  return rows.map((row) => ({
    projectId: row.project_id,
    taskId: row.task_id,
    assignmentId: row.public_id,
    submissionId: row.submission,
    mine: StoredBody.parse(JSON.parse(row.body)),
    right: StoredBody.parse(JSON.parse(row.answer ?? "null")),
    by: isKnown(row) ? "gold" : "decision",
    sentAtMs: row.stored_at_ms,
  }))
}

/** Whether all of the right answer is known, and may be shown to this person. */
function isKnown({
  drawn,
  settled_by,
  gold,
}: {
  drawn: number
  settled_by: string | null
  gold: string | null
}): boolean {
  return settled_by === "gold" && (gold === "retired" || (gold !== null && drawn === SOURCE.training))
}
