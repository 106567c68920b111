import type { AssignmentId, SubmissionId } from "@justesse/types"
import type { Conditions } from "@justesse/types/wire/project"
import type { Guide, Lease, NoTask, SentTask, TrainingFeedback } from "@justesse/types/wire/work"
import type { Failure } from "../../../failures/thrown.ts"
import type { DraftSaver } from "./draftSaver.ts"
import type { TabLock } from "./tabLock.ts"
import type { TaskModel } from "./task.ts"

/** What went wrong, with what was thrown: the sentence is made from it. */
export interface TaskFailure extends Failure {
  readonly error: unknown
}

/** A task in hand. */
export interface OpenTask {
  lease: Lease
  readonly guide: Guide
  readonly model: TaskModel
  readonly saver: DraftSaver
  lock: TabLock | null
  /** Made at the first try to send, used again at the next ones (I4). */
  submissionId: SubmissionId | null
  sentBody: string | null
}

/** A task that was sent, looked at. */
interface Viewed {
  readonly sent: SentTask
  readonly guide: Guide
  readonly model: TaskModel
}

/** A training task that was just sent: the known answer beside mine, until it was looked at. */
export interface TrainingResult {
  readonly result: TrainingFeedback
  readonly lease: Lease
  readonly guide: Guide
}

/** What was just sent or passed on: it can be taken back. */
export interface Gone {
  readonly assignmentId: AssignmentId
  readonly how: "sent" | "skipped" | "reported"
}

/** What the page shows as a whole; replaced at finished facts only. */
export interface StoreSnapshot {
  readonly state: "loading" | "task" | "none" | "conditions" | "failed"
  readonly none: NoTask | null
  readonly conditions: Conditions | null
  readonly failure: TaskFailure | null
  readonly task: OpenTask | null
  readonly looking: Viewed | null
  readonly noneBefore: boolean
  readonly training: TrainingResult | null
  /** Said for some seconds after sending. */
  readonly gone: Gone | null
  readonly picture: "loading" | "ready" | "failed" | "damaged"
  readonly sending: boolean
  readonly online: boolean
  /** Tasks leased besides this one. */
  readonly ahead: number
  readonly activeSeconds: number
  readonly todaySeconds: number
  readonly leaseUntilMs: number
  /** The guideline is newer than in the task before. */
  readonly guidelineNew: boolean
}

/** What there is before a task was asked for. */
export const START_SNAPSHOT: StoreSnapshot = {
  state: "loading",
  none: null,
  conditions: null,
  failure: null,
  task: null,
  looking: null,
  noneBefore: false,
  training: null,
  gone: null,
  picture: "loading",
  sending: false,
  online: navigator.onLine,
  ahead: 0,
  activeSeconds: 0,
  todaySeconds: 0,
  leaseUntilMs: 0,
  guidelineNew: false,
}
