/** An act of a reviewer as it was sent, so that one sent again is the same act. */
interface ReviewActTable {
  project_id: number
  /** A UUID of the sender's. */
  act_id: string
  person_id: number
  /** SHA-256 of what was asked, the revision apart. */
  asked_sha256: string
  /** JSON of what was answered. */
  answer: string
  at_ms: number
}

/** What reviewers sent, by the names under which they sent it. */
export interface ReviewActTables {
  review_act: ReviewActTable
}
