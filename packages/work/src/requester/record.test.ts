import { expect, test } from "vitest"
import { computeRequesterRecord } from "./record.ts"

const HOUR = 3_600_000
const facts = {
  ...{ people: 5, answers: 200, waitsMs: [1, 2, 3, 4, 10].map((hours) => hours * HOUR) },
  ...{ repliesMs: [5, 5, 6, 7, 8].map((hours) => hours * HOUR), openQuestions: 1, sentBack: 10 },
  doubts: {
    rejections: 4,
    appeals: 3,
    decided: 2,
    overturned: 1,
    consequence: "none" as const,
    suspendedUntilMs: null,
  },
  ...{ guidelineVersions: 2, openMs: 28 * 24 * HOUR, skips: { broken: 3, content: 0 } },
}

test("says how people are treated, from what happened", () => {
  const record = computeRequesterRecord(facts)
  expect(record).toMatchObject({
    ...{ answers: 200, toDecide: { median: 3, ninety: 10, n: 5 }, toReply: { median: 6, n: 5 } },
    ...{ openQuestions: 1, guidelinesPerWeek: 0.5, broken: 3, content: 0 },
    sentBack: { k: 10, n: 200, share: 0.05 },
  })
  expect(record?.sentBack.low).toBeCloseTo(0.03012, 5)
  expect(record?.sentBack.high).toBeCloseTo(0.0819, 4)
})

test("rejections are a share of the answers, overturned ones of the decided appeals; an open appeal is neither", () => {
  const record = computeRequesterRecord(facts)
  expect(record?.rejected).toMatchObject({ k: 4, n: 200, share: 0.02 })
  expect(record?.overturned).toMatchObject({ k: 1, n: 2, share: 0.5 })
  expect(record).toMatchObject({ openAppeals: 1, consequence: "none", suspendedUntilMs: null })
  const none = { ...facts.doubts, appeals: 1, decided: 0, overturned: 0 }
  expect(computeRequesterRecord({ ...facts, doubts: none })?.overturned).toBeNull()
})

test("what was sent back twice is one answer, never more than all", () => {
  expect(computeRequesterRecord({ ...facts, sentBack: 300 })?.sentBack).toMatchObject({ k: 200, share: 1, high: 1 })
})

test("of four people it says nothing at all", () => {
  expect(computeRequesterRecord({ ...facts, people: 4 })).toBeNull()
})

test("times are said from five on; a first week counts as one", () => {
  const young = computeRequesterRecord({ ...facts, waitsMs: [HOUR], repliesMs: [], openMs: HOUR })
  expect(young).toMatchObject({ toDecide: null, toReply: null, guidelinesPerWeek: 2 })
  expect(computeRequesterRecord({ ...facts, answers: 0, sentBack: 0 })?.sentBack).toMatchObject({ low: 0, high: 1 })
})
