import type { AskedIn, RefusedKind } from "@justesse/types/content/refusedKinds"
import type { Generated } from "kysely"

/** What somebody said of working in a project, each from 1 to 5. Rows are added; the last of a person counts. */
interface ProjectRatingTable {
  id: Generated<number>
  project_id: number
  person_id: number
  clarity: number
  respect: number
  promptness: number
  at_ms: number
}

/** A sentence of a project that seems to ask for a refused kind of work, and the operator's answer. */
interface RefusedAskTable {
  id: Generated<number>
  project_id: number
  place: AskedIn
  kind: RefusedKind
  sentence: string
  person_id: number
  asked_at_ms: number
  /** Null until an operator answers. */
  answer: "allowed" | "refused" | null
  answered_by: number | null
  answered_at_ms: number | null
}

/** The tables of how projects treat people, by name. */
export interface RequesterTables {
  project_rating: ProjectRatingTable
  refused_ask: RefusedAskTable
}
