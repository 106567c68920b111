import type { AssignmentId, ProjectSlug } from "@justesse/types"
import type { Lease } from "@justesse/types/wire/work"
import { type Failure, passes } from "./connection.ts"
import type { LeavingCall } from "./labelling.ts"

/**
 * An act that ends a task for its person, as it lies on this computer until the server has it: written before it is sent, and
 * sent under ids that never change.
 */
export interface UnsentAct {
  /** When it was made, milliseconds of the time of day; rises from act to act, so that they are sent in this order. */
  readonly at: number
  /** Whose it is: nobody else ever sends it. */
  readonly person: number
  readonly project: ProjectSlug
  readonly projectName: string
  readonly assignmentId: AssignmentId
  readonly fence: number
  readonly call: LeavingCall
  /** The task as it was in hand, so that it can be taken back; null where it is not known any more. */
  readonly lease: Lease | null
  /** Why the server did not take it: it stays here until its person says what becomes of it. Null: it waits. */
  readonly refused: string | null
}

/** An act before it is kept. */
export type NewAct = Omit<UnsentAct, "at" | "person" | "refused">

/** What follows from a failure: it waits for better times, is sent anew under a fresh lease, is over, or stays here. */
type AfterFailure = "wait" | "reopen" | "over" | "refused"

const RETRY_FIRST_MS = 2_000
const RETRY_MOST_MS = 20_000

/** The number of an act that is made now: after all that were made before it, whatever the clock says. */
export function nextActAt(acts: readonly UnsentAct[], nowMs: number): number {
  return acts.reduce((latest, { at }) => Math.max(latest, at + 1), nowMs)
}

/** Acts of a person in the order in which they were made. */
export function orderActs(acts: readonly UnsentAct[], person: number): readonly UnsentAct[] {
  return acts.filter((act) => act.person === person).sort((a, b) => a.at - b.at)
}

/** The act that goes next: what was refused is in nobody's way. */
export function nextAct(acts: readonly UnsentAct[]): UnsentAct | null {
  return acts.find(({ refused }) => refused === null) ?? null
}

/**
 * What follows from a failure of sending an act. `mayReopen`: its task is in no window's hand, and it was not opened anew for this
 * act before.
 */
export function afterFailure({ call }: UnsentAct, failure: Failure, mayReopen: boolean): AfterFailure {
  const { code } = failure
  if (passes(failure) || code === "not_signed_in" || code === "read_only" || code === "storage_full") return "wait"
  // The task went on elsewhere. An answer is never lost by that; passing it on is not needed any more.
  if (code === "taken_over" && mayReopen) return call.type === "skip" ? "over" : "reopen"
  if (code === "already_submitted" && call.type === "skip") return "over"
  return "refused"
}

/** How long to wait after so many tries in a row that did not arrive: it doubles, up to 20 seconds. */
export function retryAfterMs(tries: number): number {
  return Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** Math.max(0, tries - 1))
}
