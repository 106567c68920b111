const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30 }
const HOUR_MS = 3_600_000

/** The moment a parameter means, to the hour, so that the question stays the same while it is asked; null for no limit. */
export function sinceMs(param: string | undefined, nowMs: number): number | null {
  const days = param === undefined ? undefined : DAYS[param]
  return days === undefined ? null : Math.floor(nowMs / HOUR_MS) * HOUR_MS - days * 24 * HOUR_MS
}
