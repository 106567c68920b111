import { expect, test } from "vitest"
import { changedRatioOf, hoursToDecisionOf } from "./figures.ts"

test("with three answers nothing is said of how many are changed or how long a decision takes (found P16)", () => {
  expect([changedRatioOf({ reviewed: 3, changed: 0 }), hoursToDecisionOf([0, 0, 0])]).toEqual([null, null])
  expect([changedRatioOf({ reviewed: 19, changed: 1 }), changedRatioOf({ reviewed: 20, changed: 1 })]).toEqual([
    null,
    0.05,
  ])
  const hours = (n: number) => Array.from({ length: n }, () => 7_200_000)
  expect([hoursToDecisionOf(hours(19)), hoursToDecisionOf(hours(20))]).toEqual([null, 2])
})
