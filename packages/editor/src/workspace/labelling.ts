import type { AssignmentId, PayMode, ProjectSlug, SkipReason, SubmissionId } from "@justesse/types"
import type { ReportedClass } from "@justesse/types/content/classes"
import type { Conditions } from "@justesse/types/wire/project"
import type { AskInput } from "@justesse/types/wire/question"
import type { Guide, HeldLeases, Lease, NoTask, TrainingFeedback } from "@justesse/types/wire/work"
import type { SentTask } from "@justesse/types/wire/work/history"
import type { Change } from "../document.ts"
import type { LocalDraft, Submission } from "../drafts.ts"
import type { Failure } from "./connection.ts"
import type { EditAct } from "./editActs.ts"
import type { Editing } from "./editing.ts"
import type { Saving } from "./saving.ts"

/** A task in hand: leased, under its guideline, being edited and saved. */
export interface TaskInHand {
  readonly lease: Lease
  readonly guide: Guide
  readonly editing: Editing
  readonly saving: Saving
}

/** A task that was sent, looked at. */
interface Viewed {
  readonly sent: SentTask
  readonly guide: Guide
  readonly editing: Editing
}

/** A training task that was just sent: the known answer beside mine, until it was looked at. */
export interface TrainingResult {
  readonly result: TrainingFeedback
  readonly lease: Lease
  readonly guide: Guide
}

/** How a task left the hand. */
type HowGone = "sent" | "skipped" | "reported" | "aside"

/** What is asked about a task, but for the task itself; its ids were made before it goes out. */
export type QuestionOut = Omit<AskInput, "assignmentId" | "fence" | "want">

/** What was just sent or passed on: it can be taken back until then. */
interface Gone {
  readonly assignmentId: AssignmentId
  readonly how: HowGone
  /** Proposals that nobody looked at, and that the answer was sent without. */
  readonly leftOut: number
  readonly untilMs: number
}

/** Why a task is passed on; `content`: what its picture holds that nobody had been told of. */
interface SkipCall {
  readonly type: "skip"
  readonly reason: SkipReason
  readonly note: string
  readonly content?: ReportedClass
}

/** An answer, a reason to pass the task on, or a question, each with the ids that it is sent under. */
export type LeavingCall =
  | { readonly type: "submit"; readonly submission: Submission }
  | SkipCall
  | { readonly type: "ask"; readonly question: QuestionOut }

/**
 * A task that leaves the hand. It waits until this computer has what it must (`kept`) and no draft is on its way
 * (`draft`); then its call goes out.
 */
export interface Leaving {
  readonly assignmentId: AssignmentId
  readonly how: HowGone
  readonly call: LeavingCall
  readonly waitsFor: readonly ("kept" | "draft")[]
}

/** A task that comes back into the hand: the server gives it a new lease. `takeOver`: from another window. */
export interface Reopening {
  readonly assignmentId: AssignmentId
  readonly how: "open" | "revise" | "takeOver"
}

/** The task page as a value: which task is in hand, which come next, what is on its way, what is said. */
export interface Labelling {
  readonly page: "label"
  readonly project: ProjectSlug
  /** `far`: all tasks that this computer had are done, and more need the network. */
  readonly state: "loading" | "task" | "none" | "far" | "conditions" | "failed"
  readonly none: NoTask | null
  readonly conditions: Conditions | null
  readonly failure: Failure | null
  /** A failure that passes is asked about again then. */
  readonly askAgainAtMs: number | null
  readonly task: TaskInHand | null
  readonly looking: Viewed | null
  readonly noneBefore: boolean
  readonly training: TrainingResult | null
  readonly gone: Gone | null
  readonly leaving: Leaving | null
  readonly reopening: Reopening | null
  readonly picture: "loading" | "ready" | "failed" | "damaged"
  readonly online: boolean
  /** Tasks leased besides the one in hand, the next one first. */
  readonly ahead: readonly Lease[]
  /** Tasks leased besides whose pictures lie on this computer: those can be done without a network. */
  readonly withPicture: readonly AssignmentId[]
  /** Tasks of this visit that were sent or passed on and did not come back into the hand. */
  readonly passed: readonly AssignmentId[]
  /** Tasks that left the hand, and wait on this computer to be sent or were refused: they are nobody's to begin. */
  readonly waiting: readonly AssignmentId[]
  readonly activeSeconds: number
  readonly todaySeconds: number
  readonly leaseUntilMs: number
  /** The guideline is newer than in the task before. */
  readonly guidelineNew: boolean
  readonly guidelineSeen: number
  /** Steps back through what was sent that were asked for and are not done; the first one is on its way. */
  readonly backs: number
  /** What is found by the last of these steps comes back into the hand at once, where it may be revised. */
  readonly takesBefore?: boolean
}

