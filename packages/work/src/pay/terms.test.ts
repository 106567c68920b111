import { expect, test } from "vitest"
import { TERMS } from "../testing/terms.ts"
import { accrualMicros, bonusOf, offeredBonus, reserveMicros, timeMicros, workMicros } from "./terms.ts"

test("time is worth its share of the floor, rounded up to the micro-unit", () => {
  expect(timeMicros(12_000_000, 1)).toBe(3_334)
  expect(timeMicros(12_000_000, 3_600)).toBe(12_000_000)
  expect(timeMicros(12_000_000, 0)).toBe(0)
})

test("a lease reserves the most that it can cost: the price or the whole cap at the floor, with bonus and review", () => {
  expect(workMicros(TERMS)).toBe(200_000)
  expect(reserveMicros(TERMS)).toBe(215_000)
  expect(workMicros({ ...TERMS, priceMicros: 300_000 })).toBe(300_000)
})

test("an answer accrues its price, or its time", () => {
  expect(accrualMicros(TERMS, 150)).toBe(60_000)
  expect(accrualMicros({ ...TERMS, mode: "time", priceMicros: 0 }, 150)).toBe(150_000)
})

test.each([
  [100_000, 10, 10_000],
  [100_001, 10, 10_001],
  [100_000, 20, 20_000],
  [100_000, 12.5, 12_500],
])("the bonus of %d at %d %% is %d", (price, percent, bonus) => expect(bonusOf(price, percent)).toBe(bonus))

test.each([9.99, 20.01, 0, Number.NaN])("a bonus of %d %% is refused", (percent) => {
  expect(() => bonusOf(100_000, percent)).toThrow("BONUS_OUT_OF_BOUNDS")
})

test("a bonus below a cent, or what else is the least of a currency, is not offered", () => {
  expect(offeredBonus(9_999, "EUR")).toBe(0)
  expect(offeredBonus(10_000, "EUR")).toBe(10_000)
  expect(offeredBonus(999_999, "JPY")).toBe(0)
  expect(offeredBonus(1_000, "TND")).toBe(1_000)
})
