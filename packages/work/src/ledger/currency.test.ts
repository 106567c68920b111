import type { Currency } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { MINOR_DIGITS, toTransfer } from "./currency.ts"

test.each([
  { currency: "EUR", balance: 12_345_678, amount: "12.34", remainder: 5_678 },
  { currency: "EUR", balance: 9_999, amount: "0.00", remainder: 9_999 },
  { currency: "JPY", balance: 1_200_999_999, amount: "1200", remainder: 999_999 },
  { currency: "TND", balance: 3_005_999, amount: "3.005", remainder: 999 },
  { currency: "XOF", balance: 655_000_000, amount: "655", remainder: 0 },
  { currency: "TND", balance: 0, amount: "0.000", remainder: 0 },
] as const)("$balance micro-units of $currency transfer as $amount", ({ currency, balance, amount, remainder }) => {
  expect(toTransfer(balance, currency)).toMatchObject({ amount, remainderMicros: remainder })
})

test("LED-9: what is transferred and what stays are the balance, and what stays is below one minor unit", () => {
  const currency = fc.constantFrom(...(Object.keys(MINOR_DIGITS) as Currency[]))
  const drawn = fc.property(fc.maxSafeNat(), currency, (balance, code) => {
    const { transferMicros, remainderMicros, amount } = toTransfer(balance, code)
    expect(transferMicros + remainderMicros).toBe(balance)
    expect(remainderMicros).toBeGreaterThanOrEqual(0)
    expect(remainderMicros).toBeLessThan(1_000_000 / 10 ** MINOR_DIGITS[code])
    expect(BigInt(amount.replace(".", "")) * BigInt(1_000_000 / 10 ** MINOR_DIGITS[code])).toBe(BigInt(transferMicros))
  })
  fc.assert(drawn)
})

test("a debt is not transferred", () => expect(() => toTransfer(-1, "EUR")).toThrow("NOT_A_BALANCE"))
