const DAY_MS = 86_400_000
/** So long somebody may say beforehand that they are away. */
export const MOST_AWAY_DAYS = 30

/**
 * The moment until which somebody is away who says a day; null where that day is over or more than thirty days ahead.
 * @param dayEndsMs the end of that day on their own clock
 */
export function awayUntilMs(dayEndsMs: number, nowMs: number): number | null {
  // A day of thirty ahead ends up to one day later on somebody's clock.
  return dayEndsMs > nowMs && dayEndsMs <= nowMs + (MOST_AWAY_DAYS + 1) * DAY_MS ? dayEndsMs : null
}

/** Whether nobody draws this person now: what was said ends by itself. */
export function isAway(untilMs: number | null | undefined, nowMs: number): boolean {
  return untilMs != null && nowMs < untilMs
}