/** What can happen to the task page: a hand's act, an answer of the server or of this computer, or time. */
export type LabellingEvent =
  | { readonly type: "began"; readonly assignment: AssignmentId | null }
  | { readonly type: "retried" }
  | { readonly type: "woke" }
  | { readonly type: "wentOnline" | "wentOffline" | "left" | "heard" }
  | { readonly type: "edit"; readonly act: EditAct }
  // Which task.
  | { readonly type: "leased"; readonly held: HeldLeases }
  /** `kept`: what this computer knows of the task that the address named. */
  | {
      readonly type: "beginFailed"
      readonly failure: Failure
      readonly assignment: AssignmentId | null
      readonly kept: LocalDraft | null
    }
  | {
      readonly type: "prepared"
      readonly lease: Lease
      readonly guide: Guide
      readonly kept: LocalDraft | null
      readonly steal: boolean
    }
  | { readonly type: "gotConditions"; readonly conditions: Conditions }
  | { readonly type: "acceptedConditions" }
  | { readonly type: "failed" | "prepareFailed"; readonly failure: Failure }
  // Saving.
  /** `of` is the lease that was saved: what comes late of an earlier one says nothing about this one. */
  | { readonly type: "kept"; readonly of: Lease; readonly revision: number; readonly submission: Submission | null }
  | { readonly type: "notKept"; readonly of: Lease }
  | { readonly type: "draftArrived"; readonly of: Lease; readonly revision: number }
  | { readonly type: "draftFailed"; readonly of: Lease; readonly failure: Failure }
  // Sending.
  | { readonly type: "submit"; readonly submissionId: SubmissionId }
  | (SkipCall & { readonly how: "skipped" | "reported" })
  /** The task is put aside until the question is answered. */
  | { readonly type: "ask"; readonly question: QuestionOut }
  | {
      readonly type: "goneOn"
      readonly assignmentId: AssignmentId
      readonly held: HeldLeases
      readonly tryOut: TrainingFeedback | null
    }
  | { readonly type: "sendFailed"; readonly assignmentId: AssignmentId; readonly failure: Failure }
  /** This computer has it and sends it by itself: it takes its time, or (`isCut`) nothing comes through now. */
  | { readonly type: "sendWaits"; readonly assignmentId: AssignmentId; readonly isCut: boolean }
  /** All that this computer has to send, of this project. */
  | { readonly type: "waiting"; readonly assignments: readonly AssignmentId[] }
  | { readonly type: "clearGone" | "closeTraining" | "clearFailure" | "seenGuideline" }
  // Looking back.
  /** `correct`: another page sent an answer to the task in hand, and the one here is to take its place. */
  | { readonly type: "lookBack" | "lookForward" | "revise" | "takeBack" | "takeOver" | "correct" }
  /** What this computer has to send and was refused comes back into the hand. */
  | { readonly type: "reopenRefused"; readonly assignmentId: AssignmentId }
  | { readonly type: "foundBefore"; readonly sent: SentTask; readonly guide: Guide }
  | { readonly type: "noneBefore" }
  | { readonly type: "reopened"; readonly lease: Lease }
  // The windows of this browser, the picture and the clock.
  | { readonly type: "locked"; readonly assignmentId: AssignmentId; readonly mine: boolean }
  | { readonly type: "picture"; readonly picture: Labelling["picture"] }
  /** The picture of a leased task lies on this computer, as it is shown. */
  | { readonly type: "pictureKept"; readonly assignmentId: AssignmentId }
  | {
      readonly type: "timeCounted"
      readonly assignmentId: AssignmentId
      readonly activeSeconds: number
      readonly todaySeconds: number
      readonly leaseUntilMs: number
    }

