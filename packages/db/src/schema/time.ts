import type { Generated } from "kysely"
import type { StoredSessionEnd, StoredTimeKind } from "./states.ts"

/**
 * Credited time. Rows are added and never changed, but for `ticks`, which go after a time (see {@link TimePruneTable}).
 *
 * - of every kind but `lease` `task_id` is null.
 * - `task_id` and `slot_ms` set: what one accepted call of heartbeats credited to an assignment in a quarter of an hour, UTC.
 * - what was counted before there were entries stands once as an opening entry of each projection: `task_id` alone of an
 *   assignment, `slot_ms` alone of a quarter of an hour, neither of a person's counter.
 */
interface TimeEntryTable {
  id: Generated<number>
  project_id: number
  person_id: number
  task_id: number | null
  slot_ms: number | null
  credited_ms: number
  /** When it was received. */
  at_ms: number
  /** SHA-256 of the raw seconds, of the first entry of a call. */
  ticks_sha256: string | null
  /** JSON of the raw seconds as they came, from which the credit follows; null once pruned. */
  ticks: string | null
  kind: Generated<StoredTimeKind>
  /** The work session that it is counted in; null for what was credited before there were sessions. */
  session_id: number | null
  /** Of a reading: the version of the guideline that was read; null for feedback and decisions. */
  guideline_version: Generated<number | null>
}

/**
 * Somebody's work in one project that belongs together, and is paid together where it is paid (`work/pay/session`). `active_ms` and
 * `unleased_ms` are sums of its time entries, of leases and of every other kind, and so are `mentoring_ms` and `reading_ms`; `verify` computes them anew.
 */
interface WorkSessionTable {
  id: Generated<number>
  project_id: number
  person_id: number
  opened_at_ms: number
  /** The end of the day on which it was opened, where its person is. */
  midnight_ms: number
  /** When the last of its leases ended that is over, or when it was opened. */
  last_at_ms: number
  active_ms: number
  unleased_ms: number
  /** What of `unleased_ms` was mentoring, which is worth more. */
  mentoring_ms: Generated<number>
  /** What of it was reading. */
  reading_ms: Generated<number>
  closed_at_ms: number | null
  closed_why: StoredSessionEnd | null
}

/** That the raw seconds of entries are gone, with what they added up to: of everybody, or of one person. */
interface TimePruneTable {
  id: Generated<number>
  at_ms: number
  person_id: number | null
  /** Numbers of the first and the last entry, both included. */
  first_id: number
  last_id: number
  /** Of entries that had raw seconds: how many, their time, and the SHA-256 over the hashes of their seconds. */
  entries: number
  credited_ms: number
  ticks_sha256: string
}

/** What somebody says is missing of a session: part of it is granted at once, the rest somebody answers. Never changed. */
interface TimeClaimTable {
  id: Generated<number>
  project_id: number
  person_id: number
  session_id: number
  /** Seconds granted at once, and those that are asked for beyond. */
  granted_s: number
  asked_s: number
  note: string
  at_ms: number
  /** 1: it was counted, beyond the time limits of tasks, and waits; null: it is missing. */
  beyond: Generated<1 | null>
}

/** What became of what was asked for; `person_id` null: nobody answered in time. Never changed. */
interface TimeClaimAnswerTable {
  claim_id: number
  person_id: number | null
  granted_s: number
  at_ms: number
}

/** The tables of credited time, by name. */
export interface TimeTables {
  time_entry: TimeEntryTable
  time_prune: TimePruneTable
  work_session: WorkSessionTable
  time_claim: TimeClaimTable
  time_claim_answer: TimeClaimAnswerTable
}
