import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { checkMicros, MICROS_PER_UNIT, shareUp, splitExactly, sumMicros } from "./money.ts"

test.each([
  { name: "one second at 12 an hour", amount: 12 * MICROS_PER_UNIT, times: 1, per: 3_600, expected: 3_334 },
  { name: "an hour is the rate itself", amount: 12 * MICROS_PER_UNIT, times: 3_600, per: 3_600, expected: 12_000_000 },
  { name: "nothing for no time", amount: 12 * MICROS_PER_UNIT, times: 0, per: 3_600, expected: 0 },
  { name: "a product beyond the safe integers", amount: 9e15, times: 3, per: 4, expected: 6.75e15 },
  { name: "and one that rounds up there", amount: 9e15 + 1, times: 3, per: 9, expected: 3e15 + 1 },
])("shareUp: $name", ({ amount, times, per, expected }) => expect(shareUp(amount, times, per)).toBe(expected))

test("a share is the least whole amount that is no less than the exact one", () => {
  const drawn = fc.property(
    fc.maxSafeNat(),
    fc.nat(20_000),
    fc.integer({ min: 20_000, max: 90_000 }),
    (amount, a, b) => {
      const share = BigInt(shareUp(amount, a, b))
      expect(share * BigInt(b) >= BigInt(amount) * BigInt(a)).toBe(true)
      expect((share - 1n) * BigInt(b) < BigInt(amount) * BigInt(a) || share === 0n).toBe(true)
    },
  )
  fc.assert(drawn)
})

test("what is no whole amount, and a sum that would round, are refused", () => {
  for (const wrong of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    expect(() => checkMicros(wrong)).toThrow("NOT_AN_AMOUNT")
  expect(Object.is(checkMicros(-0), 0)).toBe(true)
  expect(() => sumMicros([2 ** 53 - 1, 1])).toThrow("NOT_AN_AMOUNT")
  expect(sumMicros([])).toBe(0)
})

describe("PAY-6: a split", () => {
  test.each([
    { name: "thirds", total: 100, weights: [1, 1, 1], expected: [34, 33, 33] },
    { name: "the largest remainder first", total: 10, weights: [1, 2, 4], expected: [1, 3, 6] },
    { name: "nobody has a weight", total: 5, weights: [0, 0], expected: [3, 2] },
    { name: "nothing to split", total: 0, weights: [3, 1], expected: [0, 0] },
  ])("$name", ({ total, weights, expected }) => {
    const parts = splitExactly(
      total,
      weights.map((weight, i) => ({ id: `p${i}`, weight })),
    )
    expect(expected.map((_, i) => parts.get(`p${i}`))).toEqual(expected)
  })

  test("adds up exactly, has no negative part, and does not depend on the order", () => {
    const weights = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 12 })
    const drawn = fc.property(fc.maxSafeNat(), weights, fc.nat(), (total, list, at) => {
      const shares = list.map((weight, i) => ({ id: `p${i}`, weight }))
      const parts = splitExactly(total, shares)
      expect(sumMicros(parts.values())).toBe(total)
      expect(Math.min(...parts.values())).toBeGreaterThanOrEqual(0)
      const begin = at % shares.length
      const moved = splitExactly(total, [...shares.slice(begin), ...shares.slice(0, begin)].reverse())
      expect(new Map([...moved].sort())).toEqual(new Map([...parts].sort()))
    })
    fc.assert(drawn)
  })

  test("of less than nothing is refused", () => expect(() => splitExactly(-1, [])).toThrow("NOT_TO_SPLIT"))
})
