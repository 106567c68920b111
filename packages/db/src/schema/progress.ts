import type { PeerSeat, PeersState } from "@justesse/work/progression/peers"
import type { Generated } from "kysely"

/** Somebody's request to review in a project, with what they chose to send. Of each person in a project one is open at most. */
interface ProgressRequestTable {
  id: Generated<number>
  public_id: string
  project_id: number
  person_id: number
  /** JSON of published facts with their values when they were sent. */
  facts: string
  words: string
  asked_at_ms: number
  answer: "yes" | "no" | null
  /** Why an owner answered so; "" before. */
  reason: string
  answered_by: number | null
  answered_at_ms: number | null
}

/** Five answers of somebody who asked, which others read without a name. Of each request there is one at most. */
interface PeerAssessmentTable {
  id: Generated<number>
  public_id: string
  /** The name of the request, also once it was taken back. */
  request: string
  project_id: number
  /** Whose answers they are. */
  person_id: number
  /** Of which everything that is drawn follows. */
  seed: string
  /** JSON of the answers that were drawn, and of how many. */
  drawn: string
  state: PeersState
  begun_at_ms: number
  ended_at_ms: number | null
}

/** Somebody who was drawn to read them, and what they said. */
interface PeerSeatTable {
  id: Generated<number>
  public_id: string
  assessment_id: number
  project_id: number
  /** Who reads. */
  person_id: number
  state: PeerSeat["state"]
  drawn_at_ms: number
  due_at_ms: number
  ended_at_ms: number | null
  /** JSON of what was said of each answer; null before. */
  sheet: string | null
}

/** The tables of what comes next for people, by name. */
export interface ProgressTables {
  peer_assessment: PeerAssessmentTable
  peer_seat: PeerSeatTable
  progress_request: ProgressRequestTable
}
