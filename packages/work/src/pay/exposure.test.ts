import { expect, test } from "vitest"
import type { CaseStatus } from "../decisions/judgement.ts"
import { type ExposedAssignment, exposedCap, exposureLimit, measureExposure } from "./exposure.ts"

test.each([
  [0, 1_200],
  [1, 3_600],
  [4, 3_600],
  [5, 14_400],
  [19, 14_400],
  [20, Number.POSITIVE_INFINITY],
])("ACC-8: with %d decided answers a person may have %d s of undecided work", (decided, seconds) => {
  expect(exposureLimit(decided)).toBe(seconds)
})

test.each([
  ["is its own within the limit", 600, 0, 0, 600],
  ["is what is left for somebody new", 900, 600, 0, 600],
  ["is none when too little is left", 900, 1_100, 0, null],
  ["may be small where the task is", 60, 1_140, 0, 60],
  ["is none for a small task either when that is not left", 60, 1_141, 0, null],
  ["is its own for somebody who is known", 3_600, 90_000, 20, 3_600],
] as const)("ACC-8: the cap of the next lease %s", (_name, cap, undecided, decided, expected) => {
  expect(exposedCap(cap, undecided, decided)).toBe(expected)
})

test("ACC-8: undecided work and the next cap together never exceed the limit", () => {
  for (let undecided = 0; undecided < 15_000; undecided += 53)
    for (const decided of [0, 1, 5])
      for (const cap of [60, 120, 700, 3_600]) {
        const next = exposedCap(cap, undecided, decided)
        if (next !== null) expect(undecided + next).toBeLessThanOrEqual(exposureLimit(decided))
      }
})

test("ACC-8: undecided are answers that nobody decided and the whole caps of what is in hand", () => {
  const sent = (status: CaseStatus, reopened = 0): ExposedAssignment => {
    return { isOpen: false, capSeconds: 600, sentSeconds: 50, case: { status, reopened } }
  }
  const open: ExposedAssignment = { isOpen: true, capSeconds: 600, sentSeconds: 0, case: null }
  const expired: ExposedAssignment = { isOpen: false, capSeconds: 600, sentSeconds: 0, case: null }
  expect(measureExposure([open, expired])).toEqual({ undecidedSeconds: 600, decidedAnswers: 0 })
  const undecided = [sent("submitted"), sent("returned"), sent("proposed")]
  expect(measureExposure(undecided)).toEqual({ undecidedSeconds: 150, decidedAnswers: 0 })
  const decided = [sent("accepted"), sent("auto_accepted"), sent("rejected"), sent("appealed"), sent("stands")]
  expect(measureExposure(decided)).toEqual({ undecidedSeconds: 0, decidedAnswers: 5 })
  // Seen in a random history: a limit of an hour fell to 20 minutes when a sibling was reopened.
  expect(measureExposure([sent("proposed", 1)])).toEqual({ undecidedSeconds: 0, decidedAnswers: 1 })
})
