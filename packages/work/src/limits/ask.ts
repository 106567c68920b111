import type { LimitReached, OwnLimits } from "@justesse/types/pace/limits"
import { DAY_MS, dayBeganAtMs } from "../clock/day.ts"

/** How long somebody goes on past their limits when they say so. */
export const MORE_MS = 3_600_000
/** So long a rest between two days of work is worth a word. */
const REST_MS = 11 * 3_600_000

/** Where somebody stands: counted seconds of their calendar's day and week, and their clock. */
interface WorkedSoFar {
  readonly todaySeconds: number
  readonly weekSeconds: number
  readonly nowMs: number
  readonly utcOffsetMinutes: number
}

function isQuiet({ from, until }: NonNullable<OwnLimits["quiet"]>, minute: number): boolean {
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until
}

/**
 * The limit at which somebody is asked whether to go on before another task begins; null for none. What they hold already is theirs to
 * finish, and counts (WEL-3).
 */
export function limitReached(limits: OwnLimits, at: WorkedSoFar): LimitReached | null {
  if (limits.moreUntilMs !== null && at.nowMs < limits.moreUntilMs) return null
  if (limits.day !== null && at.todaySeconds >= limits.day * 60) return "day"
  if (limits.week !== null && at.weekSeconds >= limits.week * 60) return "week"
  const minute = Math.floor((at.nowMs - dayBeganAtMs(at.nowMs, at.utcOffsetMinutes)) / 60_000)
  return limits.quiet !== null && isQuiet(limits.quiet, minute) ? "quiet" : null
}

/** Until when eleven hours of rest last since the last work of an earlier day; null where they are over, or work has begun. */
export function restUntilMs(lastWorkMs: number | null, { todaySeconds, nowMs }: WorkedSoFar): number | null {
  if (lastWorkMs === null || todaySeconds > 0 || nowMs - lastWorkMs >= REST_MS) return null
  return lastWorkMs + REST_MS
}

/** When the week of a moment began on its reader's calendar; weeks begin on Monday. */
export function weekBeganAtMs(nowMs: number, utcOffsetMinutes: number): number {
  const today = dayBeganAtMs(nowMs, utcOffsetMinutes)
  // 1970-01-01 was a Thursday.
  const sinceMonday = (Math.floor((today + utcOffsetMinutes * 60_000) / DAY_MS) + 3) % 7
  return today - sinceMonday * DAY_MS
}
