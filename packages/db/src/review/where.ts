import { type ExpressionBuilder, type SqlBool, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"
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
 * In the queue: disputed still (not excluded or reopened since), and nothing that the reviewer answers themselves. Both are
 * looked up by key for each row: as joins, PostgreSQL reads the whole table for every row while it knows no statistics.
 */
export function isFor(eb: Where, personId: number, sinceMs?: number) {
  const state = eb
    .selectFrom("task_state")
    .select("task_state.state")
    .whereRef("task_state.project_id", "=", "review.project_id")
    .whereRef("task_state.task_id", "=", "review.task_id")
  // A disputed task changes no more until it is decided, set aside or answered again.
  const since = sinceMs === undefined ? state : state.where("task_state.changed_at_ms", ">=", sinceMs)
  return eb.and([eb(since, "=", "disputed"), notAnsweredBy(eb, personId)])
}

/** A person has neither answered the task nor has it in hand. */
export function notAnsweredBy(eb: Where, personId: number) {
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
