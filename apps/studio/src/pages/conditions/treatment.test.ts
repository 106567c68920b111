import { findConsequence, LEAST_APPEALS, OUTSIDE_ABOVE, SUSPENDED_ABOVE } from "@justesse/work/appeals/consequences"
import { wilson90 } from "@justesse/work/appeals/figures"
import { computeRequesterRecord } from "@justesse/work/requester/record"
import { expect, test } from "vitest"
import { distanceOf, firstSentence, hourAxis } from "./treatment.ts"

const HOUR = 3_600_000
const doubts = {
  rejections: 4,
  undone: 0,
  appeals: 0,
  decided: 0,
  overturned: 0,
  consequence: "none" as const,
  suspendedUntilMs: null,
}
const recordOf = (people: number, waitsMs: readonly number[]) =>
  computeRequesterRecord({
    ...{ people, answers: 200, repliesMs: [], openQuestions: 0, sentBack: 9, doubts, sessions: null, nowMs: 0 },
    sent: waitsMs.map((decidedAtMs) => ({ sentAtMs: 0, decidedAtMs })),
    ...{ guidelineVersions: 1, openMs: 28 * 24 * HOUR, skips: { broken: 0, content: 0 } },
    ...{ incidents: { declared: 0, open: 0 }, refusals: { stretches: 0, refused: 0 } },
  })

test("the page begins with what is known: nothing under five people, rejections alone without times, and both", () => {
  expect(firstSentence(recordOf(4, []))).toEqual({ key: "leadFew" })
  expect(firstSentence(recordOf(5, [HOUR]))).toEqual({ key: "leadNone", share: 0.02, hours: 0 })
  expect(
    firstSentence(
      recordOf(
        5,
        [1, 2, 3, 4, 5].map((hours) => hours * HOUR),
      ),
    ),
  ).toEqual({ key: "lead", share: 0.02, hours: 3 })
})

const overturned = (k: number, n: number) => ({ k, n, share: k / n, ...wilson90(k, n) })

test("the distance is said in appeals until there are enough of them, then as what is surely overturned", () => {
  expect(distanceOf(null)).toEqual({ key: "soFar", k: 0, n: LEAST_APPEALS })
  expect(distanceOf(overturned(4, 4))).toEqual({ key: "soFar", k: 4, n: LEAST_APPEALS })
  expect(distanceOf(overturned(0, LEAST_APPEALS))).toEqual({ key: "lowerEnd", share: 0 })
})

test("what the page says of the distance and what follows by the rule are the same, for every outcome of 60 appeals", () => {
  for (let n = 1; n <= 60; n++)
    for (let k = 0; k <= n; k++) {
      const distance = distanceOf(overturned(k, n))
      const sure = distance.key === "soFar" ? 0 : distance.share
      const follows = sure > SUSPENDED_ABOVE ? "suspended" : sure > OUTSIDE_ABOVE ? "outside" : "none"
      expect([k, n, follows]).toEqual([k, n, findConsequence(k, n)])
    }
})

test("the axis of an hour holds floor and sessions between whole numbers, whatever they are", () => {
  const hour = (p10Micros: number, p90Micros: number) => ({
    ...{ sessions: 9, raised: 1, p10Micros, p50Micros: p10Micros, p90Micros },
  })
  expect(hourAxis(hour(12_000_000, 14_600_000), 12_000_000)).toEqual([10_000_000, 18_000_000])
  for (const [low, high, floor] of [
    [1, 1, 1],
    [12_340_000, 98_700_000, 12_000_000],
    [20_000_000, 20_000_000, 4_000_000],
  ] as const) {
    const [from, to] = hourAxis(hour(low, high), floor)
    expect([from <= Math.min(low, floor), to >= Math.max(high, floor), from >= 0]).toEqual([true, true, true])
    expect([(from + to) % 4_000_000, from % 2_000_000]).toEqual([0, 0])
  }
})
