import type { ErrorDetail } from "@justesse/types"

/** What went wrong: its code, what it is about, and what was thrown, which the sentence is made from. */
export interface Failure {
  readonly code: string
  readonly detail: ErrorDetail
  readonly error: unknown
}

/** Failures that are over as soon as the studio answers again. */
const PASSING: readonly string[] = ["offline", "busy", "internal"]

/** True when a failure passes by itself: nothing that was done is refused. */
export function passes(failure: Failure | null): boolean {
  return failure !== null && PASSING.includes(failure.code)
}
