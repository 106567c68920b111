import { describe, expect, test } from "vitest"
import { region } from "../testing/regions.ts"
import { auditSum, countReasons, sumReviewAudits } from "./audits.ts"

const look = (reviewer: string, disagreements: number, same: number, severity = 0) => ({
  reviewer,
  atMs: 86_400_000,
  differences: disagreements,
  same,
  severity,
})
const box = (x: number, label = "crate") => region(`r${x}`, [x, 0, 50, 50], { label })

describe("what second looks say", () => {
  test("decisions that were not shared are counted in all and by the reviewer who decided first", () => {
    const sums = sumReviewAudits([look("z", 10, 9, 0.5), look("a", 5, 5), look("z", 10, 10)])
    expect([sums.all.right, sums.all.all]).toEqual([1, 25])
    expect(sums.reviewers.map(({ reviewer, items }) => [reviewer, items])).toEqual([
      ["a", 5],
      ["z", 20],
    ])
    expect(sums.reviewers[1]?.error?.mean).toBe(0.05)
    expect(sums.reviewers[1]?.severity?.mean).toBe(0.5)
    expect(sums.reviewers[0]?.severity).toBeNull()
    expect(sums.slots).toHaveLength(1)
  })

  test("no second look is no figure", () => {
    expect(sumReviewAudits([])).toMatchObject({ slots: [], reviewers: [] })
  })
})

describe("reasons", () => {
  test("are counted by clause and code, the most frequent first", () => {
    const reason = (code: string, clause: string | null) => ({ code, clause })
    expect(
      countReasons([reason("missed", null), reason("label", "2.1"), reason("edges", null), reason("label", "2.1")]),
    ).toEqual([
      { code: "label", clause: "2.1", count: 2 },
      { code: "edges", clause: null, count: 1 },
      { code: "missed", clause: null, count: 1 },
    ])
  })
})

describe("what stopping early costs", () => {
  test("is the share of boxes in which the early answer differs from the full one", () => {
    const same = { early: [box(0)], final: [box(0)] }
    const other = { early: [box(0), box(100)], final: [box(0), box(100, "sack")] }
    const sum = auditSum([same, other, { early: [], final: [] }])
    expect([sum.right, sum.all, sum.pictures]).toEqual([2, 7, 3])
  })
})
