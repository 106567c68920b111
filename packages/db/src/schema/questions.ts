import type { TaskNumber } from "@justesse/types"
import type { NoticeKind } from "@justesse/types/inbox/notices"
import type { ThreadKind, ThreadState, WriterRole } from "@justesse/types/questions"
import type { Generated } from "kysely"

// What people ask and are told, as stored: see index.ts for the rules of all tables.

/** One matter that people write to each other about. */
interface ThreadTable {
  id: Generated<number>
  project_id: number
  /** UUID made by whoever opened it. */
  public_id: string
  kind: ThreadKind
  state: ThreadState
  task_id: TaskNumber | null
  /** Who opened it. */
  person_id: number
  /** Whose work it is about; null for what owners and reviewers write among themselves. */
  about_id: number | null
  /** The region of that answer, by its id in it. */
  region_id: string | null
  /** JSON of Spot. */
  spot: string
  /** JSON of DecisionReason of what was sent back or disagreed with. */
  reason: string | null
  /** JSON of Seen: what the reviewer saw there. */
  seen: string | null
  /** The clause that was named, or that the answer became; then with the version of the guideline that brought it. */
  clause: string | null
  clause_version: number | null
  asked_at_ms: number
  changed_at_ms: number
  /** When it was answered first. */
  answered_at_ms: number | null
}

/** What somebody wrote. Append-only. */
interface MessageTable {
  id: Generated<number>
  project_id: number
  thread_id: number
  /** UUID made by its writer; once in a thread. */
  public_id: string
  person_id: number
  role: WriterRole
  body: string
  at_ms: number
}

/** How far somebody has read. */
interface ThreadReadTable {
  project_id: number
  thread_id: number
  person_id: number
  message_id: number
}

/** What somebody is told, once for each concern: what happens again before it was seen is counted in `times`. */
interface NoticeTable {
  id: Generated<number>
  person_id: number
  project_id: number | null
  kind: NoticeKind
  concern: string
  /** JSON of NoticeDetail. */
  detail: string
  times: number
  at_ms: number
  seen_at_ms: number | null
}

/** The tables of questions, by name. */
export interface QuestionTables {
  thread: ThreadTable
  message: MessageTable
  thread_read: ThreadReadTable
  notice: NoticeTable
}
