/** Where an assignment stands. `released` was given back by an owner or because its task was excluded. */
export type AssignmentState = "leased" | "submitted" | "skipped" | "expired" | "released"

/** The answers of a task, as far as leases depend on them. */
export interface Slots {
  /** How many independent answers are wanted now. */
  readonly overlap: number
  readonly liveLeases: number
  readonly countedSubmissions: number
}

/** Whether a task has room for one more lease or counted answer (I3). Lowering the overlap revokes nothing. */
export function hasFreeSlot({ overlap, liveLeases, countedSubmissions }: Slots): boolean {
  return liveLeases + countedSubmissions < overlap
}

/** Whether a lease has run out at `nowMs`: at its deadline, not before. */
export function isLapsed(lease: { readonly leaseUntilMs: number }, nowMs: number): boolean {
  return lease.leaseUntilMs <= nowMs
}

/** Why an answer can no longer be taken back and sent anew. */
export type NotRevisable = "not_sent" | "archived" | "decided" | "frozen"

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

/**
 * What becomes of an answer that arrives (I3: finished work is never refused). The person's own live lease holds its
 * slot, so it counts; a late one takes a free slot if there is one, else it is `extra`: kept, paid, seen by the
 * consensus, never counted. A revision keeps what its first sending was.
 */
export function countingOf(
  assignment: {
    readonly state: AssignmentState
    readonly leaseUntilMs: number
    /** What the submitted revision before this one was; null for a first sending. */
    readonly before: "counted" | "extra" | null
  },
  slots: Slots,
  nowMs: number,
): "counted" | "extra" {
  if (assignment.before) return assignment.before
  if (assignment.state === "leased" && !isLapsed(assignment, nowMs)) return "counted"
  // A lapsed lease that nobody swept yet is still among the live ones: its own slot is not taken by somebody else.
  const isUnswept = assignment.state === "leased"
  const others = isUnswept ? { ...slots, liveLeases: slots.liveLeases - 1 } : slots
  return hasFreeSlot(others) ? "counted" : "extra"
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
