import fc from "fast-check"
import { expect, test } from "vitest"
import { computeLabor, type LaborFacts } from "./label.ts"

const HOUR = 3_600_000
const facts = (change: Partial<LaborFacts> = {}): LaborFacts => ({
  ...{ project: "signs", title: "Signs", version: 1, contentSha256: null, frozenAtMs: 10, upToMs: 20, language: "en" },
  ...{ mode: "salaried", money: null },
  time: [1, 2, 3, 4, 5, 6].map((personId) => ({ personId, kind: "production" as const, ms: personId * HOUR })),
  contributors: [1, 2, 3, 4, 5, 6].map((personId) => ({ personId, pseudonym: `P ${personId}`, credit: null })),
  decisions: {
    ...{ answers: 12, sentBack: 0, repaired: 0, rejected: 0, appealed: 0, appealsDecided: 0, overturned: 0 },
    ...{ acceptedBySilence: 0, medianHoursToDecide: null },
  },
  guideline: { versions: 1, last: 1 },
  agreement: { overlap: { base: 1, more: 1, moreRatio: 0 }, answeredTwice: null, measured: null },
  proposals: { answers: 0, taken: 0, changed: 0, refused: 0 },
  content: { note: "" },
  software: "0.1.0",
  ...change,
})

test("sums what was credited, by kind and in all", () => {
  const training = [1, 2, 3, 4, 5].map((personId) => ({ personId, kind: "training" as const, ms: HOUR }))
  const { people, timeMs } = computeLabor(facts({ time: [...facts().time, ...training] }))
  expect(people).toBe(6)
  expect(timeMs).toEqual({ production: 21 * HOUR, review: 0, training: 5 * HOUR, breaks: 0, total: 26 * HOUR })
})

test("of four people it says neither how many there are nor their time", () => {
  const four = facts().contributors.slice(0, 4)
  const { people, timeMs, uncredited } = computeLabor(facts({ time: facts().time.slice(0, 4), contributors: four }))
  expect([people, timeMs.production, timeMs.total, uncredited]).toEqual([null, null, null, null])
})

test("names who asked for it, as they want, and nobody else (LAB-4)", () => {
  const contributors = facts().contributors.map((one, i) => {
    if (i === 0) return { ...one, credit: { as: "name" as const, name: "Awa Diop" } }
    return i === 1 ? { ...one, credit: { as: "pseudonym" as const } } : one
  })
  const { credits, uncredited } = computeLabor(facts({ contributors }))
  // Four are not named: their time is what would be left, so no share is told.
  expect(credits).toEqual([
    { name: "Awa Diop", as: "name", shareOfTime: null },
    { name: "P 2", as: "pseudonym", shareOfTime: null },
  ])
  expect(uncredited).toBe(4)
  expect(computeLabor(facts()).credits).toEqual([])
})

test("shares are told where five and more are not named, or everybody is", () => {
  const named = (count: number) =>
    facts().contributors.map((one, i) => ({ ...one, credit: i < count ? { as: "pseudonym" as const } : null }))
  const shares = (count: number) =>
    computeLabor(facts({ contributors: named(count) })).credits.map(({ shareOfTime }) => shareOfTime)
  expect(shares(1)).toEqual([0.05])
  expect(shares(5)).toEqual([null, null, null, null, null])
  expect(shares(6)).toEqual([0.29, 0.24, 0.19, 0.14, 0.1, 0.05])
})

test("money is absent where nobody is paid through the studio, whatever else is known", () => {
  const money = {
    ...{ currency: "EUR" as const, floorMicrosPerHour: 12_000_000, totalPaidMicros: 1, hourlyMicros: null },
    ...{ sessions: null, medianHoursToPay: null },
  }
  expect(computeLabor(facts({ money })).pay).toEqual({ mode: "salaried", money: null })
  expect(computeLabor(facts({ mode: "paid", money })).pay).toEqual({ mode: "paid", money })
})

test("the order of the facts changes nothing", () => {
  const all = facts()
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...all.time], { minLength: 6 }),
      fc.shuffledSubarray([...all.contributors], { minLength: 6 }),
      (time, contributors) => {
        expect(computeLabor(facts({ time, contributors }))).toEqual(computeLabor(all))
      },
    ),
  )
})
