import type { ReviewPhase } from "@justesse/editor/workspace/deciding"
import type { FailureCode } from "../../../failures/codes.ts"

/** Failures of opening a task that have a page of their own. */
const PHASES: Partial<Record<FailureCode, ReviewPhase>> = {
  reserved_by_other: "held",
  own_task: "own",
  decided_already: "gone",
  not_found: "gone",
  offline: "far",
}

/** What stands in the middle of the page for a task that could not be opened, or kept. */
export function phaseOf(code: FailureCode): ReviewPhase {
  return PHASES[code] ?? "failed"
}
