/** Missing time that is granted at once: this much of a session's counted time. */
const GRANTED_SHARE = 0.1
/** And this many seconds a day. */
export const GRANTED_PER_DAY = 600
/** How long a claim waits for somebody; then it is granted. */
export const CLAIM_ANSWER_MS = 72 * 3_600_000

/** What is known when a person says that time of a session is missing. All in seconds. */
export interface ClaimFacts {
  readonly claimedSeconds: number
  /** Counted in the session, without claims. */
  readonly sessionSeconds: number
  /** Granted at once before: in this session, and on this day of the person's. */
  readonly grantedInSession: number
  readonly grantedToday: number
  /** Between the session's first lease and its end, or now. */
  readonly wallSeconds: number
}

/** What becomes of a claim: one part is granted at once, the rest goes to a person. */
interface ClaimAnswer {
  readonly grantedSeconds: number
  readonly askedSeconds: number
}

/**
 * Grants missing time within limits at once (work-rules 2.2): up to a tenth of the session and ten minutes a day. Nothing is refused
 * by rule; what is beyond a person answers within 72 hours. Granted and counted time together never exceed the wall time of the session.
 */
export function decideClaim(facts: ClaimFacts): ClaimAnswer {
  const { claimedSeconds, sessionSeconds, grantedInSession, grantedToday, wallSeconds } = facts
  const rooms = [
    Math.floor(sessionSeconds * GRANTED_SHARE) - grantedInSession,
    GRANTED_PER_DAY - grantedToday,
    wallSeconds - sessionSeconds - grantedInSession,
  ]
  const grantedSeconds = Math.max(0, Math.min(claimedSeconds, ...rooms))
  return { grantedSeconds, askedSeconds: claimedSeconds - grantedSeconds }
}

/** A claim that waits for a person. */
interface OpenClaim {
  readonly askedSeconds: number
  readonly atMs: number
}

/**
 * Seconds of a claim that are granted: what a person said, never more than was asked; after 72 hours of silence all of it. Null while
 * it waits.
 * @param answeredSeconds what somebody granted, null for no answer
 */
export function grantedOf(claim: OpenClaim, answeredSeconds: number | null, nowMs: number): number | null {
  if (answeredSeconds !== null) return Math.min(claim.askedSeconds, Math.max(0, answeredSeconds))
  return nowMs - claim.atMs >= CLAIM_ANSWER_MS ? claim.askedSeconds : null
}
