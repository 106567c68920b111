import { describe, expect, test } from "vitest"
import { WORK_RULES } from "../rules.ts"
import { Dice } from "../testing/histories/dice.ts"
import { OURS, simulatePay } from "../testing/skewedSessions.ts"
import { ITEMS_EACH, MEASURED_PEOPLE, NOTICE_MS, priceFromMs, quote, winsorisedMean } from "./quote.ts"

const FLOOR = 3_600_000
const dice = () => {
  const own = new Dice(1)
  return () => own.next()
}
const people = (count: number, items: readonly number[]) => Array.from({ length: count }, () => items)

describe("a quote", () => {
  test("needs five items of the owner's own", () => expect(quote([60, 60, 60, 60], [], FLOOR, dice())).toBeNull())

  test("from them is their mean and a half, and no price: the pilot is paid by time", () => {
    const quoted = quote([40, 50, 60, 70, 180], people(9, [60, 60, 60, 60, 60]), FLOOR, dice())
    expect(quoted).toEqual({
      basis: "own",
      medianSeconds: 60,
      lowerSeconds: null,
      meanSeconds: 80,
      upperSeconds: 120,
      priceMicros: null,
      quotedMicros: 120_000,
    })
  })

  test("is measured once ten people have done five items each", () => {
    const own = [1, 1, 1, 1, 1]
    const few = people(MEASURED_PEOPLE, [60, 60, 60, 60])
    expect(quote(own, few, FLOOR, dice())?.basis).toBe("own")
    const enough = people(MEASURED_PEOPLE, Array<number>(ITEMS_EACH).fill(60))
    expect(quote(own, enough, FLOOR, dice())).toMatchObject({
      basis: "measured",
      priceMicros: 60_000,
      quotedMicros: 60_000,
    })
  })

  test("tells the mean and posts the median, each at its cautious end", () => {
    const slow = people(4, [100, 100, 100, 400, 400])
    const quoted = quote([9, 9, 9, 9, 9], [...slow, ...people(8, [50, 50, 60, 60, 300])], FLOOR, dice())
    if (!quoted || quoted.lowerSeconds === null) throw new Error("it is measured")
    expect(quoted.lowerSeconds).toBeLessThanOrEqual(quoted.medianSeconds)
    expect(quoted.medianSeconds).toBeLessThan(quoted.meanSeconds)
    expect(quoted.upperSeconds).toBeGreaterThan(quoted.meanSeconds)
    expect(quoted.priceMicros).toBe(Math.floor(quoted.lowerSeconds) * 1_000)
  })
})

test.each([
  [[10], 10],
  [[1, 2, 3, 4, 5], 3],
  [[10, 10, 10, 10, 10, 10, 10, 10, 10, 1_000], 10],
  [[0, 10, 10, 10, 10, 10, 10, 10, 20, 1_000], 12],
])("the outer tenths of %j are drawn in: %d", (seconds, mean) => expect(winsorisedMean(seconds)).toBe(mean))

test("a higher price holds at once, a lower one after seven days", () => {
  expect(priceFromMs(100, 101, 5)).toBe(5)
  expect(priceFromMs(100, 100, 5)).toBe(5)
  expect(priceFromMs(100, 99, 5)).toBe(5 + NOTICE_MS)
  expect(priceFromMs(null, 1, 5)).toBe(5)
})

test("W6, PAY-1: over skewed sessions nobody is under the floor, for at most 4 % more than pure hourly pay; other ways do neither", () => {
  const figures = simulatePay(WORK_RULES, { sessions: 600, seed: 1, nights: 20 })
  expect(figures[OURS]?.under).toBe(0)
  expect(figures[OURS]?.extraCost).toBeLessThanOrEqual(0.04)
  expect(figures["median price"]?.under).toBeGreaterThan(0.5)
  expect(figures["mean price"]?.under).toBeGreaterThan(0.3)
  expect(figures["median price, each item added to"]?.extraCost).toBeGreaterThan(0.1)
  expect(figures["mean price, session added to"]?.extraCost).toBeGreaterThan(0.06)
})
