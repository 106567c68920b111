import type { CaseState, Judgement } from "../decisions/judgement.ts"

/** A rejected submission, as it is looked for when another one is overturned. */
export interface RejectedCase {
  readonly id: string
  readonly projectId: number
  readonly guidelineVersion: number
  readonly state: CaseState
}

/** How far back an overturned rejection casts doubt on others of its kind. */
export const SIBLING_MS = 30 * 86_400_000

/**
 * The rejections that an overturned one reopens: of the same project, reviewer, clause and guideline version, of the last 30 days, that
 * hold at the moment. One under appeal already has its third person. By id.
 */
export function listSiblings(
  overturned: RejectedCase,
  others: Iterable<RejectedCase>,
  nowMs: number,
): readonly RejectedCase[] {
  const { proposal } = overturned.state
  if (!proposal) return []
  const siblings = [...others].filter(({ id, projectId, guidelineVersion, state }) => {
    const isHeld = state.status === "rejected" || state.status === "stands"
    const isRecent = state.rejectedAtMs !== null && nowMs - state.rejectedAtMs <= SIBLING_MS
    const isSameKind =
      projectId === overturned.projectId &&
      guidelineVersion === overturned.guidelineVersion &&
      state.proposal?.byId === proposal.byId &&
      state.proposal.clause === proposal.clause
    return id !== overturned.id && isHeld && isRecent && isSameKind
  })
  return siblings.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** The row that reopens a sibling. It has 48 hours for its new second person, and silence accepts it. */
export function reopen(becauseOf: string, atMs: number): Judgement {
  return { act: { kind: "reopen", becauseOf }, by: { kind: "rule" }, atMs }
}
