import { type ExpressionBuilder, type Kysely, type SqlBool, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"
import type { TaskKey } from "../work/tasks.ts"
import { word } from "./rows.ts"

type Where = ExpressionBuilder<Database, "review">

/** Nobody else holds it. */
export function isFree(eb: Where, reviewerId: number, nowMs: number) {
  return eb.or([
    eb("reviewer_id", "is", null),
    eb("reviewer_id", "=", reviewerId),
    eb("reserved_until_ms", "<=", nowMs),
  ])
}

/**
 * In the queue: disputed still (not excluded or reopened since), and nothing that the reviewer or a learner of theirs answers. Each is
 * looked up by key for each row: as joins, PostgreSQL reads the whole table for every row while it knows no statistics.
 */
export function isFor(eb: Where, reviewer: Reviewer, sinceMs?: number) {
  const state = eb
    .selectFrom("task_state")
    .select("task_state.state")
    .whereRef("task_state.project_id", "=", "review.project_id")
    .whereRef("task_state.task_id", "=", "review.task_id")
  // A disputed task changes no more until it is decided, set aside or answered again.
  const since = sinceMs === undefined ? state : state.where("task_state.changed_at_ms", ">=", sinceMs)
  return eb.and([eb(since, "=", "disputed"), notTheirOwn(eb, reviewer)])
}

/** Who wants to decide, and whether they mentor anybody, or did: for everybody else nothing more is looked up for each row. */
export interface Reviewer {
  readonly personId: number
  readonly mentors: boolean
}

/** Somebody as a reviewer, with what the tables hold of their mentoring. */
export async function reviewerOf(db: Kysely<Database>, personId: number): Promise<Reviewer> {
  const pair = await db
    .selectFrom("mentor_pair")
    .select("id")
    .where("mentor_id", "=", personId)
    .where("accepted_at_ms", "is not", null)
    .limit(1)
    .executeTakeFirst()
  return { personId, mentors: pair !== undefined }
}

/** No answer in a task is a person's own, nor of somebody whom they mentor. */
export function notTheirOwn(eb: Where, { personId, mentors }: Reviewer) {
  const own = notAnsweredBy(eb, personId)
  return mentors ? eb.and([own, notOfLearners(eb, personId)]) : own
}

/** Whether somebody mentors an author of this task's answers, or did when the answer was given. */
export async function isOfLearner(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  personId: number,
): Promise<boolean> {
  if (!(await reviewerOf(db, personId)).mentors) return false
  const row = await db
    .selectFrom("review")
    .select("task_id")
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where((eb) => eb.not(notOfLearners(eb, personId)))
    .executeTakeFirst()
  return row !== undefined
}

/** None of a task's answers is by somebody whom this person mentors, nor was given while they did. */
function notOfLearners(eb: Where, personId: number) {
  const theirs = eb
    .selectFrom("mentor_pair as pair")
    .innerJoin("submission", (join) =>
      join.onRef("submission.project_id", "=", "pair.project_id").onRef("submission.person_id", "=", "pair.learner_id"),
    )
    .select(({ fn }) => fn.countAll<number>().as("theirs"))
    .where("pair.mentor_id", "=", personId)
    .where("pair.accepted_at_ms", "is not", null)
    .whereRef("pair.project_id", "=", "review.project_id")
    .whereRef("submission.task_id", "=", "review.task_id")
    .where(({ eb: inner, and, or, ref }) =>
      or([
        inner("pair.ended_at_ms", "is", null),
        and([
          inner("submission.stored_at_ms", ">=", ref("pair.accepted_at_ms")),
          inner("submission.stored_at_ms", "<=", ref("pair.ended_at_ms")),
        ]),
      ]),
    )
  return eb(theirs, "=", 0)
}

/** A person has neither answered the task nor has it in hand. */
function notAnsweredBy(eb: Where, personId: number) {
  const own = eb
    .selectFrom("assignment")
    .select(({ fn }) => fn.countAll<number>().as("own"))
    .whereRef("assignment.project_id", "=", "review.project_id")
    .whereRef("assignment.task_id", "=", "review.task_id")
    .where("assignment.person_id", "=", personId)
    .where(({ eb: inner, or }) =>
      or([inner("assignment.revision", ">", 0), inner("assignment.state", "=", ASSIGNMENT_STATE.leased)]),
    )
  return eb(own, "=", 0)
}

/** Has an open difference of one of these kinds or labels; of any where none is named. */
export function hasWord(eb: Where, column: "kinds" | "labels", wanted: readonly string[]) {
  if (wanted.length === 0) return sql<SqlBool>`1 = 1`
  return eb.or(wanted.map((text) => contains(column, text)))
}

function contains(column: "kinds" | "labels", text: string) {
  // Not LIKE: a label may hold its wild cards.
  return sql<SqlBool>`length(replace(${sql.ref(column)}, ${word(text)}, '')) < length(${sql.ref(column)})`
}
