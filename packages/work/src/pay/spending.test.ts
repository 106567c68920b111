import fc from "fast-check"
import { expect, test } from "vitest"
import { forecastFinish } from "../forecast.ts"
import { forecastSpending, tellSpending } from "./spending.ts"

test("what was paid on a day stands in the part in which its receiver reads it, and nothing is lost", () => {
  const movements = [
    { day: 8, kind: "earn", amountMicros: 5 },
    { day: 7, kind: "top_up", amountMicros: 3 },
    { day: 7, kind: "earn", amountMicros: 10 },
    { day: 7, kind: "bonus", amountMicros: 2 },
    { day: 8, kind: "compensation", amountMicros: 4 },
    { day: 8, kind: "review_time", amountMicros: 6 },
  ] as const
  expect(tellSpending(movements)).toEqual([
    { day: 7, sentMicros: 10, addedMicros: 3, bonusMicros: 2, reviewMicros: 0 },
    { day: 8, sentMicros: 5, addedMicros: 0, bonusMicros: 0, reviewMicros: 10 },
  ])
  expect(tellSpending([])).toEqual([])
  expect(() => tellSpending([{ day: 1, kind: "payout", amountMicros: -9 }])).toThrow("NOT_SPENT_ON_WORK")
})

const OF = { paidMicros: 1_000, expectedMicros: 600, quotedMicros: 900 }

test("the line ahead reaches what finishing costs on the day on which the work is done, and stays there", () => {
  const ahead = forecastSpending(OF, { days: 2, earliestDays: 1.5, latestDays: 3.2 })
  expect(ahead.map(({ micros }) => micros)).toEqual([1_300, 1_600, 1_600, 1_600])
  expect(ahead.at(-1)).toEqual({ daysAhead: 4, micros: 1_600, lowMicros: 1_600, highMicros: 1_900 })
  expect(ahead[0]).toEqual({ daysAhead: 1, micros: 1_300, lowMicros: 1_188, highMicros: 1_600 })
})

test("work whose latest end nobody can name is told for twice its time, thirty days at most, and at least nothing more is paid", () => {
  expect(
    forecastSpending(OF, { days: 1.2, earliestDays: 1, latestDays: null }).map(({ lowMicros }) => lowMicros),
  ).toEqual([1_000, 1_000, 1_000])
  const ahead = forecastSpending(OF, { days: 100, earliestDays: 50, latestDays: null })
  expect(ahead).toHaveLength(30)
  expect(ahead.at(-1)).toEqual({ daysAhead: 30, micros: 1_180, lowMicros: 1_000, highMicros: 1_540 })
})

test("whatever the pace was, the line never falls and lies in its interval", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }), fc.nat(2_000), (perDay, left) => {
      const finish = forecastFinish(left, perDay, 0)
      fc.pre(finish !== null)
      let before = OF.paidMicros
      for (const { micros, lowMicros, highMicros } of forecastSpending(OF, finish)) {
        expect(lowMicros).toBeLessThanOrEqual(micros)
        expect(highMicros).toBeGreaterThanOrEqual(micros)
        expect(micros).toBeGreaterThanOrEqual(before)
        before = micros
      }
    }),
  )
})
