import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { atTemperature, CROWDS, calibrationError, fitTemperature } from "./calibrate.ts"

/** Tasks with two classes whose stated odds are the true ones to the power `tooSure`. */
function crowd(tasks: number, tooSure: number, seed: number) {
  const dice = seeded(seed)
  const posterior = new Float64Array(2 * tasks)
  const truth = new Int32Array(tasks)
  for (let t = 0; t < tasks; t++) {
    const logit = 4 * (dice() - 0.5)
    truth[t] = dice() < 1 / (1 + Math.exp(-logit)) ? 1 : 0
    posterior[2 * t + 1] = 1 / (1 + Math.exp(-tooSure * logit))
    posterior[2 * t] = 1 - (posterior[2 * t + 1] ?? 0)
  }
  return { posterior, truth }
}

describe("temperature", () => {
  test("is found again from plenty of gold", () => {
    const { posterior, truth } = crowd(20_000, 3, 1)
    expect(fitTemperature(posterior, truth, 2, null)).toBeCloseTo(3, 0)
    expect(fitTemperature(posterior, truth, 2)).toBeCloseTo(3, 0)
  })

  test("is the prior's centre without gold, and stays near it with a handful that is all right", () => {
    const { posterior } = crowd(12, 3, 2)
    expect(fitTemperature(posterior, new Int32Array(12).fill(-1), 2)).toBe(CROWDS.centre)
    expect(fitTemperature(posterior, new Int32Array(12).fill(-1), 2, null)).toBe(1)
    const right = Int32Array.from({ length: 12 }, (_, t) => ((posterior[2 * t + 1] ?? 0) > 0.5 ? 1 : 0))
    const found = fitTemperature(posterior, right, 2)
    expect(found).toBeGreaterThan(2)
    expect(found).toBeLessThan(CROWDS.centre)
  })

  test("makes the shown confidence true", () => {
    const { posterior, truth } = crowd(20_000, 5, 3)
    const error = (p: Float64Array) => {
      const sure = Float64Array.from(truth, (_, t) => Math.max(p[2 * t] ?? 0, p[2 * t + 1] ?? 0))
      const right = Int32Array.from(truth, (c, t) => ((p[2 * t + c] ?? 0) >= 0.5 ? 1 : 0))
      return calibrationError(sure, right)
    }
    const gold = truth.map((c, t) => (t % 10 === 0 ? c : -1))
    expect(error(posterior)).toBeGreaterThan(0.1)
    expect(error(atTemperature(posterior, 2, fitTemperature(posterior, gold, 2)))).toBeLessThan(0.02)
  })

  test("keeps answers and sums, and 1 changes nothing", () => {
    const posterior = Float64Array.from([0.7, 0.2, 0.1, 1, 0, 0])
    const cooled = atTemperature(posterior, 3, 4)
    expect((cooled[0] ?? 0) + (cooled[1] ?? 0) + (cooled[2] ?? 0)).toBeCloseTo(1, 12)
    expect(cooled[0]).toBeGreaterThan(cooled[1] ?? 1)
    expect(cooled[0]).toBeLessThan(0.7)
    expect([...cooled.subarray(3)]).toEqual([1, 0, 0])
    atTemperature(posterior, 3, 1).forEach((p, i) => expect(p).toBeCloseTo(posterior[i] ?? 0, 12))
  })
})

describe("calibration error", () => {
  test("is 0 when each bin is right as often as it says", () => {
    expect(calibrationError([0.75, 0.75, 0.75, 0.75], [1, 1, 1, 0])).toBe(0)
  })
  test("is the gap in a single bin, and a confidence of 1 has a bin", () => {
    expect(calibrationError([1, 1], [1, 0])).toBe(0.5)
    expect(calibrationError([], [])).toBeNaN()
  })
})
