import { type MeasurementLevel, type UnitTable, type UnitVote, unitTable } from "@justesse/quality/agreement/figures"
import { JustesseError } from "@justesse/types"
import { wrongLine } from "./input.ts"
import type { Table } from "./table.ts"

type Votes = Table<"task" | "worker" | "label">

function judgementsOf({ rows, columns: { task, worker, label }, moments }: Votes): UnitVote[] {
  return Array.from({ length: rows }, (_, row) => ({
    task: task[row] ?? "",
    person: worker[row] ?? "",
    label: label[row] ?? "",
    ...(moments ? { time: moments[row] ?? Number.NaN } : {}),
  }))
}

/** What is said of a label that cannot be read: what is wrong, and what would fix it. */
export type Refusal = (label: string) => readonly [what: string, fix: string]

/** The refusal of a rating. */
export const noNumber: Refusal = (label) => {
  const isLarge = Number.isFinite(Number(label))
  const what = isLarge ? "is too large to compute with" : "is no number"
  return [`the rating "${label}" ${what}`, "Write a number, or use --kind classification"]
}

/** Votes as a table of units; throws `Unusable` with file and line for a label that does not fit the level. */
export function unitsOf(votes: Votes, level: MeasurementLevel, refusal: Refusal, order?: readonly string[]): UnitTable {
  try {
    return unitTable(judgementsOf(votes), level, order ? { order } : {})
  } catch (error) {
    if (!(error instanceof JustesseError) || typeof error.detail.row !== "number") throw error
    const { row } = error.detail
    throw wrongLine(votes.file, votes.lines[row] ?? 1, ...refusal(votes.columns.label[row] ?? ""))
  }
}
