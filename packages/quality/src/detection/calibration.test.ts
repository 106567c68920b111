import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { blockOf, calibrationCurve } from "./calibration.ts"

describe("calibration of scores", () => {
  test("neighbours that fall are pooled, equal scores stay together", () => {
    const curve = calibrationCurve({
      score: Float64Array.of(0.1, 0.2, 0.3, 0.3, 0.9),
      right: Uint8Array.of(0, 1, 0, 1, 1),
    })
    expect([...curve.from]).toEqual([0.1, 0.2, 0.9])
    expect([...curve.right]).toEqual([0, 2, 1])
    expect([...curve.total]).toEqual([1, 3, 1])
    expect([0, 0.1, 0.25, 0.9, 2].map((score) => blockOf(curve, score))).toEqual([0, 0, 1, 2, 2])
  })

  test("an empty curve has no block", () => {
    const curve = calibrationCurve({ score: new Float64Array(), right: new Uint8Array() })
    expect(blockOf(curve, 0.5)).toBe(-1)
  })

  test("the share that is right never falls with the score and all items are kept, on any items", () => {
    const item = fc.record({ score: fc.integer({ min: 0, max: 20 }), right: fc.integer({ min: 0, max: 1 }) })
    fc.assert(
      fc.property(fc.array(item), (items) => {
        const curve = calibrationCurve({
          score: Float64Array.from(items, (i) => i.score),
          right: Uint8Array.from(items, (i) => i.right),
        })
        expect(curve.total.reduce((a, b) => a + b, 0)).toBe(items.length)
        const shares = Array.from(curve.right, (r, i) => r / (curve.total[i] ?? 1))
        for (let i = 1; i < shares.length; i++) expect(shares[i]).toBeGreaterThan(shares[i - 1] ?? 0)
      }),
      { seed: 6 },
    )
  })
})
