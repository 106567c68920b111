import { expect, test } from "vitest"
import { computeRequesterRecord } from "./record.ts"

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 30, 12)
/** An answer that was sent so many hours ago, and decided so many hours later; null: by nobody. */
const sent = (agoHours: number, afterHours: number | null) => {
  const sentAtMs = NOW - agoHours * HOUR
  return { sentAtMs, decidedAtMs: afterHours === null ? null : sentAtMs + afterHours * HOUR }
}
const session = (personId: number, paidMicros: number, isRaised = false) => ({
  ...{ personId, paidMicros, seconds: 3_600, isRaised, lastWorkMs: 0, paidAtMs: 0 },
})
const facts = {
  ...{ people: 5, answers: 200, sent: [1, 2, 3, 4, 10].map((hours) => sent(20, hours)), sessions: null, nowMs: NOW },
  ...{ repliesMs: [5, 5, 6, 7, 8].map((hours) => hours * HOUR), openQuestions: 1, sentBack: 10 },
  doubts: {
    rejections: 4,
    undone: 0,
    appeals: 3,
    decided: 2,
    overturned: 1,
    consequence: "none" as const,
    suspendedUntilMs: null,
  },
  ...{ guidelineVersions: 2, openMs: 28 * 24 * HOUR, skips: { broken: 3, content: 0 } },
  ...{ incidents: { declared: 1, open: 0 }, refusals: { stretches: 2, refused: 14 } },
}

test("says how people are treated, from what happened", () => {
  const record = computeRequesterRecord(facts)
  expect(record).toMatchObject({
    ...{ answers: 200, toDecide: { median: 3, ninety: 10, n: 5 }, toReply: { median: 6, n: 5 } },
    ...{ openQuestions: 1, guidelinesPerWeek: 0.5, broken: 3, content: 0, hour: null, bySilence: null },
    ...{ incidents: { declared: 1, open: 0 }, refusals: { stretches: 2, refused: 14 } },
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

test("a rejection that was undone is none of those that hold, and is told as undone", () => {
  const doubts = { ...facts.doubts, undone: 4 }
  const record = computeRequesterRecord({ ...facts, doubts })
  expect(record?.rejected).toMatchObject({ k: 0, n: 200, share: 0, undone: 4 })
  const some = computeRequesterRecord({ ...facts, doubts: { ...doubts, undone: 1 } })
  expect(some?.rejected).toMatchObject({ k: 3, share: 0.015, undone: 1 })
})

test("what was sent back twice is one answer, never more than all", () => {
  expect(computeRequesterRecord({ ...facts, sentBack: 300 })?.sentBack).toMatchObject({ k: 200, share: 1, high: 1 })
})

test("of four people it says nothing at all", () => {
  expect(computeRequesterRecord({ ...facts, people: 4 })).toBeNull()
})

test("times are said from five on; a first week counts as one", () => {
  const young = computeRequesterRecord({ ...facts, sent: [sent(2, 1)], repliesMs: [], openMs: HOUR })
  expect(young).toMatchObject({ toDecide: null, toReply: null, guidelinesPerWeek: 2 })
  expect(computeRequesterRecord({ ...facts, answers: 0, sentBack: 0 })?.sentBack).toMatchObject({ low: 0, high: 1 })
})

test("what nobody decided about in 72 hours was accepted by silence, and is no time of a decision", () => {
  const answers = [sent(200, 3), sent(200, null), sent(150, 100), sent(110, 71), sent(74, null), sent(10, null)]
  const record = computeRequesterRecord({ ...facts, sent: [...answers, ...facts.sent] })
  // The one of 74 hours ago is of a day whose other answers still have time.
  const untilMs = Date.UTC(2026, 10, 27)
  expect(record?.bySilence).toMatchObject({ k: 2, n: 4, share: 0.5, untilMs })
  expect(record?.toDecide).toMatchObject({ n: 7, median: 3, ninety: 71 })
})

test("what silence accepted is told at once while no whole day is over", () => {
  const record = computeRequesterRecord({
    ...facts,
    sent: [sent(74, null), sent(73, 5), sent(72, null), sent(71, null)],
  })
  expect(record?.bySilence).toMatchObject({ k: 2, n: 3, untilMs: NOW - 72 * HOUR + 1 })
  expect(computeRequesterRecord({ ...facts, sent: [sent(71, null)] })?.bySilence).toBeNull()
})

test("an hour is told of five people's closed sessions, with how many were raised to the floor", () => {
  const paid = [12, 12, 13, 14, 16].map((euros, i) => session(i, euros * 1_000_000, i < 2))
  const hour = { sessions: 5, raised: 2, p10Micros: 12_000_000, p50Micros: 13_000_000, p90Micros: 16_000_000 }
  expect(computeRequesterRecord({ ...facts, sessions: paid })?.hour).toEqual(hour)
  expect(computeRequesterRecord({ ...facts, sessions: paid.slice(1) })).toMatchObject({ hour: null, answers: 200 })
})
