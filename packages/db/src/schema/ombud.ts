import type { Generated } from "kysely"
import type { Flag } from "./flag.ts"

// What people bring to the ombud, as stored: see index.ts for the rules of all tables.

/** Something that a person brought to the ombud: a rejection that stands, or that they were restricted in a project. */
interface OmbudMatterTable {
  id: Generated<number>
  public_id: string
  person_id: number
  project_id: number
  /** Name of the case outside; null for a restriction. */
  decision: string | null
  opened_at_ms: number
  /** When the ombud had it decided again; null before. */
  reopened_at_ms: number | null
}

/** What was written about a matter. Append-only. */
interface OmbudMessageTable {
  id: Generated<number>
  matter_id: number
  public_id: string
  person_id: number
  from_ombud: Flag
  body: string
  at_ms: number
}

/** The tables of the ombud, by name. */
export interface OmbudTables {
  ombud_matter: OmbudMatterTable
  ombud_message: OmbudMessageTable
}
