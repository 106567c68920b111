import fc from "fast-check"
import { expect, test } from "vitest"
import { listDue } from "./deadlines.ts"
import { beginCase, stepCase } from "./machine.ts"
import { ACCEPTED_AFTER_MS, type SentAnswer, tellSilence, toldUntilMs } from "./silence.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const SENT = Date.UTC(2026, 10, 1, 9)
const answer = (decidedAfterMs: number | null, sentAtMs = SENT): SentAnswer => ({
  sentAtMs,
  decidedAtMs: decidedAfterMs === null ? null : sentAtMs + decidedAfterMs,
})

test("an answer is decided in time, accepted by silence after 72 hours, or waits", () => {
  const answers = [answer(HOUR), answer(null), answer(71 * HOUR), answer(90 * HOUR), answer(null, SENT + 30 * HOUR)]
  expect(tellSilence(answers, SENT + 80 * HOUR)).toEqual({
    bySilence: 2,
    waitsMs: [HOUR, 71 * HOUR],
    waiting: 1,
  })
  expect(tellSilence(answers, SENT + 71 * HOUR)).toEqual({ bySilence: 0, waitsMs: [HOUR, 71 * HOUR], waiting: 3 })
})

test("what comes in the very moment in which the time is over comes too late", () => {
  expect(tellSilence([answer(72 * HOUR)], SENT + 72 * HOUR)).toMatchObject({ bySilence: 1, waitsMs: [] })
  expect(tellSilence([answer(72 * HOUR - 1)], SENT + 72 * HOUR)).toMatchObject({ bySilence: 0 })
})

test("it counts as the case of an answer does, whenever somebody accepts it", () => {
  fc.assert(
    fc.property(
      fc.option(fc.integer({ min: 0, max: 100 * HOUR })),
      fc.integer({ min: 0, max: 100 * HOUR }),
      (at, now) => {
        const decided = at !== null && at <= now ? at : null
        const due = listDue(beginCase(SENT), SENT + (decided ?? now))
        const state = due.reduce(stepCase, beginCase(SENT))
        const told = tellSilence([answer(decided)], SENT + now)
        expect(told.bySilence).toBe(state.status === "auto_accepted" ? 1 : 0)
        expect(told.waiting).toBe(state.status === "submitted" && decided === null ? 1 : 0)
      },
    ),
  )
})

test("no answer of the days that are told waits any more, and none of a day is told before the others of it", () => {
  fc.assert(
    fc.property(fc.integer({ min: -30 * DAY, max: 30 * DAY }), (after) => {
      const now = SENT + after
      const until = toldUntilMs(now)
      expect(until % DAY).toBe(0)
      expect(until + ACCEPTED_AFTER_MS).toBeLessThanOrEqual(now)
      expect(until + DAY + ACCEPTED_AFTER_MS).toBeGreaterThan(now)
      expect(tellSilence([answer(null, until - 1)], now).waiting).toBe(0)
    }),
  )
})
