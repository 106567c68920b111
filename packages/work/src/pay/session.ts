/** A session ends after this long without a lease. */
export const IDLE_MS = 30 * 60_000
/** A session ends after this much active time. */
export const LONGEST_SECONDS = 4 * 3_600

/** A person's leases in one project that are paid together. */
export interface SessionTimes {
  /** Leases that are in hand. */
  readonly openLeases: number
  /** When the last lease that is over ended, or the first one began. */
  readonly lastLeaseMs: number
  readonly activeSeconds: number
  /** The end of the person's day on which it began. */
  readonly midnightMs: number
}

/** Why no further lease joins a session, in the order of the numbers that are stored: it takes a new one. */
export const SESSION_ENDS = ["idle", "long", "midnight"] as const
/** Why it is over; its place in {@link SESSION_ENDS} is the number stored. */
export type SessionEnd = (typeof SESSION_ENDS)[number]

/**
 * Why a session is over, or null while it goes on (work-rules 2.1): half an hour without a lease, four active hours, or midnight where
 * the person is. A new lease then begins another session.
 */
export function whyOver(session: SessionTimes, nowMs: number): SessionEnd | null {
  if (nowMs >= session.midnightMs) return "midnight"
  if (session.activeSeconds >= LONGEST_SECONDS) return "long"
  return session.openLeases === 0 && nowMs - session.lastLeaseMs >= IDLE_MS ? "idle" : null
}

/**
 * Whether a session is closed now: it is over, and none of its leases is in hand. A lease belongs to the session in which it was made
 * and is paid with it, also past midnight; it ends by its own deadline at the latest.
 */
export function isToClose(session: SessionTimes, nowMs: number): boolean {
  return session.openLeases === 0 && whyOver(session, nowMs) !== null
}
