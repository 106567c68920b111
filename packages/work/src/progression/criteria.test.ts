import { describe, expect, test } from "vitest"
import { criteriaOf, type ProgressFacts, reaches } from "./criteria.ts"

const facts = (change: Partial<ProgressFacts> = {}): ProgressFacts => ({
  ...{ accepted: 100, compared: { stood: 95, n: 100 }, activeSeconds: 5 * 3_600, usefulNotes: 0 },
  ...change,
})

describe("what a step asks", () => {
  test("is reached by all of it, and by nothing less", () => {
    expect(reaches("mentor", facts())).toBe(true)
    expect(reaches("mentor", facts({ accepted: 99 }))).toBe(false)
    expect(reaches("mentor", facts({ activeSeconds: 5 * 3_600 - 1 }))).toBe(false)
    expect(reaches("mentor", facts({ compared: { stood: 80, n: 100 } }))).toBe(false)
    expect(reaches("reviewer", facts({ accepted: 300, activeSeconds: 72_000 }))).toBe(false)
    expect(reaches("reviewer", facts({ accepted: 300, activeSeconds: 72_000, usefulNotes: 5 }))).toBe(true)
  })

  test("says each value, and the accuracy by the lower end of its interval", () => {
    const [accepted, accuracy, hours] = criteriaOf("mentor", facts({ activeSeconds: 3_599 }))
    expect(accepted).toMatchObject({ name: "accepted", value: 100, least: 100, isMet: true, over: null })
    expect(accuracy?.over).toMatchObject({ ratio: 0.95, n: 100 })
    expect(accuracy?.value).toBe(accuracy?.over?.low)
    expect(accuracy?.value).toBeLessThan(0.95)
    expect(hours).toMatchObject({ value: 0.9, isMet: false })
  })

  test("says no accuracy over a few answers, however good they are", () => {
    const [, accuracy] = criteriaOf("mentor", facts({ compared: { stood: 19, n: 19 } }))
    expect(accuracy).toMatchObject({ value: null, over: null, isMet: false })
  })

  test("more of anything never takes back what was reached", () => {
    for (const step of ["mentor", "reviewer"] as const)
      for (let n = 0; n < 400; n += 20) {
        const before = facts({ accepted: n, compared: { stood: n, n }, activeSeconds: n * 300, usefulNotes: n })
        const after = facts({
          ...{ accepted: n + 1, compared: { stood: n + 1, n: n + 1 }, activeSeconds: n * 301, usefulNotes: n + 1 },
        })
        expect(reaches(step, before) && !reaches(step, after)).toBe(false)
      }
  })
})
