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

/** The tables of what people say of projects, by name. */
export interface RequesterTables {
  project_rating: ProjectRatingTable
}
