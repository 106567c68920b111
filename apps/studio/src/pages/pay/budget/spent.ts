import type { Spending } from "@justesse/types/wire/pay"
import { type Forecast, forecastFinish } from "@justesse/work/forecast"
import { forecastSpending } from "@justesse/work/pay/spending"
import type { Money } from "./state.ts"

const DAY_MS = 86_400_000
/** Days until today that the line has at most; what was spent before stands at its beginning. */
const MOST_PAST = 30

type Parts = Omit<Spending["days"][number], "day">

/** A day of the line: what was paid in all by its end, or will be, and between which two. */
export interface SpentPoint {
  readonly day: string
  readonly value: number
  readonly low: number
  readonly high: number
  /** What was paid on the day itself; null ahead. */
  readonly parts: Parts | null
}

const NOTHING: Parts = { sentMicros: 0, addedMicros: 0, bonusMicros: 0, reviewMicros: 0 }
const sumOf = (parts: Parts) => parts.sentMicros + parts.addedMicros + parts.bonusMicros + parts.reviewMicros
const after = (day: string, days: number) =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** What was spent in all, by what it was for. */
export function sumParts(days: Spending["days"]): Parts {
  return days.reduce<Parts>(
    (sum, day) => ({
      sentMicros: sum.sentMicros + day.sentMicros,
      addedMicros: sum.addedMicros + day.addedMicros,
      bonusMicros: sum.bonusMicros + day.bonusMicros,
      reviewMicros: sum.reviewMicros + day.reviewMicros,
    }),
    NOTHING,
  )
}

/** The end of the work at the pace of the last days; null where nothing is left or nothing can be said. */
export function finishAt(
  { answersPerDay }: Spending,
  money: Pick<Money, "answersLeft">,
  nowMs: number,
): Forecast | null {
  return money.answersLeft === 0 ? null : forecastFinish(money.answersLeft, answersPerDay, nowMs)
}

/** The line until today, every day of it, and ahead where its end can be told. Empty before anything was spent. */
export function spentLine(
  { days }: Spending,
  { expectedMicros, quotedMicros }: Pick<Money, "expectedMicros" | "quotedMicros">,
  finish: Forecast | null,
  today: string,
): SpentPoint[] {
  const first = days[0]?.day
  if (first === undefined) return []
  const byDay = new Map(days.map(({ day, ...parts }) => [day, parts]))
  const earliest = after(today, 1 - MOST_PAST)
  const points: SpentPoint[] = []
  let value = 0
  for (let day = first; day <= today; day = after(day, 1)) {
    const parts = byDay.get(day) ?? NOTHING
    value += sumOf(parts)
    if (day >= earliest) points.push({ day, value, low: value, high: value, parts })
  }
  if (!finish || expectedMicros === null || quotedMicros === null) return points
  const ahead = forecastSpending({ paidMicros: value, expectedMicros, quotedMicros }, finish)
  for (const { daysAhead, micros, lowMicros, highMicros } of ahead)
    points.push({ day: after(today, daysAhead), value: micros, low: lowMicros, high: highMicros, parts: null })
  return points
}
