import { ASSIGNMENT_STATES, type placeFor } from "@justesse/work/lease"
import type { LeaseRow, OwnAssignment } from "./operations.ts"
import { type StartRow, toStart } from "./start.ts"

/** States of an assignment as stored. */
export const LEASED = 0
export const SUBMITTED = 1
export const SKIPPED = 2
export const EXPIRED = 3
export const RELEASED = 4

/** An assignment as the hot statements read it. */
export interface AssignmentRow {
  readonly project_id: number
  readonly task_id: number
  readonly person_id: number
  readonly public_id: string
  readonly state: number
  readonly fence: number
  readonly leased_at_ms: number
  readonly expires_at_ms: number
  readonly active_ms: number
  readonly revision: number
  readonly counted: number
  readonly ontology_version: number
  readonly guideline_version: number
  readonly drawn: number
}

export const ASSIGNMENT_COLUMNS =
  "project_id, task_id, person_id, public_id, state, fence, leased_at_ms, expires_at_ms, active_ms, revision, counted, ontology_version, guideline_version, drawn"

/** An assignment of somebody's own, with the version of its project's access. */
export interface OwnRow extends AssignmentRow {
  readonly access_version: number
}

export const OWN_SQL = `select ${ASSIGNMENT_COLUMNS.split(", ")
  .map((column) => `a.${column}`)
  .join(
    ", ",
  )}, coalesce((select v.version from access_version v where v.project_id = a.project_id), 0) as access_version
  from assignment a where a.public_id =`

export function toOwn(row: OwnRow): OwnAssignment {
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    personId: row.person_id,
    revision: row.revision,
    drawn: row.drawn,
    accessVersion: row.access_version,
  }
}

export function toLease(row: AssignmentRow, start: StartRow | undefined): LeaseRow {
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    personId: row.person_id,
    publicId: row.public_id,
    fence: row.fence,
    state: row.state,
    leasedAtMs: row.leased_at_ms,
    expiresAtMs: row.expires_at_ms,
    activeMs: row.active_ms,
    revision: row.revision,
    ontologyVersion: row.ontology_version,
    guidelineVersion: row.guideline_version,
    drawn: row.drawn,
    start: toStart(start),
  }
}

/** A turn as the rules of work see it. */
export function turnOf(row: AssignmentRow): Parameters<typeof placeFor>[0] {
  return {
    state: ASSIGNMENT_STATES[row.state] ?? "released",
    holdsPlace: row.counted === 1,
    wasSent: row.revision > 0,
    makesPlace: row.drawn > 0,
  }
}

/** A task's hot row. */
export interface TaskRow {
  readonly id: number
  readonly tier: number
  readonly seq: number
  readonly is_open: number
  readonly open_slots: number
  readonly overlap: number
  readonly submitted: number
}
