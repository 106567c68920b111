import { describe, expect, test } from "vitest"
import { isDue } from "./due.ts"

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
