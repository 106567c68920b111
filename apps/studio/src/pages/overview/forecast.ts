import type { Overview } from "@justesse/types/wire/project"
import { type Forecast, forecastFinish } from "@justesse/work/forecast"

/** Answers of each finished day, oldest first, with the days on which nobody worked; today's is left out. */
export function finishedDays(overview: Overview, today: string): number[] {
  const byDay = new Map(overview.days.map((day) => [day.day, day.answers]))
  const first = overview.days[0]?.day
  if (!first) return []
  const days: number[] = []
  for (let at = Date.parse(`${first}T12:00:00Z`); ; at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    if (day >= today) return days
    days.push(byDay.get(day) ?? 0)
  }
}

/** The finish at this pace; null while nothing can be said or nothing is left. */
export function finishOf(overview: Overview, today: string, nowMs: number): Forecast | null {
  if (overview.answersLeft === 0) return null
  return forecastFinish(overview.answersLeft, finishedDays(overview, today), nowMs)
}

/** Share of the tasks that are settled; the excluded ones are not counted. Several may be about one picture. */
export function finalShare({ counts }: Pick<Overview, "counts">): number {
  const { excluded: _, ...counting } = counts
  const counted = Object.values(counting).reduce((sum, count) => sum + count, 0)
  return counted > 0 ? (counts.settled ?? 0) / counted : 0
}
