import { expect, test } from "vitest"
import { type PayoutEvent, type PayoutState, putBack, stepPayout, takeOut } from "./takeOut.ts"

test.each([
  ["requested", "send", "sent"],
  ["requested", "call_back", "failed"],
  ["requested", "confirm", null],
  ["sent", "confirm", "confirmed"],
  ["sent", "fail", "failed"],
  ["sent", "call_back", null],
  ["confirmed", "fail", null],
  ["failed", "send", null],
] as const satisfies readonly (readonly [PayoutState, PayoutEvent, PayoutState | null])[])(
  "a payout that is %s: %s makes it %s",
  (state, event, next) => expect(stepPayout(state, event)).toBe(next),
)

test("LED-9: all that can be transferred goes, the rest stays, and together they are the balance", () => {
  const payout = takeOut(7, 12_345_678, "EUR")
  expect(payout).toEqual({
    amountMicros: 12_340_000,
    amount: "12.34",
    remainderMicros: 5_678,
    moves: [{ from: "worker_payable:7", to: "external_out:7", amountMicros: 12_340_000 }],
  })
  expect(takeOut(7, 9_999, "EUR")).toBeNull()
  expect(takeOut(7, 9_999, "TND")?.amount).toBe("0.009")
})

test("what did not arrive is on the balance again", () => {
  expect(putBack(7, 12_340_000)).toEqual([{ from: "external_out:7", to: "worker_payable:7", amountMicros: 12_340_000 }])
})
