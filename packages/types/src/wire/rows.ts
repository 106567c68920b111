import { z } from "zod"
import { AnnotationBody } from "../annotation.ts"
import { ProjectSlug, TaskId } from "../ids.ts"
import { RowCells } from "../kinds/about.ts"
import { ResolvedBy, TaskState } from "../project.ts"
import { storableText } from "../text.ts"
import { Cursor, Limit } from "./common.ts"

// Tasks that are about no picture, as their owner sees them: rows of a table, or a form about nothing.

/** Which rows are listed: in a state, with a text in a cell or an answer. */
export const RowsInput = z.strictObject({
  project: ProjectSlug,
  state: TaskState.nullable(),
  search: storableText(200),
  cursor: Cursor,
  limit: Limit,
})
/** One row with what became of it. */
export const Row = z.strictObject({
  task: TaskId,
  /** Empty of a form about nothing, and of a row that was erased. */
  cells: RowCells,
  erased: z.boolean(),
  state: TaskState,
  settledBy: ResolvedBy.nullable(),
  answer: AnnotationBody.nullable(),
  differences: z.int(),
  overlap: z.int(),
  submitted: z.int(),
})
export type Row = z.infer<typeof Row>
/** A page of rows, the columns of those on it, and how many there are in all. */
export const RowsPage = z.strictObject({ rows: z.array(Row), next: z.string().nullable(), total: z.int() })

const SomeRows = { project: ProjectSlug, tasks: z.array(TaskId).min(1).max(1_000) }
/** Takes rows out of the queue, or back into it. */
export const RowsExclude = z.strictObject({ ...SomeRows, excluded: z.boolean() })
/** Empties rows and what was answered about them, for good. */
export const RowsErase = z.strictObject(SomeRows)
/** How many it did, and how many stayed as they were: those that a version holds are never emptied. */
export const RowsDone = z.strictObject({ done: z.int(), kept: z.int() })

/** A row as programs send it: texts, or what is written as one, by the names of its columns. */
const SentRow = z.record(storableText(200), z.union([storableText(20_000), z.number(), z.boolean(), z.null()]))
/** Adds rows; one that says what another here says is not added again. */
export const RowsAdd = z.strictObject({ rows: z.array(SentRow).min(1).max(1_000) })
/** How many tasks were made, and how many rows were there already or said nothing. */
export const RowsAdded = z.strictObject({ added: z.int(), twice: z.int(), empty: z.int() })
