import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { betaBelow, betaQuantile, logGamma } from "./beta.ts"

describe("the beta distribution", () => {
  test("log gamma of whole and half numbers", () => {
    expect(logGamma(1)).toBeCloseTo(0, 13)
    expect(logGamma(6)).toBeCloseTo(Math.log(120), 12)
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
    expect(logGamma(0.1)).toBeCloseTo(2.252712651734206, 12)
  })

  test.each([
    // Beta with whole numbers is a sum of binomial terms.
    [0.5, 2, 3, 0.6875],
    [0.25, 1, 1, 0.25],
    [0.2, 1, 5, 1 - 0.8 ** 5],
    [0.9, 5, 1, 0.9 ** 5],
    // The arcsine law.
    [0.25, 0.5, 0.5, 1 / 3],
  ])("below %f of Beta(%f, %f) lies %f", (x, a, b, share) => {
    expect(betaBelow(x, a, b)).toBeCloseTo(share, 13)
  })

  test("ends are ends", () => {
    expect(betaBelow(-1, 2, 3)).toBe(0)
    expect(betaBelow(2, 2, 3)).toBe(1)
    expect(betaQuantile(0, 2, 3)).toBe(0)
    expect(betaQuantile(1, 2, 3)).toBe(1)
  })

  const count = fc.double({ min: 0.3, max: 3_000, noNaN: true })

  test("a quantile is where its share lies, from a fraction of an answer to thousands", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), count, count, (share, a, b) => {
        const x = betaQuantile(share, a, b)
        // Nearer to 1, one step of x is more than 1e-8 of share.
        if (x < 1 - 1e-9) expect(betaBelow(x, a, b)).toBeCloseTo(share, 8)
      }),
    )
  })

  test("right and wrong changed over is the mirror", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), count, count, (x, a, b) => {
        expect(betaBelow(x, a, b)).toBeCloseTo(1 - betaBelow(1 - x, b, a), 9)
      }),
    )
  })

  test("more of it lies below a greater number", () => {
    fc.assert(
      fc.property(count, count, fc.double({ min: 0, max: 0.99, noNaN: true }), (a, b, x) => {
        expect(betaBelow(x + 0.01, a, b)).toBeGreaterThanOrEqual(betaBelow(x, a, b) - 1e-12)
      }),
    )
  })
})
