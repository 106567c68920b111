import { ASSET_KINDS, type AssetKind } from "@justesse/types"
import type { AssignmentSource } from "@justesse/work/allocation/operations"
import { TIME_KINDS, type TimeKind } from "@justesse/work/clock/kinds"
import { ASSIGNMENT_STATES, type AssignmentState } from "@justesse/work/lease"
import { SESSION_ENDS, type SessionEnd } from "@justesse/work/pay/session"
import { QUESTION_STATES, type QuestionState } from "@justesse/work/questions"

declare const column: unique symbol

/** The number that a column holds for a name. A bare number is none: where one is asked for, it does not compile. */
type Stored<Column extends string> = number & { readonly [column]: Column }

/** Names in the order of the numbers that are stored, as the number of each. */
function numberNames<Column extends string, Name extends string>(
  names: readonly Name[],
): Readonly<Record<Name, Stored<Column>>> {
  // Each name of the list becomes a key, so that the record has all of them.
  return Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, Stored<Column>>
}

const SOURCES: readonly AssignmentSource[] = ["queue", "gold", "training"]
const PART_STATES = ["planned", "begun", "takenBack"] as const
const PYRAMID_STATES = ["needless", "wanted", "made", "impossible"] as const
/** Whether a picture has tiles: it is small enough without them, waits for them, has them, or cannot have them. */
export type PyramidState = (typeof PYRAMID_STATES)[number]

/** What `assignment.state` holds. */
export type StoredAssignmentState = Stored<"assignment.state">
/** What `assignment.drawn` and `gold_answer.drawn` hold. */
export type StoredSource = Stored<"assignment.drawn">
/** What `assignment.question` holds. */
export type StoredQuestion = Stored<"assignment.question">
/** What `undo_part.state` holds. */
export type StoredPartState = Stored<"undo_part.state">

/** What `time_entry.kind` holds. */
export type StoredTimeKind = Stored<"time_entry.kind">
/** What `work_session.closed_why` holds. */
export type StoredSessionEnd = Stored<"work_session.closed_why">

/** What `asset.pyramid` holds. */
export type StoredPyramid = Stored<"asset.pyramid">
/** What `asset.medium` holds. */
export type StoredMedium = Stored<"asset.medium">

/** The number of each state of an assignment, for statements. */
export const ASSIGNMENT_STATE = numberNames<"assignment.state", AssignmentState>(ASSIGNMENT_STATES)
/** The number of each source of an assignment, for statements. */
export const SOURCE = numberNames<"assignment.drawn", AssignmentSource>(SOURCES)
/** The number of what an assignment has to do with a question, for statements. */
export const QUESTION = numberNames<"assignment.question", QuestionState>(QUESTION_STATES)
/** The number of each kind of time, for statements. */
export const TIME_KIND = numberNames<"time_entry.kind", TimeKind>(TIME_KINDS)
/** The number of each reason why a work session is closed, for statements. */
export const SESSION_END = numberNames<"work_session.closed_why", SessionEnd>(SESSION_ENDS)
/** The number of whether a picture has tiles, for statements. */
export const PYRAMID = numberNames<"asset.pyramid", PyramidState>(PYRAMID_STATES)
/** The number of what an asset is to whoever works on it, for statements. */
export const MEDIUM = numberNames<"asset.medium", AssetKind>(ASSET_KINDS)
/** Stages of a part of an act: planned, begun, its taking back begun. Of the begun ones all but the last are done. */
export const PART_STATE = numberNames<"undo_part.state", (typeof PART_STATES)[number]>(PART_STATES)

/** The word for a stored number of a kind of time; one that no version wrote counts as of a lease. */
export function toTimeKind(stored: number): TimeKind {
  return TIME_KINDS[stored] ?? "lease"
}

/** The word for a stored number of why a session is closed; null while it is open. */
export function toSessionEnd(stored: number | null): SessionEnd | null {
  return stored === null ? null : (SESSION_ENDS[stored] ?? "idle")
}

/** The word for a stored number of where an assignment stands; one that no version wrote counts as released. */
export function toAssignmentState(stored: number): AssignmentState {
  return ASSIGNMENT_STATES[stored] ?? "released"
}

/** The word for a stored number of where an assignment came from; one that no version wrote counts as queue. */
export function toSource(stored: number): AssignmentSource {
  return SOURCES[stored] ?? "queue"
}

/** The word for a stored number of what an assignment has to do with a question; one that no version wrote counts as none. */
export function toQuestion(stored: number): QuestionState {
  return QUESTION_STATES[stored] ?? "none"
}

/** What waits for a task: nothing, that it is looked at, or that its answer is only compared with the known one. */
export const MARK = { none: 0, look: 1, compare: 2 } as const
export type Mark = (typeof MARK)[keyof typeof MARK]

// What text columns of a state or a kind hold.

/** What somebody may do who opens a link: set the studio up, join, choose a new password, or sign in on this machine. */
export type LinkKind = "setup" | "join" | "reset" | "enter"

/** Where a piece of long work stands. */
export type JobState = "queued" | "running" | "done" | "failed" | "cancelled"

/** `looking`: its files are read, nothing is written; `waiting`: for a word of its owner; `undoing` and `undone`: taken back. */
export type ImportState = "looking" | "waiting" | "running" | "done" | "failed" | "cancelled" | "undoing" | "undone"
/** What an import becomes. */
export type ImportAs = "pictures" | "rows" | "settled" | "gold" | "proposals" | "scores"

/** What became of an answer once its task was final; `taken`: it decided alone, and nobody else looked at it. */
export type Outcome = "taken" | "kept" | "small_change" | "changed" | "undecided"

/** `asked`: one more person's answer is awaited; it is in nobody's queue meanwhile. */
export type ReviewState = "waiting" | "asked" | "filed"
export type AuditState = Exclude<ReviewState, "asked">

/** Where gold stands: given now, taught with, on trial because people doubt it, or given no more. */
export type StoredGoldState = "active" | "try_out" | "trial" | "retired"
/** Where a known answer came from: a file, somebody's hand, or a review. */
export type GoldSource = "file" | "hand" | "review"

/** Where a prediction set stands. */
export type SetState = "reading" | "ready" | "failed"
/** In what a model differs from a final answer, and what was done about it. */
export type SuspectKind = "missing" | "extra" | "label" | "place"
export type SuspectState = "open" | "sent" | "dismissed"

/** The word for a stored number of whether a picture has tiles; one that no version wrote counts as one without. */
export function toPyramidState(stored: number): PyramidState {
  return PYRAMID_STATES[stored] ?? "needless"
}
