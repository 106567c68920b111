import type { Generated } from "kysely"

/** Somebody's request to review in a project, with what they chose to send. Of each person in a project one is open at most. */
interface ProgressRequestTable {
  id: Generated<number>
  public_id: string
  project_id: number
  person_id: number
  /** JSON of published facts with their values when they were sent. */
  facts: string
  words: string
  asked_at_ms: number
  answer: "yes" | "no" | null
  /** Why an owner answered so; "" before. */
  reason: string
  answered_by: number | null
  answered_at_ms: number | null
}

/** The tables of what comes next for people, by name. */
export interface ProgressTables {
  progress_request: ProgressRequestTable
}
