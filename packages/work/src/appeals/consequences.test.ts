import { expect, test } from "vitest"
import { findConsequence } from "./consequences.ts"
import { wilson90 } from "./figures.ts"

test.each([
  [19, 19, "none"],
  [0, 20, "none"],
  [6, 20, "none"],
  [7, 20, "outside"],
  [11, 20, "outside"],
  [12, 20, "suspended"],
  [20, 20, "suspended"],
] as const)("REQ-3: %d of %d appeals overturned: %s", (overturned, appeals, expected) => {
  expect(findConsequence(overturned, appeals)).toBe(expected)
})

test("REQ-3: a bound is passed exactly where the lower end of the interval is above it", () => {
  for (let n = 20; n < 120; n++)
    for (let k = 0; k <= n; k++) {
      const { low } = wilson90(k, n)
      expect(findConsequence(k, n)).toBe(low > 0.4 ? "suspended" : low > 0.2 ? "outside" : "none")
    }
})
