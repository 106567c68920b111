import type { AnswerWrites, Operations, StoredAnswer } from "@justesse/work/allocation/operations"
import { toOwnHeld, toPlaces } from "./rows.ts"
import type { ForAnswerRow } from "./statements.ts"

/** What is found for an answer of an id, from the one row that both engines read. */
export function toFound(row: ForAnswerRow, submissionId: string): ReturnType<Operations["findForAnswer"]> {
  return { own: toOwnHeld(row), task: toPlaces({ ...row, id: row.task_id }), stored: toStored(row, submissionId) }
}

function toStored(row: ForAnswerRow, submissionId: string): StoredAnswer | undefined {
  if (row.known_person === null) return undefined
  const receipt = {
    projectId: row.known_project,
    taskId: row.known_task,
    submissionId,
    bodySha256: row.known_sha256,
    revision: row.known_revision,
    counted: row.known_counted === 1,
    storedAtMs: row.known_at_ms,
  }
  return { personId: row.known_person, receipt }
}

/** The line in the activity that an answer leaves. */
export function eventOf({ revision, counted }: AnswerWrites): { what: string; detail: string } {
  return {
    what: revision > 1 ? "task.revised" : "task.submitted",
    detail: JSON.stringify({ revision, counted: counted ? 1 : 0 }),
  }
}
