import type { TaskNumber } from "@justesse/types"
import type { ReportedClass } from "@justesse/types/content/classes"
import type { Generated } from "kysely"

/** Somebody said that a picture holds what was not declared, and what the owner answered. */
interface ContentReportTable {
  id: Generated<number>
  project_id: number
  task_id: TaskNumber
  person_id: number
  class: ReportedClass
  note: string
  at_ms: number
  /** Null while nobody answered. */
  answer: "declared" | "not_so" | null
  answered_by: number | null
  answered_at_ms: number | null
}

/** The tables of declared content, by name. */
export interface ContentTables {
  content_report: ContentReportTable
}