/** What is to be done outside, as a value. Each that asks something is answered by an event. */
export type LabellingEffect =
  /** Opens the task of the address if there is one, then leases the next ones: `leased` or `beginFailed`. */
  | { readonly type: "begin"; readonly assignment: AssignmentId | null }
  /** Reads the guideline and what this computer keeps: `prepared` or `prepareFailed`. */
  | { readonly type: "prepare"; readonly lease: Lease; readonly steal: boolean }
  | { readonly type: "prepareAhead" }
  /** What is shown is another one: canvas and picture follow. `opened`: it was not shown before. */
  | { readonly type: "show"; readonly what: "task" | "looking"; readonly opened: boolean }
  | { readonly type: "setAddress"; readonly assignment: AssignmentId | null }
  | { readonly type: "lock"; readonly assignment: AssignmentId; readonly steal: boolean }
  | { readonly type: "unlock"; readonly assignment: AssignmentId }
  /** To this computer, with the submission if there is one: `kept` or `notKept`. */
  | { readonly type: "keepDraft"; readonly task: TaskInHand }
  /** To the server: `draftArrived` or `draftFailed`. */
  | { readonly type: "saveDraft"; readonly task: TaskInHand }
  | { readonly type: "forgetDraft"; readonly assignment: AssignmentId }
  /** To this computer, which sends it: `goneOn`, `sendWaits` or `sendFailed`. `lease` null where it is not known any more. */
  | { readonly type: "submit"; readonly lease: Lease | null; readonly submission: Submission }
  | (SkipCall & { readonly lease: Lease })
  | { readonly type: "ask"; readonly lease: Lease; readonly question: QuestionOut }
  /** It was refused while it was in hand, where it stays: this computer sends it no more. */
  | { readonly type: "unpost"; readonly assignment: AssignmentId }
  /** Taken back before it was sent: `reopened`; where it was sent meanwhile, as `reopen`. */
  | { readonly type: "recall"; readonly reopening: Reopening }
  /** `foundBefore`, `noneBefore` or `failed`. */
  | { readonly type: "askBefore"; readonly before: AssignmentId | null }
  /** The time worked so far is told first: the earlier assignment ends with it. `reopened` or `failed`. */
  | { readonly type: "reopen"; readonly reopening: Reopening }
  | { readonly type: "tellTime" }
  | { readonly type: "fetchConditions" }
  | { readonly type: "acceptConditions"; readonly guidelineVersion: number; readonly mode: PayMode }
  /** The canvas follows. */
  | { readonly type: "edited"; readonly step: EditedStep }
  /** A notice to the person, by its message key. */
  | { readonly type: "say"; readonly key: string }

/** One act as the canvas needs it: how the task was, how it is, and the steps between. */
export interface EditedStep {
  readonly of: "task" | "looking"
  readonly before: Editing
  readonly after: Editing
  readonly changes: readonly Change[]
}

/** How many of the next tasks can be done without a network. */
export function countReady({ ahead, withPicture }: Pick<Labelling, "ahead" | "withPicture">): number {
  return ahead.filter(({ assignmentId }) => withPicture.includes(assignmentId)).length
}

/** The task page before anything was asked for. */
export function startLabelling(project: ProjectSlug, online: boolean): Labelling {
  return {
    page: "label",
    project,
    state: "loading",
    none: null,
    conditions: null,
    failure: null,
    askAgainAtMs: null,
    task: null,
    looking: null,
    noneBefore: false,
    training: null,
    gone: null,
    leaving: null,
    reopening: null,
    picture: "loading",
    online,
    ahead: [],
    withPicture: [],
    passed: [],
    waiting: [],
    activeSeconds: 0,
    todaySeconds: 0,
    leaseUntilMs: 0,
    guidelineNew: false,
    guidelineSeen: 0,
    backs: 0,
  }
}
