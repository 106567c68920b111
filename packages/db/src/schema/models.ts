import type { TaskNumber } from "@justesse/types"
import type { Flag } from "./flag.ts"

// Tables of models that are asked while people work, as stored: see schema.ts for the rules of all tables.

/** A model that proposes, and how it stands. */
export interface ModelServerTable {
  project_id: number
  id: number
  /** How it is talked to; see `ModelKind`. */
  kind: string
  name: string
  /** Where it is; of pages that the studio itself reads the language. */
  address: string
  /** How a picture reaches it; see `ModelSends`. */
  sends: string
  /** When people meet what it proposes; see `ModelShown`. */
  shown: string
  /** JSON: the project's label for a word of its own, null for one that is left out. */
  words: string
  /** 1: it is told of each answer, so that it may learn. */
  learns: Flag
  /** As it called itself last, and the set of predictions that this version fills. */
  version: string
  set_id: number
  /** How long its last answer took; null before the first. */
  took_ms: number | null
  answered_at_ms: number | null
  /** Since when it has not answered; null while it does. `error` is JSON of the code and its detail. */
  failed_since_ms: number | null
  tries: number
  next_try_ms: number
  error: string | null
  /** The last answer that it was told of: when that was stored, and which of the same moment. */
  learnt_at_ms: number
  learnt_key: string
  made_by: number
  made_at_ms: number
}

/** That somebody asked a model about a task in hand. */
export interface ModelAskTable {
  project_id: number
  task_id: TaskNumber
  person_id: number
  set_id: number
  /** 1: the lot says that the task is done without. */
  withheld: Flag
  asked_at_ms: number
}
