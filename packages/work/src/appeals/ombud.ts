import type { CaseState, Judgement } from "../decisions/judgement.ts"

/** How long after a rejection stands its author can write to the ombud, or after somebody was restricted: half a year. */
const OMBUD_MS = 183 * 86_400_000

/** Until when an author can write to the ombud about a submission; null where there is nothing to write about. */
export function ombudUntilMs({ status, sinceMs }: Pick<CaseState, "status" | "sinceMs">): number | null {
  return status === "stands" ? sinceMs + OMBUD_MS : null
}

/** Until when somebody can write to the ombud about being paused in a project, or taken out of it. */
export function restrictionUntilMs(restrictedAtMs: number): number {
  return restrictedAtMs + OMBUD_MS
}

/** Why somebody cannot be the ombud of a matter: there is none, or they have to do with the project or with the person. */
type OmbudRefusal = "no_ombud" | "not_outside"

/** Why a studio's ombud may not take up somebody's matter in a project, or null: the ombud stands outside of it. */
export function whyNotOmbud(
  ombudId: number | null,
  { personId, members }: { readonly personId: number; readonly members: readonly number[] },
): OmbudRefusal | null {
  if (ombudId === null) return "no_ombud"
  return ombudId === personId || members.includes(ombudId) ? "not_outside" : null
}

/**
 * The row with which an ombud has a rejection that stands decided again: a second person who had nothing to do with it, within 48 hours,
 * and silence accepts it. Null once it is too late, or nothing stands any more. The ombud never decides about the answer.
 */
export function reopenForOmbud(state: CaseState, atMs: number): Judgement | null {
  const untilMs = ombudUntilMs(state)
  if (untilMs === null || atMs > untilMs) return null
  return { act: { kind: "reopen", becauseOf: "ombud" }, by: { kind: "rule" }, atMs }
}
