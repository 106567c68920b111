const DAY_MS = 86_400_000

/** When the week of a moment began: Monday, midnight, on a calendar so many minutes ahead of UTC. */
export function weekOf(atMs: number, utcOffsetMinutes: number): number {
  const offsetMs = utcOffsetMinutes * 60_000
  const day = Math.floor((atMs + offsetMs) / DAY_MS)
  // 1970-01-01 was a Thursday.
  return (day - ((((day + 3) % 7) + 7) % 7)) * DAY_MS - offsetMs
}
