import type { TaskNumber } from "@justesse/types"
import type { Generated } from "kysely"
import type { Flag } from "./flag.ts"

// Mentors and what they write, as stored: see index.ts for the rules of all tables.

/** Whom an owner named as a mentor, and whether somebody offers to be one. */
interface MentorTable {
  project_id: number
  person_id: number
  /** The owner who named them; null: they mentor by what they reached. */
  named_by: number | null
  named_at_ms: number | null
  offers: Flag
  changed_at_ms: number
}

/** Somebody's request for a mentor, and what came of it. Of each learner in a project one is open at most. */
interface MentorPairTable {
  id: Generated<number>
  public_id: string
  project_id: number
  learner_id: number
  /** Null while nobody offered. */
  mentor_id: number | null
  /** What they would like to learn, in their own words. */
  words: string
  asked_at_ms: number
  offered_at_ms: number | null
  /** When the learner said yes: from here until its end the mentor reads what they err in. */
  accepted_at_ms: number | null
  ended_at_ms: number | null
  ended_by: number | null
}

/** What a mentor wrote of an answer, or of one region of it. */
interface MentorNoteTable {
  id: Generated<number>
  public_id: string
  pair_id: number
  project_id: number
  task_id: TaskNumber
  /** Whose answer it is. */
  person_id: number
  mentor_id: number
  revision: number
  region_id: string | null
  body: string
  at_ms: number
  /** What its reader said of it; null while they said nothing. */
  useful: Flag | null
  /** What it is about; null in notes from before this was asked. */
  about: string | null
  /** What is right there instead, as JSON; null where the note says where something is wrong alone. */
  said: string | null
  /** Since when its reader sees it otherwise. */
  contested_at_ms: number | null
  taken_back_at_ms: number | null
}

/** An answer that a mentor read whole, as it was sent then: what has no note they would not change. */
interface MentorReadingTable {
  project_id: number
  task_id: TaskNumber
  /** Whose answer it is. */
  person_id: number
  revision: number
  pair_id: number
  mentor_id: number
  at_ms: number
}

/** The tables of mentors, by name. */
export interface MentorTables {
  mentor: MentorTable
  mentor_pair: MentorPairTable
  mentor_note: MentorNoteTable
  mentor_reading: MentorReadingTable
}
