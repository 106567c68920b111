import { expect, test } from "vitest"
import { computeAppealFigures, wilson90 } from "./figures.ts"

const HOUR = 3_600_000
const appeal = (hours: number | null, isOverturned = false) => ({
  appealedAtMs: 0,
  decidedAtMs: hours === null ? null : hours * HOUR,
  isOverturned,
})

test("APP-5: rejections, appeals, overturned ones with a 90 % interval, and the median hours to the answer", () => {
  const figures = computeAppealFigures(9, [appeal(10, true), appeal(20), appeal(80), appeal(50), appeal(null)])
  expect(figures).toMatchObject({ rejections: 9, appeals: 5, decided: 4, overturned: 1, medianHours: 35 })
  expect(figures.overturnRate?.share).toBe(0.25)
  expect(figures.overturnRate?.low).toBeCloseTo(0.0579, 4)
  expect(figures.overturnRate?.high).toBeCloseTo(0.6438, 4)
})

test("an open appeal is no share of anything, and without a decided one nothing is said", () => {
  expect(computeAppealFigures(2, [appeal(null)])).toMatchObject({ appeals: 1, overturnRate: null, medianHours: null })
  expect(computeAppealFigures(0, [])).toEqual({
    rejections: 0,
    appeals: 0,
    decided: 0,
    overturned: 0,
    overturnRate: null,
    medianHours: null,
  })
  expect(computeAppealFigures(1, [appeal(7, true)]).medianHours).toBe(7)
})

test("the interval holds the share, and ends where there is nothing beyond", () => {
  expect(wilson90(0, 20).low).toBe(0)
  expect(wilson90(20, 20).high).toBe(1)
  for (let n = 1; n < 60; n++)
    for (let k = 0; k <= n; k++) {
      const { low, high } = wilson90(k, n)
      expect(low).toBeLessThanOrEqual(k / n)
      expect(high).toBeGreaterThanOrEqual(k / n)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(1)
    }
})
