/** Where an assignment stands, in the order of the numbers that are stored. `released`: its owner gave it back, or its task was excluded. */
export const ASSIGNMENT_STATES = ["leased", "submitted", "skipped", "expired", "released"] as const
/** The word for where an assignment stands; its place in {@link ASSIGNMENT_STATES} is the number stored. */
export type AssignmentState = (typeof ASSIGNMENT_STATES)[number]

/** Why an answer can no longer be taken back and sent anew. */
type NotRevisable = "not_sent" | "archived" | "decided" | "frozen"

/**
 * Why a sent answer may not be revised, or null when it may: until somebody decided with it, or a version holds it.
 * A task that the rule settled is open to revision: it is computed again.
 */
export function whyNotRevisable(answer: {
  readonly state: AssignmentState
  /** A reviewer decided about a difference that it is part of. */
  readonly isDecided: boolean
  /** A frozen version holds an answer that rests on it. */
  readonly isFrozen: boolean
  readonly isArchived: boolean
}): NotRevisable | null {
  if (answer.state !== "submitted") return "not_sent"
  if (answer.isArchived) return "archived"
  if (answer.isFrozen) return "frozen"
  return answer.isDecided ? "decided" : null
}

/** How an answer comes to its place among those that count; with `none` it is extra: kept and seen, never counted. */
type AnswerPlace = "had" | "taken" | "made" | "none"

/**
 * What becomes of an answer that arrives (I3: finished work is never refused). A live lease holds its place, also past its
 * deadline as long as nobody swept it, and whatever the overlap is by then; a turn that is over takes a free place if there
 * is one. Gold brings a place of its own. A revision stays what its first sending was.
 */
export function placeFor(
  assignment: {
    readonly state: AssignmentState
    /** It occupies one of the task's places now. */
    readonly holdsPlace: boolean
    /** It was sent before; this is a revision. */
    readonly wasSent: boolean
    /** It was drawn as gold, beyond the overlap. */
    readonly makesPlace: boolean
  },
  hasFreePlace: boolean,
): AnswerPlace {
  if (assignment.wasSent) return assignment.holdsPlace ? "had" : "none"
  if (assignment.state === "leased" && assignment.holdsPlace) return "had"
  if (assignment.makesPlace) return "made"
  return hasFreePlace ? "taken" : "none"
}

/**
 * Whether a person may take their own assignment up again: one that they skipped, let expire, or that was released,
 * while the task is not excluded and the project goes on. From history at any time; `next` offers it only with a slot.
 */
export function mayTakeUpAgain(
  assignment: { readonly state: AssignmentState },
  task: { readonly isExcluded: boolean; readonly isProjectOpen: boolean },
): boolean {
  const isOver = assignment.state !== "leased" && assignment.state !== "submitted"
  return isOver && !task.isExcluded && task.isProjectOpen
}
