import { describe, expect, test } from "vitest"
import { countFundable, type PayOffer, termsOf } from "./offer.ts"
import type { Funds } from "./reserve.ts"
import { reserveMicros } from "./terms.ts"

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
const NOBODY = { undecidedSeconds: 0, decidedAnswers: 100 }

const funds = (freeMicros: number, more: Partial<Funds> = {}): Funds => ({
  projectId: 1,
  sessionId: "7",
  freeMicros,
  trancheMicros: 0,
  heldMicros: 0,
  dueMicros: 0,
  restMicros: null,
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
    ["a micro-unit less than one", funds(EACH - 1), 0, "unfunded"],
    ["one to the last micro-unit", funds(EACH), 1, "unfunded"],
    ["three", funds(3 * EACH), 3, "unfunded"],
    ["four of four", funds(9 * EACH), 4, null],
    ["a session's reserve alone", funds(0, { trancheMicros: 2 * EACH }), 2, "unfunded"],
    ["others' reserves", funds(0, { others: [{ sessionId: "8", trancheMicros: EACH }] }), 1, "unfunded"],
    [
      "a bit of everything",
      funds(EACH, {
        trancheMicros: EACH,
        others: [
          { sessionId: "8", trancheMicros: EACH - 5 },
          { sessionId: "9", trancheMicros: 5 },
        ],
      }),
      3,
      "unfunded",
    ],
    ["what time without a lease is worth stays", funds(2 * EACH, { dueMicros: 1 }), 1, "unfunded"],
  ] as const)("%s", (_name, money, leases, why) =>
    expect(countFundable(OFFER, money, NOBODY, 4)).toEqual({ leases, why }),
  )

  test("with little money an answer needs what it is quoted at, and no more", () => {
    const offer = { ...OFFER, quotedMicros: 50_000 }
    const least = 50_000 + OFFER.bonusMicros + OFFER.reviewMicros
    expect(countFundable(offer, funds(3 * least), NOBODY, 4)).toEqual({ leases: 1, why: "unfunded" })
    expect(countFundable(offer, funds(least), NOBODY, 4)).toEqual({ leases: 1, why: "unfunded" })
    expect(countFundable(offer, funds(least - 1), NOBODY, 4)).toEqual({ leases: 0, why: "unfunded" })
  })

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
