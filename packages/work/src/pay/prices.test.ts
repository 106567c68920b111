import { expect, test } from "vitest"
import { comingPrice, priceAt } from "./prices.ts"

const price = (made: number, fromMs: number) => ({ made, fromMs })
const [first, lower, risen] = [price(1, 0), price(2, 700), price(3, 400)]

test("the price in force is the one made last of those that hold", () => {
  expect(priceAt([first, lower, risen], 500)).toBe(risen)
  expect(priceAt([first, lower], 699)).toBe(first)
  // One that was made later holds, though an earlier one begins after it.
  expect(priceAt([first, lower, risen], 900)).toBe(risen)
  expect(priceAt([lower], 0)).toBeNull()
})

test("the one that follows is told before it holds, and not where another one was made in its place", () => {
  expect(comingPrice([first, lower], 100)).toBe(lower)
  expect(comingPrice([first, lower], 700)).toBeNull()
  expect(comingPrice([first], 100)).toBeNull()
  // A rise that was made after the fall holds before it, and stays.
  expect(comingPrice([first, lower, risen], 399)).toBe(risen)
  expect(comingPrice([first, lower, risen], 450)).toBeNull()
  expect(comingPrice([first, lower, price(3, 800)], 100)).toBe(lower)
  expect(comingPrice([lower], 0)).toBe(lower)
})
