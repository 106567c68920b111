import { describe, expect, test } from "vitest"
import { isDue, markAfter } from "./due.ts"

describe("a new answer is a reason to look at its task", () => {
  test.each([
    { name: "the first of three", state: "open", submitted: 1, overlap: 3, due: false },
    { name: "the second of three", state: "waiting", submitted: 2, overlap: 3, due: false },
    { name: "the third of three", state: "waiting", submitted: 3, overlap: 3, due: true },
    { name: "the only one of one", state: "open", submitted: 1, overlap: 1, due: true },
    { name: "one more than are wanted now", state: "waiting", submitted: 3, overlap: 2, due: true },
    { name: "one that came late to what is final", state: "settled", submitted: 1, overlap: 3, due: true },
    { name: "one that reviewers have before them", state: "disputed", submitted: 1, overlap: 3, due: true },
    {
      name: "one of an excluded picture, for when it is included again",
      state: "excluded",
      submitted: 1,
      overlap: 3,
      due: true,
    },
  ])("$name: $due", ({ due, ...task }) => {
    expect(isDue(task)).toBe(due)
  })
})

describe("what an answer makes of its task's mark", () => {
  const first = { wasSent: false, isGold: false }
  test("a correction is always looked at", () => {
    expect(markAfter({ wasSent: true, isGold: false }, { state: "waiting", submitted: 1, overlap: 3 }, 3)).toBe(1)
    expect(markAfter({ wasSent: true, isGold: true }, { state: "settled", submitted: 1, overlap: 1 }, 3)).toBe(1)
  })
  test("an ordinary one when it is due", () => {
    const marks = [1, 2, 3].map((submitted) => markAfter(first, { state: "waiting", submitted, overlap: 3 }, 3))
    expect(marks).toEqual([0, 0, 1])
  })
  test.each([1, 2, 3, 20])("gold as often as an ordinary task that wants %i answers", (wanted) => {
    const gold = { wasSent: false, isGold: true }
    const marks = Array.from({ length: 60 }, (_, n) =>
      markAfter(gold, { state: "settled", submitted: n + 1, overlap: n + 1 }, wanted),
    )
    expect(marks.filter((mark) => mark === 1)).toHaveLength(60 / wanted)
    expect(marks.filter((mark) => mark === 0)).toHaveLength(0)
  })
})
