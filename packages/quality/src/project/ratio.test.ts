import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { addRatio, NO_RATIO, ratioOf, ratioVariance, shareOf, sumRatios, wilson } from "./ratio.ts"

const pictures = fc.array(
  fc.integer({ min: 0, max: 20 }).chain((all) => fc.tuple(fc.integer({ min: 0, max: all }), fc.constant(all))),
  { maxLength: 30 },
)

describe("sums over pictures", () => {
  test("a picture without a thing adds nothing", () => {
    expect(ratioOf(0, 0)).toEqual(NO_RATIO)
    expect(shareOf(NO_RATIO)).toBeNull()
    expect(ratioVariance(NO_RATIO)).toBe(0)
  })

  test("sums of parts are the sum of the whole, however they are cut", () => {
    fc.assert(
      fc.property(pictures, fc.nat(30), (list, cut) => {
        const sums = list.map(([right, all]) => ratioOf(right, all))
        const whole = sumRatios(sums)
        expect(addRatio(sumRatios(sums.slice(0, cut)), sumRatios(sums.slice(cut)))).toEqual(whole)
      }),
    )
  })

  test("the variance is that of the ratio estimate of cluster samples", () => {
    // Worked by hand: p = 6/10; residuals 0.8, -0.4, -0.4; (0.64 + 0.16 + 0.16) · 3 / (2 · 100).
    const sum = sumRatios([ratioOf(2, 2), ratioOf(2, 4), ratioOf(2, 4)])
    expect(ratioVariance(sum)).toBeCloseTo((0.96 * 3) / 200, 12)
    expect(shareOf(sum)?.mean).toBe(0.6)
  })

  test("things that fall together in pictures make the interval wider than as many independent ones", () => {
    const apart = sumRatios(Array.from({ length: 100 }, () => ratioOf(9, 10)))
    const mixed = sumRatios(Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? ratioOf(0, 10) : ratioOf(10, 10))))
    const width = (figure: ReturnType<typeof shareOf>) => (figure?.high ?? 0) - (figure?.low ?? 0)
    expect(shareOf(mixed)?.mean).toBeCloseTo(0.9, 12)
    expect(width(shareOf(mixed))).toBeGreaterThan(width(shareOf(apart)))
    expect(width(shareOf(mixed))).toBeCloseTo(width({ mean: 0.9, ...wilson(0.9, 99), n: 0 }), 2)
  })

  test("nothing wrong yet is not certainty: one independent thing a picture", () => {
    const figure = shareOf(sumRatios(Array.from({ length: 30 }, () => ratioOf(5, 5))))
    expect(figure).toMatchObject({ mean: 1, high: 1, n: 150 })
    expect(figure?.low).toBeCloseTo(wilson(1, 30).low, 12)
    expect(shareOf(sumRatios([ratioOf(5, 5), ratioOf(1, 1)]), "pictures")?.n).toBe(2)
  })

  test("every interval holds its mean and stays in [0, 1]", () => {
    fc.assert(
      fc.property(pictures, (list) => {
        const figure = shareOf(sumRatios(list.map(([right, all]) => ratioOf(right, all))))
        if (!figure) return
        expect(figure.low).toBeGreaterThanOrEqual(0)
        expect(figure.low).toBeLessThanOrEqual(figure.mean)
        expect(figure.high).toBeGreaterThanOrEqual(figure.mean)
        expect(figure.high).toBeLessThanOrEqual(1)
      }),
    )
  })

  test("Wilson's interval is the textbook's", () => {
    // 8 of 10: [0.490, 0.943].
    const { low, high } = wilson(0.8, 10)
    expect(low).toBeCloseTo(0.4902, 4)
    expect(high).toBeCloseTo(0.9433, 4)
  })
})
