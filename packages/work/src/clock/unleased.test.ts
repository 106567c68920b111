import { expect, test } from "vitest"
import { creditBreak, creditGuideline, creditReading } from "./unleased.ts"

test("reading of decisions counts for ten minutes a day, of a guideline for ten minutes a version", () => {
  for (const credit of [creditReading, creditGuideline]) {
    expect(credit(240, 0)).toBe(240)
    expect(credit(240, 500)).toBe(100)
    expect(credit(240, 600)).toBe(0)
    expect(credit(240, 900)).toBe(0)
  }
})

test.each([
  { taken: 300, active: 3_600, before: 0, counts: 300 },
  { taken: 400, active: 3_600, before: 0, counts: 300 },
  { taken: 100, active: 3_600, before: 250, counts: 50 },
  { taken: 100, active: 1_799, before: 0, counts: 100 },
  { taken: 300, active: 600, before: 0, counts: 50 },
  { taken: 300, active: 600, before: 80, counts: 0 },
])(
  "WEL-2: of a break of $taken s after $active active s, $before before, $counts count",
  ({ taken, active, before, counts }) => {
    expect(creditBreak(taken, active, before)).toBe(counts)
  },
)
