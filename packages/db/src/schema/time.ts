import type { Generated } from "kysely"

/**
 * Credited time. Rows are added and never changed, but for `ticks`, which go after a time (see {@link TimePruneTable}).
 *
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

/** The tables of credited time, by name. */
export interface TimeTables {
  time_entry: TimeEntryTable
  time_prune: TimePruneTable
}
