import { expect, test } from "vitest"
import { forecastBudget, isRunningOut } from "./budget.ts"
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
}

test("finishing costs the mean, is asked for at its upper end, and what is there counts", () => {
  expect(forecastBudget(FACTS, QUOTE, 3_600_000)).toEqual({
    expectedMicros: 6_500_000,
    quotedMicros: 7_500_000,
    missingMicros: 6_300_000,
    lastsDays: 1,
  })
})

test.each([
  ["enough is there", { freeMicros: 8_000_000 }, 0, null, false],
  ["nobody works", { answersPerDay: 0 }, 6_300_000, null, false],
  ["it lasts a while", { freeMicros: 5_000_000 }, 2_300_000, 8, false],
  ["it lasts two days", { freeMicros: 1_100_000 }, 6_200_000, 2, true],
  ["nothing is left to do", { answersLeft: 0 }, 0, null, false],
])("a budget when %s", (_name, more, missingMicros, lastsDays, isSoon) => {
  const budget = forecastBudget({ ...FACTS, ...more }, QUOTE, 3_600_000)
  expect(budget).toMatchObject({ missingMicros, lastsDays })
  expect(isRunningOut(budget)).toBe(isSoon)
})
