import type { HeldAssignment, OwnHeld, TaskSlots } from "@justesse/work/allocation/operations"
import { toAssignmentState, toQuestion, toSource } from "../schema/states.ts"
import type { LeaseRow } from "./operations.ts"
import { type StartRow, toStart } from "./start.ts"

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
  readonly question: number
  readonly session_id: number | null
}

export const ASSIGNMENT_COLUMNS =
  "project_id, task_id, person_id, public_id, state, fence, leased_at_ms, expires_at_ms, active_ms, revision, counted, ontology_version, guideline_version, drawn, question, session_id"

/** {@link ASSIGNMENT_COLUMNS} of a table that is called so in a statement. */
export const columnsOf = (table: string) =>
  ASSIGNMENT_COLUMNS.split(", ")
    .map((column) => `${table}.${column}`)
    .join(", ")

/** An assignment of somebody's own, with the version of its project's access. */
export interface OwnRow extends AssignmentRow {
  readonly access_version: number
}

/** SQL: the version of access of the project of an assignment `a`. */
export const ACCESS_VERSION =
  "coalesce((select v.version from access_version v where v.project_id = a.project_id), 0) as access_version"

export function toHeld(row: AssignmentRow): HeldAssignment {
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    personId: row.person_id,
    publicId: row.public_id,
    state: toAssignmentState(row.state),
    fence: row.fence,
    leasedAtMs: row.leased_at_ms,
    expiresAtMs: row.expires_at_ms,
    activeMs: row.active_ms,
    revision: row.revision,
    counted: row.counted === 1,
    ontologyVersion: row.ontology_version,
    guidelineVersion: row.guideline_version,
    source: toSource(row.drawn),
    question: toQuestion(row.question),
    sessionId: row.session_id,
  }
}

/** What a draw reads of a lease in hand. */
export type InHandRow = Pick<AssignmentRow, "expires_at_ms" | "revision" | "drawn" | "question" | "session_id">

/** What a draw wants to know of a lease in hand. */
export function toInHand({ expires_at_ms, revision, drawn, question, session_id }: InHandRow) {
  const states = { source: toSource(drawn), question: toQuestion(question) }
  return { expiresAtMs: expires_at_ms, revision, ...states, sessionId: session_id }
}

export function toOwnHeld(row: OwnRow): OwnHeld {
  return { ...toHeld(row), accessVersion: row.access_version }
}

export function toLease(row: AssignmentRow & StartRow): LeaseRow {
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    personId: row.person_id,
    publicId: row.public_id,
    fence: row.fence,
    state: toAssignmentState(row.state),
    leasedAtMs: row.leased_at_ms,
    expiresAtMs: row.expires_at_ms,
    activeMs: row.active_ms,
    revision: row.revision,
    ontologyVersion: row.ontology_version,
    guidelineVersion: row.guideline_version,
    source: toSource(row.drawn),
    question: toQuestion(row.question),
    start: toStart(row),
  }
}

/** A task's hot row with its state. */
export interface TaskRow {
  readonly id: number
  readonly tier: number
  readonly seq: number
  readonly is_open: number
  readonly open_slots: number
  readonly overlap: number
  readonly submitted: number
  readonly task_state: string
}

export function toPlaces(row: TaskRow): TaskSlots {
  return {
    id: row.id,
    tier: row.tier,
    seq: row.seq,
    isOpen: row.is_open === 1,
    openSlots: row.open_slots,
    overlap: row.overlap,
    submitted: row.submitted,
    state: row.task_state,
  }
}
