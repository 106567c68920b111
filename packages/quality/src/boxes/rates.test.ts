import fc from "fast-check"
import { expect, test } from "vitest"
import { betaBelow, betaQuantile, logGamma } from "../numbers/beta.ts"
import { normalBelow } from "./rates.ts"

/** The share of Beta(a, b) below x for whole a and b: a sum of binomials. */
function byBinomials(x: number, a: number, b: number): number {
  const n = a + b - 1
  let sum = 0
  for (let j = a; j <= n; j++) {
    let choose = 1
    for (let i = 0; i < j; i++) choose = (choose * (n - i)) / (i + 1)
    sum += choose * x ** j * (1 - x) ** (n - j)
  }
  return sum
}

test.each([
  { p: 0.05, a: 1, b: 1, expected: 0.05 },
  { p: 0.5, a: 2, b: 1, expected: Math.SQRT1_2 },
  { p: 0.95, a: 5, b: 5, expected: 0.748632 },
  { p: 0.05, a: 0.5, b: 0.5, expected: 0.006156 },
  { p: 0.95, a: 20, b: 3, expected: 0.961776 },
])("the $p quantile of Beta($a, $b) is $expected", ({ p, a, b, expected }) => {
  expect(betaQuantile(p, a, b)).toBeCloseTo(expected, 4)
})

test("the share below is the sum of binomials for whole parameters", () => {
  const whole = fc.integer({ min: 1, max: 25 })
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), whole, whole, (x, a, b) => {
      expect(betaBelow(x, a, b)).toBeCloseTo(byBinomials(x, a, b), 9)
    }),
  )
})

test("a quantile is where the share below is p, also for tiny and huge parameters", () => {
  const parameter = fc.double({ min: 0.05, max: 2_000, noNaN: true })
  fc.assert(
    fc.property(fc.constantFrom(0.05, 0.5, 0.95), parameter, parameter, (p, a, b) => {
      const x = betaQuantile(p, a, b)
      expect(x >= 0 && x <= 1).toBe(true)
      // Where nearly all mass sits on an end, neighbouring numbers are too far apart to hit p.
      if (x > 1e-9 && x < 1 - 1e-9) expect(betaBelow(x, a, b)).toBeCloseTo(p, 4)
    }),
  )
})

test("both ends", () => {
  expect([betaBelow(0, 2, 3), betaBelow(1, 2, 3), betaBelow(-1, 2, 3)]).toEqual([0, 1, 0])
})

test("gamma and the normal tail are what the tables say", () => {
  for (let n = 1, factorial = 1; n < 15; n++) {
    expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 10)
    factorial *= n
  }
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
  expect(logGamma(0.1)).toBeCloseTo(2.252712651734206, 10)
  for (const [z, below] of [
    [0, 0.5],
    [1, 0.841344746],
    [1.6448536269514722, 0.95],
    [-2, 0.022750132],
  ] as const)
    expect(normalBelow(z)).toBeCloseTo(below, 6)
})
