/**
 * Two people who agreed that one reads what the other errs in. It begins with a request that names nobody; somebody who mentors there
 * offers to, and the learner says yes: before that nothing of theirs is read.
 */
export interface MentorPair {
  readonly learnerId: number
  readonly mentorId: number | null
  readonly offeredAtMs: number | null
  readonly acceptedAtMs: number | null
  readonly endedAtMs: number | null
}

/** How far two people have come. */
type PairState = "asked" | "offered" | "paired" | "ended"

/** Where a request stands, from the times at which each said something. */
export function pairState({ mentorId, acceptedAtMs, endedAtMs }: MentorPair): PairState {
  if (endedAtMs !== null) return "ended"
  if (acceptedAtMs !== null) return "paired"
  return mentorId === null ? "asked" : "offered"
}

/** Who wants to mentor, as their membership says. */
export interface WouldMentor {
  readonly id: number
  /** Whoever owns a project reads nothing of its people's errors. */
  readonly isOwner: boolean
  /** They reach what is asked of mentors, or the owner named them. */
  readonly isAdmitted: boolean
  readonly offers: boolean
}

/** Why somebody cannot offer to mentor in a project at all; null where they can. */
export function whyNotMentor({ isOwner, isAdmitted }: Pick<WouldMentor, "isOwner" | "isAdmitted">) {
  if (isOwner) return "owner" as const
  return isAdmitted ? null : ("criteria" as const)
}

/** Why somebody cannot take up a request. Of two who do so at once the second reads that it is taken. */
export function whyNotOffer(pair: MentorPair, who: WouldMentor) {
  if (who.id === pair.learnerId) return "own" as const
  const why = whyNotMentor(who)
  if (why !== null) return why
  if (!who.offers) return "not_offering" as const
  const state = pairState(pair)
  if (state === "ended") return "ended" as const
  return state === "asked" ? null : ("taken" as const)
}

/** Why a learner cannot answer an offer: it is theirs alone to answer, and only while one stands. */
export function whyNotAnswer(pair: MentorPair, personId: number) {
  if (pair.learnerId !== personId) return "not_yours" as const
  return pairState(pair) === "offered" ? null : ("no_offer" as const)
}

/** What somebody's click makes of a pair: a mentor who only offered leaves the request to others; everything else is over. */
export function whatEnds(pair: MentorPair, personId: number): "withdrawn" | "ended" | "not_yours" | "over" {
  const isLearner = pair.learnerId === personId
  if (!isLearner && pair.mentorId !== personId) return "not_yours"
  const state = pairState(pair)
  if (state === "ended") return "over"
  return state === "offered" && !isLearner ? "withdrawn" : "ended"
}

/** Whether somebody may read what a learner errs in, and write notes on their answers: the mentor alone, while both want it. */
export function mayRead(pair: MentorPair, who: Pick<WouldMentor, "id" | "isOwner">): boolean {
  return pairState(pair) === "paired" && pair.mentorId === who.id && !who.isOwner
}

/** Answers of a learner that their mentor reads at once. */
export const ANSWERS_READ = 10
