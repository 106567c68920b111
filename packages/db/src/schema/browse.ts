import type { AssetNumber, TaskNumber } from "@justesse/types"
import type { Flag } from "./flag.ts"
import type { StoredPartState } from "./states.ts"

// Tables that looking for pictures needs, as stored: see schema.ts for the rules of all tables.

/** A word that somebody put on a picture; `search` is it in lower case. */
export interface AssetTagTable {
  project_id: number
  asset_id: AssetNumber
  tag: string
  search: string
}

/** How to take a bulk act back: JSON of what was, per task. */
export interface UndoTable {
  project_id: number
  id: number
  person_id: number
  made_at_ms: number
  body: string
  used: Flag
}

/** A part of an act on pictures: whom it is for, and once it was begun, what was before. */
export interface UndoPartTable {
  project_id: number
  undo_id: number
  part: number
  state: StoredPartState
  /** How many pictures it is for, was changed by it, and were held by people then. */
  pictures: number
  changed: number
  in_hand: number
  /** JSON of numbers. */
  ids: string
  /** JSON of what was before; null while it is planned. */
  body: string | null
}

/** Filters under a name, for everybody who sees the pictures of the project. */
export interface SavedViewTable {
  project_id: number
  id: number
  name: string
  /** JSON of filter, order and size. */
  body: string
  made_by: number
  made_at_ms: number
}

/** Which prediction set the proposals of a picture come from. */
export interface ProposalTable {
  project_id: number
  task_id: TaskNumber
  set_id: number
}
