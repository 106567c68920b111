import { describe, expect, test } from "vitest"
import { countFundable, type PayOffer, termsOf } from "./offer.ts"
import { ALLOWANCE_SECONDS, type Funds } from "./reserve.ts"
import { reserveMicros, timeMicros } from "./terms.ts"

const FLOOR = 3_600_000
const OFFER: PayOffer = {
  currency: "EUR",
  priceMicros: 40_000,
  bonusMicros: 4_000,
  floorMicrosPerHour: FLOOR,
  capSeconds: 120,
  reviewMicros: 1_000,
}
const EACH = reserveMicros(termsOf(OFFER, { isJudged: true, capSeconds: 120 }))
const ALLOWANCE = timeMicros(FLOOR, ALLOWANCE_SECONDS)
const NOBODY = { undecidedSeconds: 0, decidedAnswers: 100 }

const funds = (freeMicros: number, more: Partial<Funds> = {}): Funds => ({
  projectId: 1,
  sessionId: "7",
  freeMicros,
  trancheMicros: 0,
  allowanceMicros: 0,
  allowanceDueMicros: 0,
  floorMicrosPerHour: FLOOR,
  others: [],
  ...more,
})

describe("the terms of a lease", () => {
  test("an answer that is judged has a price, a bonus and its review", () => {
    expect(termsOf(OFFER, { isJudged: true, capSeconds: 60 })).toEqual({
      mode: "piece",
      priceMicros: 40_000,
      bonusMicros: 4_000,
      floorMicrosPerHour: FLOOR,
      capSeconds: 60,
      reviewMicros: 1_000,
    })
  })

  test("without a price it is paid by time, with its bonus", () => {
    const terms = termsOf({ ...OFFER, priceMicros: null }, { isJudged: true, capSeconds: 120 })
    expect(terms).toMatchObject({ mode: "time", priceMicros: 0, bonusMicros: 4_000 })
  })

  test("training and corrections are paid by time alone", () => {
    const terms = termsOf(OFFER, { isJudged: false, capSeconds: 120 })
    expect(terms).toMatchObject({ mode: "time", priceMicros: 0, bonusMicros: 0, reviewMicros: 0 })
  })
})

describe("leases that there is money for", () => {
  test.each([
    ["nothing", funds(0), 0, "unfunded"],
    ["a micro-unit less than one", funds(EACH + ALLOWANCE - 1), 0, "unfunded"],
    ["one to the last micro-unit", funds(EACH + ALLOWANCE), 1, "unfunded"],
    ["three", funds(3 * EACH + ALLOWANCE), 3, "unfunded"],
    ["four of four", funds(9 * EACH + ALLOWANCE), 4, null],
    ["a tranche alone", funds(0, { trancheMicros: 2 * EACH, allowanceMicros: ALLOWANCE }), 2, "unfunded"],
    ["others' tranches", funds(ALLOWANCE, { others: [{ sessionId: "8", trancheMicros: EACH }] }), 1, "unfunded"],
    [
      "a bit of everything",
      funds(EACH, {
        trancheMicros: ALLOWANCE,
        others: [
          { sessionId: "8", trancheMicros: EACH - 5 },
          { sessionId: "9", trancheMicros: 5 },
        ],
      }),
      2,
      "unfunded",
    ],
  ] as const)("%s", (_name, money, leases, why) =>
    expect(countFundable(OFFER, money, NOBODY, 4)).toEqual({ leases, why }),
  )

  test("somebody new has as many as may be undecided, whatever money there is (ACC-8)", () => {
    const exposed = { undecidedSeconds: 900, decidedAnswers: 0 }
    expect(countFundable(OFFER, funds(1e9), exposed, 9)).toEqual({ leases: 2, why: "exposed" })
    expect(countFundable(OFFER, funds(1e9), { ...exposed, undecidedSeconds: 1_200 }, 9)).toEqual({
      leases: 0,
      why: "exposed",
    })
    expect(countFundable(OFFER, funds(1e9), { ...exposed, decidedAnswers: 20 }, 9)).toEqual({ leases: 9, why: null })
  })
})
