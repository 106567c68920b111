import type { CaseState } from "../decisions/judgement.ts"

/** How long after a rejection stands its author can write to the ombud: half a year. */
const OMBUD_MS = 183 * 86_400_000

/** Until when an author can write to the ombud about a submission; null where there is nothing to write about. */
export function ombudUntilMs({ status, sinceMs }: Pick<CaseState, "status" | "sinceMs">): number | null {
  return status === "stands" ? sinceMs + OMBUD_MS : null
}
