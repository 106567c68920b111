import type { Hours } from "@justesse/types/wire/work"
import type { z } from "zod"

type HoursShown = z.infer<typeof Hours>
export type SessionRow = HoursShown["sessions"][number]
export type ClaimRow = HoursShown["claims"][number]

/** What somebody worked on one day, by session. */
interface DayOfSessions {
  readonly day: string
  readonly seconds: number
  readonly sessions: readonly SessionRow[]
}

/** Sessions by day, in the order in which they come. */
export function daysOf(sessions: readonly SessionRow[]): DayOfSessions[] {
  const days = new Map<string, SessionRow[]>()
  for (const session of sessions) days.set(session.day, [...(days.get(session.day) ?? []), session])
  return [...days].map(([day, own]) => ({
    day,
    seconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
    sessions: own,
  }))
}

/** The day on which a session began, by its number: what a session over midnight pays stands there, once. */
export function firstDays(sessions: readonly SessionRow[]): ReadonlyMap<number, string> {
  const first = new Map<number, string>()
  for (const { session, day } of sessions) {
    if (session === null) continue
    const known = first.get(session)
    if (known === undefined || day < known) first.set(session, day)
  }
  return first
}

/** Work on tasks in a session: all that is counted but reading, breaks and what was added. */
export function workedSeconds(session: SessionRow): number {
  return (
    session.seconds -
    session.readingSeconds -
    session.reviewSeconds -
    session.mentoringSeconds -
    session.breakSeconds -
    session.claimedSeconds
  )
}

/** The last days that a span shows, today included: the week from its Monday on, the one before it, or so many days. */
export function spanOf(span: "week" | "last" | "30" | "366", todayMs: number): { fromMs: number; days: number } {
  const DAY_MS = 86_400_000
  if (span === "30" || span === "366") return { fromMs: todayMs - (Number(span) - 1) * DAY_MS, days: Number(span) }
  const sinceMonday = (new Date(todayMs).getDay() + 6) % 7
  if (span === "week") return { fromMs: todayMs - sinceMonday * DAY_MS, days: sinceMonday + 1 }
  return { fromMs: todayMs - (sinceMonday + 7) * DAY_MS, days: 7 }
}
