/** A day of 24 hours: calendars here are cut by what the reader's clock is ahead of UTC. */
export const DAY_MS = 86_400_000

/** When the day of a moment began on a calendar that is so many minutes ahead of UTC. */
export function dayBeganAtMs(nowMs: number, utcOffsetMinutes: number): number {
  const offsetMs = utcOffsetMinutes * 60_000
  return Math.floor((nowMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs
}

/** When that day ends: a work session ends with it. */
export function midnightAfter(nowMs: number, utcOffsetMinutes: number): number {
  return dayBeganAtMs(nowMs, utcOffsetMinutes) + DAY_MS
}
