import type { ReceiptRow } from "./operations.ts"

/** A submission as the hot statements read it. */
export interface StoredSubmission {
  readonly project_id: number
  readonly task_id: number
  readonly person_id: number
  readonly revision: number
  readonly public_id: string
  readonly counted: number
  readonly body_sha256: string
  readonly stored_at_ms: number
}

export function toReceipt(row: StoredSubmission): ReceiptRow {
  return {
    submissionId: row.public_id,
    bodySha256: row.body_sha256,
    revision: row.revision,
    counted: row.counted === 1,
    storedAtMs: row.stored_at_ms,
    projectId: row.project_id,
    taskId: row.task_id,
  }
}

/** Active time is summed by quarter of an hour, UTC. */
export const QUARTER_MS = 900_000
