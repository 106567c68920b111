import type { TaskNumber } from "@justesse/types"
import type { Generated } from "kysely"
import type { ImportAs, ImportState } from "./states.ts"

// Tables that remember how files came in, as stored: see schema.ts for the rules of all tables.

export interface ImportTable {
  project_id: number
  id: number
  name: string
  as_kind: ImportAs
  format: string
  state: ImportState
  started_at_ms: number
  ended_at_ms: number | null
  done: number
  total: number
  pictures: number
  twice: number
  regions: number
  left_out: number
  /** JSON ReportLine[] (first 500). */
  report: string
  who: number
  /** Where its files lie while they are kept. */
  batch: string | null
  /** JSON of what it was asked to do. */
  options: string | null
  /** JSON of what was recognised before anything was written. */
  looked: string | null
  unmatched: Generated<number>
  /** The prediction set that it became. */
  set_id: number | null
  run_at_ms: number | null
  /** JSON of when it was taken back and what stayed. */
  undone: string | null
  /** JSON Label[]: labels that it added, as they came in. */
  labels_added: string | null
  /** The prediction set that people began with before its own. */
  proposed_before: number | null
}

/** A part of an import's report: JSON ReportLine[], at most 1,000 lines. */
export interface ImportLineTable {
  project_id: number
  import_id: number
  /** From 0. */
  part: number
  lines: string
}

/** A task that was there already and that an import answered, as it was before. */
export interface ImportAnswerTable {
  project_id: number
  import_id: number
  task_id: TaskNumber
  /** The answer that the import gave. */
  answer_sha256: string
  /** Answers wanted before. */
  overlap: number
  /** JSON Standing. */
  before: string
}

/** What a label's name in files means in a project; null: left out. */
export interface LabelMemoryTable {
  project_id: number
  name: string
  label: string | null
}

/** A file outside the data folder whose bytes have this hash. */
export interface LinkedFileTable {
  sha256: string
  path: string
  bytes: number
  /** When the file was last changed, as it was when its bytes were last hashed. */
  modified_ms: number
}
