import {
  type AnnotationBody,
  type AnsweredProposals,
  type AssignmentId,
  type SubmissionId,
  upgradeBody,
  upgradeRegion,
  type WorkBody,
  type WorkRegion,
} from "@justesse/types"
import type { Change } from "./document.ts"

/** An unfinished answer as it is kept: `revision` rises with every save, so that a later one always wins. */
interface DraftBody {
  readonly revision: number
  readonly body: WorkBody
}

/** An answer as it is sent: under the same id the same answer gets the same receipt (I4). */
export interface Submission {
  readonly assignmentId: AssignmentId
  readonly fence: number
  readonly submissionId: SubmissionId
  readonly body: AnnotationBody
  readonly ontologyVersion: number
  readonly guidelineVersion: number
  /** What its page knew of; absent in what was kept before there was this. */
  readonly after?: { readonly revision: number; readonly ids: readonly SubmissionId[] }
  /** What became of the proposals; absent where there were none. */
  readonly proposals?: AnsweredProposals
}

/** A draft on this computer: with the steps that can be taken back, and the highest revision that the server has. */
export interface LocalDraft extends DraftBody {
  readonly undos: readonly Change[]
  readonly redos: readonly Change[]
  readonly sentRevision: number
  /** The answer that was about to be sent, kept before it was: after a reload the same receipt is asked for. */
  readonly submission?: Submission
}

/** A draft that may have been kept when regions had another form: its body and its steps as they are today. */
export function upgradeDraft(kept: LocalDraft): LocalDraft {
  return {
    ...kept,
    body: upgradeBody(kept.body) as WorkBody, // a body stays one
    undos: kept.undos.map(upgradeChange),
    redos: kept.redos.map(upgradeChange),
  }
}

function upgradeChange(change: Change): Change {
  const region = (one: WorkRegion | null) => upgradeRegion(one) as WorkRegion | null // null and regions stay what they are
  return {
    ...change,
    edits: change.edits.map((edit) => ({ ...edit, before: region(edit.before), after: region(edit.after) })),
  }
}

/** Where a task goes on: the draft with the higher revision; the local one when equal, for it knows the steps. */
export function chooseDraft(local: LocalDraft | null, server: DraftBody): LocalDraft {
  if (local && local.revision >= server.revision)
    return { ...local, sentRevision: Math.max(local.sentRevision, server.revision) }
  return { ...server, undos: [], redos: [], sentRevision: server.revision }
}

/** Where the newest revision is: shown in words. */
export type SaveStatus = "saved" | "saving" | "kept_here"

/**
 * How far saving has come. `revision` is what was edited, `keptRevision` is on this computer, `sentRevision` on the
 * server, `sendingRevision` on its way (null: nothing is), `failed` that the last try did not arrive.
 */
export interface SaveState {
  readonly revision: number
  readonly keptRevision: number
  readonly sentRevision: number
  readonly sendingRevision: number | null
  readonly failed: boolean
}

/** What can happen to a draft. */
type SaveEvent =
  | { readonly type: "edited" }
  | { readonly type: "kept"; readonly revision: number }
  | { readonly type: "sending"; readonly revision: number }
  | { readonly type: "arrived"; readonly revision: number }
  | { readonly type: "failed" }
  /** The server holds a later draft (another window): ours must rise above it to be taken. */
  | { readonly type: "older"; readonly storedRevision: number }

/** Saving of a draft that was opened. */
export function saveStateOf(draft: LocalDraft): SaveState {
  const { revision, sentRevision } = draft
  return { revision, keptRevision: revision, sentRevision, sendingRevision: null, failed: false }
}

/** The next state of saving. Revisions only rise; an answer about an older one changes nothing about a newer one. */
export function stepSave(state: SaveState, event: SaveEvent): SaveState {
  switch (event.type) {
    case "edited":
      return { ...state, revision: Math.max(state.revision, state.sentRevision) + 1 }
    case "kept":
      return { ...state, keptRevision: Math.max(state.keptRevision, event.revision) }
    case "sending":
      return { ...state, sendingRevision: event.revision }
    case "arrived": {
      const sentRevision = Math.max(state.sentRevision, event.revision)
      return { ...state, sentRevision, sendingRevision: null, failed: false }
    }
    case "failed":
      return { ...state, sendingRevision: null, failed: true }
    case "older": {
      const revision = Math.max(state.revision, event.storedRevision + 1)
      return { ...state, revision, sendingRevision: null, failed: false }
    }
  }
}

/** True when there is something that the server does not have yet and nothing is on its way. */
export function shouldSend(state: SaveState): boolean {
  return state.sendingRevision === null && state.revision > state.sentRevision
}

/**
 * The status of a state: "saved" only when the server has the newest revision, "kept_here" only when this computer has it: a disk may
 * take seconds, and a browser may keep nothing.
 */
export function saveStatusOf(state: SaveState): SaveStatus {
  if (state.revision <= state.sentRevision) return "saved"
  return state.failed && state.revision <= state.keptRevision ? "kept_here" : "saving"
}
