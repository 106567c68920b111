import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type MoneyFacts, tellMoney } from "./money.ts"

const HOUR_MS = 3_600_000
const EURO = 1_000_000

/** Six people: each has a session of half an hour, the nth of which paid six euros and n tenths, and n hours later. */
function facts(change: Partial<MoneyFacts> = {}): MoneyFacts {
  const people = [1, 2, 3, 4, 5, 6]
  return {
    currency: "EUR",
    floor: { microsPerHour: 12 * EURO, people: 6 },
    paid: people.map((personId) => ({ personId, amountMicros: 7 * EURO + personId })),
    sessions: people.map((personId) => ({
      ...{ personId, paidMicros: 6 * EURO + (personId * EURO) / 10, seconds: 1_800, isRaised: personId > 4 },
      ...{ lastWorkMs: 0, paidAtMs: personId * HOUR_MS },
    })),
    learned: [],
    ...change,
  }
}
const few = <T extends { readonly personId: number }>(rows: readonly T[]) => rows.filter(({ personId }) => personId < 5)

describe("what a label says was paid", () => {
  test("of six people everything is told", () => {
    expect(tellMoney(facts())).toEqual({
      ...{ currency: "EUR", floorMicrosPerHour: 12 * EURO, totalPaidMicros: 42 * EURO + 21 },
      hourlyMicros: { p10: 12.2 * EURO, p50: 12.6 * EURO, p90: 13.2 * EURO },
      ...{ sessions: { closed: 6, raisedToFloor: 2 }, medianHoursToPay: 3 },
    })
  })

  test("that all was paid by time is told where it was", () => {
    expect(tellMoney(facts({ isByTime: true })).byTime).toBe(true)
    expect("byTime" in tellMoney(facts())).toBe(false)
  })

  test("what came from money set apart for learning is told where any did, of five people or more", () => {
    const learned = [1, 2, 3, 4, 5].map((personId) => ({ personId, amountMicros: personId }))
    expect(tellMoney(facts({ learned })).fromLearningFundMicros).toBe(15)
    expect(tellMoney(facts({ learned: few(learned) })).fromLearningFundMicros).toBeNull()
    expect("fromLearningFundMicros" in tellMoney(facts())).toBe(false)
  })

  test("of four people nothing is, however many sessions and payments are theirs", () => {
    const { paid, sessions } = facts()
    const four = { paid: [...few(paid), ...few(paid)], sessions: [...few(sessions), ...few(sessions)] }
    expect(tellMoney(facts({ ...four, floor: { microsPerHour: 12 * EURO, people: 4 } }))).toEqual({
      ...{ currency: "EUR", floorMicrosPerHour: null, totalPaidMicros: null, hourlyMicros: null },
      ...{ sessions: null, medianHoursToPay: null },
    })
    expect(tellMoney(facts({ floor: null })).floorMicrosPerHour).toBeNull()
  })

  test("each figure asks for its own five people", () => {
    const { sessions } = facts()
    expect(tellMoney(facts({ sessions: few(sessions) }))).toMatchObject({
      ...{ totalPaidMicros: 42 * EURO + 21, sessions: null, hourlyMicros: null, medianHoursToPay: null },
    })
    const unpaid = sessions.map((one) => (one.personId < 3 ? { ...one, paidAtMs: null } : one))
    expect(tellMoney(facts({ sessions: unpaid }))).toMatchObject({ medianHoursToPay: null, sessions: { closed: 6 } })
    const timeless = sessions.map((one) => (one.personId < 3 ? { ...one, seconds: 0 } : one))
    expect(tellMoney(facts({ sessions: timeless }))).toMatchObject({ hourlyMicros: null, sessions: { closed: 6 } })
  })

  test("what was paid while work went on took no time, and hours have a tenth", () => {
    const waits = (ms: number) => facts().sessions.map((one) => ({ ...one, lastWorkMs: 2 * HOUR_MS, paidAtMs: ms }))
    expect(tellMoney(facts({ sessions: waits(HOUR_MS) })).medianHoursToPay).toBe(0)
    expect(tellMoney(facts({ sessions: waits(2 * HOUR_MS + 1_500_000) })).medianHoursToPay).toBe(0.4)
  })

  test("the order of the facts changes nothing", () => {
    const all = facts()
    const shuffled = <T>(rows: readonly T[]) => fc.shuffledSubarray([...rows], { minLength: rows.length })
    fc.assert(
      fc.property(shuffled(all.paid), shuffled(all.sessions), (paid, sessions) => {
        expect(tellMoney(facts({ paid, sessions }))).toEqual(tellMoney(all))
      }),
    )
  })
})
