import { expect, test } from "vitest"
import { forecastBudget, readingSeconds } from "./budget.ts"
import type { Quote } from "./quote.ts"

const QUOTE: Quote = {
  basis: "measured",
  medianSeconds: 50,
  lowerSeconds: 48,
  meanSeconds: 60,
  upperSeconds: 70,
  priceMicros: 48_000,
  quotedMicros: 70_000,
}
const FACTS = {
  freeMicros: 1_000_000,
  reservedMicros: 200_000,
  answersLeft: 100,
  besideMicros: 5_000,
  answersPerDay: 10,
  ...{ people: 1, sessionMicros: 2_000_000, readingMicros: 60_000 },
}

test("finishing costs the mean, is asked for at its upper end with one session's reserve, and what is there counts", () => {
  expect(forecastBudget(FACTS, QUOTE, 3_600_000)).toEqual({
    ...{ expectedMicros: 6_500_000, quotedMicros: 7_500_000, atOnceMicros: 9_500_000, missingMicros: 8_300_000 },
    ...{ lastsDays: 1, isRunningOut: true },
  })
})

test("each of the people at once holds a session's reserve, at most what the rest costs, at least the reading; no more than answers are left", () => {
  const atOnce = (more: Partial<typeof FACTS>) => forecastBudget({ ...FACTS, ...more }, QUOTE, 3_600_000).atOnceMicros
  expect(atOnce({ people: 5 })).toBe(7_500_000 + 5 * 2_000_000)
  expect(atOnce({ people: 5, sessionMicros: 9_000_000 })).toBe(6 * 7_500_000)
  expect(atOnce({ people: 5, answersLeft: 2 })).toBe(150_000 + 2 * 150_000)
  expect(atOnce({ people: 5, answersLeft: 2, readingMicros: 400_000 })).toBe(150_000 + 2 * 400_000)
  expect(atOnce({ people: 5, answersLeft: 0 })).toBe(0)
})

test.each([
  ["enough is there", { freeMicros: 8_000_000 }, null, false],
  ["nobody works", { answersPerDay: 0, freeMicros: 3_000_000 }, null, false],
  ["nobody works, and one more session is too much", { answersPerDay: 0 }, null, true],
  ["it lasts a while", { freeMicros: 5_000_000 }, 8, false],
  ["it lasts two days", { freeMicros: 1_100_000 }, 2, true],
  ["nothing is left to do", { answersLeft: 0 }, null, false],
])("a budget when %s", (_name, more, lastsDays, isRunningOut) =>
  expect(forecastBudget({ ...FACTS, ...more }, QUOTE, 3_600_000)).toMatchObject({ lastsDays, isRunningOut }),
)

test("a guideline is read at a hundred words a minute, and paid for ten minutes at most", () => {
  expect(readingSeconds("")).toBe(0)
  expect(readingSeconds("one two  three\nfour five")).toBe(3)
  expect(readingSeconds("word ".repeat(9_000))).toBe(600)
})
