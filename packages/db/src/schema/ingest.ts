import type { TaskNumber } from "@justesse/types"
// Tables that remember how files came in, as stored: see schema.ts for the rules of all tables.

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
