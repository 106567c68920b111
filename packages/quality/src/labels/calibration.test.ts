import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { calibrated, expectedCalibrationError, fitTemperature } from "./calibration.ts"

/** Tasks of two classes whose first class is right with `p`, said with the confidence `said`. */
function said(rows: readonly (readonly [said: number, p: number, tasks: number])[]) {
  const posterior: number[] = []
  const gold: number[] = []
  const next = seeded(1)
  for (const [confidence, p, tasks] of rows)
    for (let t = 0; t < tasks; t++) {
      posterior.push(confidence, 1 - confidence)
      gold.push(next() < p ? 0 : 1)
    }
  return { posterior: Float64Array.from(posterior), gold: Int32Array.from(gold) }
}

const logit = (p: number) => Math.log(p / (1 - p))

describe("a temperature", () => {
  test("is worked out by hand for two classes and one confidence", () => {
    // 90 of 100 right at 0.99: the best T maps logit 0.99 to logit 0.9, but for the weak prior.
    const posterior = new Float64Array(2_000).map((_, i) => (i % 2 === 0 ? 0.99 : 0.01))
    const gold = Int32Array.from({ length: 1_000 }, (_, t) => (t < 900 ? 0 : 1))
    const { temperature, tasks, lossBefore, lossAfter } = fitTemperature(posterior, 2, gold)
    expect(temperature).toBeCloseTo(logit(0.99) / logit(0.9), 1)
    expect(tasks).toBe(1_000)
    expect(lossAfter).toBeLessThan(lossBefore)
    expect(lossAfter).toBeCloseTo(-0.9 * Math.log(0.9) - 0.1 * Math.log(0.1), 3)
    expect(calibrated(posterior, 2, temperature)[0]).toBeCloseTo(0.9, 2)
  })

  test("is about 1 where the confidence was honest", () => {
    const { posterior, gold } = said([
      [0.9, 0.9, 2_000],
      [0.6, 0.6, 2_000],
    ])
    expect(fitTemperature(posterior, 2, gold).temperature).toBeCloseTo(1, 1)
  })

  test("is below 1 where more was right than was said", () => {
    const { posterior, gold } = said([[0.7, 0.95, 1_000]])
    expect(fitTemperature(posterior, 2, gold).temperature).toBeLessThan(0.6)
  })

  test("is 1 without gold", () => {
    const none = Int32Array.from([-1])
    expect(fitTemperature(Float64Array.from([0.9, 0.1]), 2, none)).toEqual({
      temperature: 1,
      tasks: 0,
      lossBefore: 0,
      lossAfter: 0,
    })
  })

  test("stays moderate with a handful of tasks, all of them right or all wrong", () => {
    const posterior = Float64Array.from([0.9, 0.1, 0.8, 0.2, 0.9, 0.1])
    const right = fitTemperature(posterior, 2, Int32Array.from([0, 0, 0])).temperature
    const wrong = fitTemperature(posterior, 2, Int32Array.from([1, 1, 1])).temperature
    expect(right).toBeGreaterThan(0.3)
    expect(right).toBeLessThan(1)
    expect(wrong).toBeGreaterThan(1)
    expect(wrong).toBeLessThan(20)
  })

  test("can be fitted on certainties that were wrong", () => {
    const posterior = Float64Array.from([1, 0, 1, 0, 1, 0, 0, 1])
    const { temperature, lossAfter } = fitTemperature(posterior, 2, Int32Array.from([0, 0, 1, 1]))
    expect(temperature).toBeCloseTo(100, 9)
    expect(Number.isFinite(lossAfter)).toBe(true)
  })
})

describe("a calibrated posterior", () => {
  const posterior = Float64Array.from([0.7, 0.2, 0.1, 0.05, 0.05, 0.9])

  test("is the same at temperature 1", () => {
    calibrated(posterior, 3, 1).forEach((q, i) => expect(q).toBeCloseTo(posterior[i] ?? 0, 14))
  })

  test("keeps the order of classes and sums to 1", () => {
    for (const temperature of [0.2, 3, 50]) {
      const scaled = calibrated(posterior, 3, temperature)
      expect(scaled[0]).toBeGreaterThan(scaled[1] ?? 1)
      expect(scaled[1]).toBeGreaterThan(scaled[2] ?? 1)
      expect((scaled[0] ?? 0) + (scaled[1] ?? 0) + (scaled[2] ?? 0)).toBeCloseTo(1, 12)
      expect(scaled[5]).toBeGreaterThan(scaled[3] ?? 1)
    }
  })

  test("becomes even when hot and certain when cold", () => {
    expect(calibrated(posterior, 3, 1e6)[0]).toBeCloseTo(1 / 3, 5)
    expect(calibrated(posterior, 3, 0.01)[0]).toBeCloseTo(1, 8)
  })

  test("leaves zeros where there was no vote", () => {
    expect([...calibrated(new Float64Array(3), 3, 2)]).toEqual([0, 0, 0])
  })

  test("keeps what is smaller than a double can say apart from zero", () => {
    const sure = Float64Array.from([1, 1e-300])
    expect(calibrated(sure, 2, 100)[1]).toBeCloseTo(1 / (1 + 10 ** 3), 3)
  })
})

describe("the expected calibration error", () => {
  test("is worked out by hand over bins", () => {
    // Confidence 0.95, right 1 of 2; confidence 0.65, right 1 of 2.
    const posterior = Float64Array.from([0.95, 0.05, 0.95, 0.05, 0.65, 0.35, 0.35, 0.65, 0.5, 0.5])
    const gold = Int32Array.from([0, 1, 0, 0, -1])
    const { error, tasks, bins } = expectedCalibrationError(posterior, 2, gold)
    expect(error).toBeCloseTo((2 * 0.45 + 2 * 0.15) / 4, 12)
    expect(tasks).toBe(4)
    expect(bins[9]).toEqual({ from: 0.9, to: 1, tasks: 2, confidence: 0.95, accuracy: 0.5 })
    expect(bins[6]).toEqual({ from: 0.6, to: 0.7, tasks: 2, confidence: 0.65, accuracy: 0.5 })
    expect(bins.reduce((sum, bin) => sum + bin.tasks, 0)).toBe(4)
  })

  test("holds certainty in the last bin and is 0 without gold", () => {
    expect(expectedCalibrationError(Float64Array.from([1, 0]), 2, Int32Array.from([0])).bins[9]?.tasks).toBe(1)
    expect(expectedCalibrationError(Float64Array.from([1, 0]), 2, Int32Array.from([-1])).error).toBe(0)
  })

  test("falls when a temperature is fitted", () => {
    const { posterior, gold } = said([
      [0.99, 0.85, 400],
      [0.9, 0.7, 400],
      [0.7, 0.6, 400],
    ])
    const { temperature } = fitTemperature(posterior, 2, gold)
    const before = expectedCalibrationError(posterior, 2, gold).error
    expect(expectedCalibrationError(calibrated(posterior, 2, temperature), 2, gold).error).toBeLessThan(before / 2)
  })
})
