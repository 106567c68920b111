import type { CaseState } from "../decisions/judgement.ts"

/** Somebody who decides appeals, as their membership says. */
export interface Adjudicator {
  readonly id: number
  /** Whom they work for; null for nobody. Nobody of the requester's own decides about the requester's rejections. */
  readonly organisation: string | null
  readonly isQualified: boolean
  readonly isAway: boolean
  readonly isService: boolean
}

/** Where an appeal comes from. */
interface AppealOrigin {
  readonly authorId: number
  /** Whoever mentors or mentored the author. */
  readonly mentorIds?: readonly number[]
  readonly ownerIds: readonly number[]
  readonly organisation: string | null
}

/**
 * Who may be the blind third person of an appeal (APP-1): qualified, there, a person, nobody who had to do with this submission
 * (author, whoever sent it back or proposed the rejection, second persons, earlier third ones), no mentor of the author, no owner,
 * nobody of the requester's organisation. By id, so that the same appeal has the same list everywhere.
 */
export function listEligible(
  state: CaseState,
  origin: AppealOrigin,
  staff: readonly Adjudicator[],
): readonly Adjudicator[] {
  const { proposal, seconds, adjudicators, returners, assigned, handedOn } = state
  const involved = new Set([
    ...[origin.authorId, ...(origin.mentorIds ?? []), ...origin.ownerIds],
    ...[...seconds, ...adjudicators, ...returners, ...handedOn],
  ])
  if (proposal) involved.add(proposal.byId)
  // Who knows the case hands it on, and does not get it back.
  if (assigned) involved.add(assigned.adjudicatorId)
  return staff
    .filter((one) => one.isQualified && !one.isAway && !one.isService && !involved.has(one.id))
    .filter(({ organisation }) => organisation === null || organisation !== origin.organisation)
    .sort((a, b) => a.id - b.id)
}

/**
 * Draws the third person of an appeal, and which rendering they see first; null when nobody may: then the rejection is overturned.
 * @param dice two numbers in [0, 1) that nobody chose
 */
export function drawAdjudicator(
  eligible: readonly Adjudicator[],
  dice: readonly [who: number, order: number],
): { readonly kind: "assign"; readonly adjudicatorId: number; readonly authorIsFirst: boolean } | null {
  const drawn = eligible[Math.floor(dice[0] * eligible.length)]
  return drawn ? { kind: "assign", adjudicatorId: drawn.id, authorIsFirst: dice[1] < 0.5 } : null
}

/** What the third person sees of an appeal before answering: no name, no verdict, nothing that tells author from reviewer. */
interface BlindView<Rendering> {
  readonly clauses: readonly string[]
  readonly first: Rendering
  readonly second: Rendering
}

/** The two renderings in the order that was drawn. */
export function showBlind<Rendering>(
  { assigned }: Pick<CaseState, "assigned">,
  renderings: { readonly author: Rendering; readonly reviewer: Rendering; readonly clauses: readonly string[] },
): BlindView<Rendering> {
  const { author, reviewer, clauses } = renderings
  return assigned?.authorIsFirst
    ? { clauses, first: author, second: reviewer }
    : { clauses, first: reviewer, second: author }
}
