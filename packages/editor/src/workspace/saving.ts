import {
  type LocalDraft,
  type SaveState,
  type SaveStatus,
  type Submission,
  saveStateOf,
  saveStatusOf,
  shouldSend,
  stepSave,
} from "../drafts.ts"

/** How far the draft of a task has come, and when it goes on. Moments are milliseconds of the caller's clock. */
export interface Saving {
  readonly state: SaveState
  /** Written to this computer then; null: nothing is to be written. */
  readonly keepAtMs: number | null
  /** A revision is being written to this computer. */
  readonly keeping: boolean
  /** Sent to the server then; null: nothing is to be sent. */
  readonly sendAtMs: number | null
  readonly retryMs: number
  /** Nothing of the draft goes out: its answer is on its way, and a late draft would be refused after it. */
  readonly paused: boolean
  readonly submission: Submission | null
  /** This computer has the submission as it stands. */
  readonly submissionKept: boolean
}

/** What is to be done for a draft at a moment. */
interface SavingStep {
  readonly saving: Saving
  readonly keep: boolean
  readonly send: boolean
}

const SEND_AFTER_MS = 800
const RETRY_FIRST_MS = 2_000
const RETRY_MOST_MS = 30_000
/** Answers with more regions than this are written to this computer when the hand rests, not at each stroke. */
const LARGE_ANSWER = 2_000
const LARGE_WAIT_MS = 400
/** Others wait until the stroke is drawn. */
const SMALL_WAIT_MS = 1

/** Saving of a draft that was opened; what the server lacks goes out soon. */
export function openSaving(draft: LocalDraft, nowMs: number): Saving {
  const state = saveStateOf(draft)
  return {
    state,
    keepAtMs: null,
    keeping: false,
    sendAtMs: shouldSend(state) ? nowMs + SEND_AFTER_MS : null,
    retryMs: RETRY_FIRST_MS,
    paused: false,
    submission: draft.submission ?? null,
    submissionKept: draft.submission !== undefined,
  }
}

/** Where the newest stroke of a task is; what is only looked at is saved. */
export function savingStatus(task: { readonly saving: Saving } | null): SaveStatus {
  return task ? saveStatusOf(task.saving.state) : "saved"
}

/** Whether this computer, or the server, has the newest stroke of a task. */
export function isStrokeKept(task: { readonly saving: Saving } | null): boolean {
  if (!task) return true
  const { revision, keptRevision, sentRevision } = task.saving.state
  return revision <= Math.max(keptRevision, sentRevision)
}

/** Something changed: kept here at once (large answers when the hand rests), sent when the hand rests. */
export function edited(saving: Saving, regions: number, nowMs: number): Saving {
  const keepAtMs = nowMs + (regions > LARGE_ANSWER ? LARGE_WAIT_MS : SMALL_WAIT_MS)
  return { ...saving, state: stepSave(saving.state, { type: "edited" }), keepAtMs, sendAtMs: nowMs + SEND_AFTER_MS }
}

/** To be kept and sent without waiting for the hand to rest. */
export function saveSoon(saving: Saving, nowMs: number): Saving {
  const isKept = saving.state.revision <= saving.state.keptRevision
  return { ...saving, keepAtMs: isKept ? saving.keepAtMs : nowMs, sendAtMs: shouldSend(saving.state) ? nowMs : null }
}

/** Nothing is to be saved any more: the task is over. */
export function stopSaving(saving: Saving): Saving {
  return { ...saving, keepAtMs: null, sendAtMs: null, paused: true }
}

/** An answer is to be sent under this id: it is written to this computer first. */
export function withSubmission(saving: Saving, submission: Submission, nowMs: number): Saving {
  const isKept = saving.submission === submission && saving.submissionKept
  return isKept ? saving : { ...saving, submission, submissionKept: false, keepAtMs: nowMs }
}

/** What is due now, begun. One writing and one sending at a time; what comes meanwhile goes after it. */
export function beginDue(saving: Saving, nowMs: number): SavingStep {
  const keep = !saving.keeping && saving.keepAtMs !== null && saving.keepAtMs <= nowMs
  const isDue = saving.sendAtMs !== null && saving.sendAtMs <= nowMs
  const send = isDue && !saving.paused && shouldSend(saving.state)
  if (!keep && !(isDue && !saving.paused)) return { saving, keep, send }
  const state = send ? stepSave(saving.state, { type: "sending", revision: saving.state.revision }) : saving.state
  return {
    saving: {
      ...saving,
      state,
      keeping: saving.keeping || keep,
      keepAtMs: keep ? null : saving.keepAtMs,
      sendAtMs: isDue && !saving.paused ? null : saving.sendAtMs,
    },
    keep,
    send,
  }
}

/** This computer has a revision and, of the submission, what was known when its writing began. */
export function kept(saving: Saving, revision: number, submission: Submission | null): Saving {
  const submissionKept = saving.submission !== null && (saving.submissionKept || submission === saving.submission)
  return { ...saving, keeping: false, submissionKept, state: stepSave(saving.state, { type: "kept", revision }) }
}

/** This browser keeps nothing (private window, disk full): the server alone does, and "Saving" says so. */
export function notKept(saving: Saving): Saving {
  return { ...saving, keeping: false }
}

/** The server has a revision. */
export function arrived(saving: Saving, revision: number, nowMs: number): Saving {
  const state = stepSave(saving.state, { type: "arrived", revision })
  return { ...saving, state, retryMs: RETRY_FIRST_MS, sendAtMs: shouldSend(state) ? nowMs + SEND_AFTER_MS : null }
}

/** The server has a later draft, of another window: ours rises above it and goes again. */
export function wasOlder(saving: Saving, storedRevision: number, nowMs: number): Saving {
  return { ...saving, state: stepSave(saving.state, { type: "older", storedRevision }), sendAtMs: nowMs }
}

/** It did not arrive. `again`: it passes by itself, and is tried again after a while that doubles. */
export function notArrived(saving: Saving, again: boolean, nowMs: number): Saving {
  const state = stepSave(saving.state, { type: "failed" })
  if (!again) return { ...saving, state, sendAtMs: null }
  const retryMs = Math.min(RETRY_MOST_MS, saving.retryMs * 2)
  return { ...saving, state, sendAtMs: nowMs + saving.retryMs, retryMs }
}

/** The next moment at which something is due; null: nothing is. */
export function nextDueMs({ keepAtMs, keeping, sendAtMs, paused, state }: Saving): number | null {
  const keep = keeping ? null : keepAtMs
  const send = paused || state.sendingRevision !== null ? null : sendAtMs
  return keep === null ? send : send === null ? keep : Math.min(keep, send)
}
