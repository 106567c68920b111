import { type ExpressionBuilder, type SqlBool, sql } from "kysely"
import type { Database } from "../schema.ts"
import { word } from "./reviewRows.ts"

type Where = ExpressionBuilder<Database, "review">

/** Nobody else holds it. */
export function isFree(eb: Where, reviewerId: number, nowMs: number) {
  return eb.or([
    eb("reviewer_id", "is", null),
    eb("reviewer_id", "=", reviewerId),
    eb("reserved_until_ms", "<=", nowMs),
  ])
}

/** In the queue: disputed still (not excluded or reopened since), and nothing that the reviewer answers themselves. */
export function isFor(eb: Where, personId: number, sinceMs?: number) {
  const state = eb
    .selectFrom("task_state")
    .select("task_state.task_id")
    .whereRef("task_state.project_id", "=", "review.project_id")
    .whereRef("task_state.task_id", "=", "review.task_id")
    .where("task_state.state", "=", "disputed")
  // A disputed task changes no more until it is decided, set aside or answered again.
  const disputed = eb.exists(sinceMs === undefined ? state : state.where("task_state.changed_at_ms", ">=", sinceMs))
  return eb.and([disputed, notAnsweredBy(eb, personId)])
}

export function notAnsweredBy(eb: Where, personId: number) {
  return eb.not(
    eb.exists(
      eb
        .selectFrom("assignment")
        .select("assignment.task_id")
        .whereRef("assignment.project_id", "=", "review.project_id")
        .whereRef("assignment.task_id", "=", "review.task_id")
        .where("assignment.person_id", "=", personId)
        .where(({ eb: inner, or }) => or([inner("assignment.revision", ">", 0), inner("assignment.state", "=", 0)])),
    ),
  )
}

export function hasWord(eb: Where, column: "kinds" | "labels", wanted: readonly string[]) {
  if (wanted.length === 0) return sql<SqlBool>`1 = 1`
  return eb.or(wanted.map((text) => contains(column, text)))
}

function contains(column: "kinds" | "labels", text: string) {
  // Not LIKE: a label may hold its wild cards.
  return sql<SqlBool>`length(replace(${sql.ref(column)}, ${word(text)}, '')) < length(${sql.ref(column)})`
}
