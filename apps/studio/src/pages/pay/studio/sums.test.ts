import type { PayoutsShown } from "@justesse/types/wire/pay"
import { describe, expect, it } from "vitest"
import { movedMicros, sumByCurrency, toFile } from "./sums.ts"

type Payout = PayoutsShown["payouts"][number]

const payout = (change: Partial<Payout>): Payout => ({
  ...{ payout: 1, person: "Awa", name: "Awa Diop", accountEnd: "0189", currency: "EUR", amountMicros: 9_000_000 },
  ...{ state: "requested", file: null, proof: null, askedAtMs: 1, changedAtMs: 1, ...change },
})

describe("payouts", () => {
  it("are added up by currency, and never across", () => {
    const payouts = [payout({}), payout({ currency: "TND", amountMicros: 3 }), payout({ amountMicros: 1_000_000 })]
    expect(sumByCurrency(payouts)).toEqual([
      { currency: "EUR", micros: 10_000_000 },
      { currency: "TND", micros: 3 },
    ])
    expect(sumByCurrency([])).toEqual([])
  })

  it("go into a file of one currency, without those that were left out", () => {
    const payouts = [payout({}), payout({ payout: 2 }), payout({ payout: 3, currency: "JPY" })]
    expect(toFile(payouts, "EUR", new Set([2])).map((one) => one.payout)).toEqual([1])
    expect(toFile(payouts, "JPY", new Set()).map((one) => one.payout)).toEqual([3])
  })
})

it("a movement is as large as what it brings to accounts", () => {
  const entries = [
    { account: "project_free:1", amountMicros: -70 },
    { account: "assignment_reserve:4", amountMicros: 50 },
    { account: "session_allowance:2", amountMicros: 20 },
  ]
  expect(movedMicros({ entries })).toBe(70)
})
