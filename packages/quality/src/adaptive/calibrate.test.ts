import { fc, test as property } from "@fast-check/vitest"
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

describe("on any posterior", () => {
  const probability = fc.double({ min: 0.001, max: 1, noNaN: true })
  const rows = fc.array(fc.tuple(probability, probability, probability, fc.integer({ min: 0, max: 2 })), {
    minLength: 1,
    maxLength: 30,
  })
  const posteriorOf = (list: readonly (readonly [number, number, number, number])[]) =>
    Float64Array.from(list.flatMap(([a, b, c]) => [a, b, c].map((x) => x / (a + b + c))))
  const goldOf = (list: readonly (readonly [number, number, number, number])[]) =>
    Int32Array.from(list, ([, , , known]) => known)

  property.prop([rows])("no other temperature is likelier, the prior counted in", (list) => {
    const temperature = fitTemperature(posteriorOf(list), goldOf(list), 3)
    const loss = (T: number) => {
      const drawn = atTemperature(posteriorOf(list), 3, T)
      const misses = list.map(([, , , known], t) => -Math.log(Math.max(1e-300, drawn[t * 3 + known] ?? 0)))
      return misses.reduce((a, b) => a + b, 0) + (Math.log(T / CROWDS.centre) / CROWDS.spread) ** 2 / 2
    }
    for (const factor of [0.9, 0.99, 1.01, 1.1])
      expect(loss(temperature)).toBeLessThanOrEqual(loss(temperature * factor) + 1e-9)
  })

  const temperatures = fc.double({ min: 0.2, max: 20, noNaN: true })
  property.prop([rows, temperatures, temperatures])(
    "two temperatures one after the other are their product",
    (list, first, second) => {
      const twice = atTemperature(atTemperature(posteriorOf(list), 3, first), 3, second)
      const once = atTemperature(posteriorOf(list), 3, first * second)
      twice.forEach((q, i) => expect(q).toBeCloseTo(once[i] ?? 0, 6))
    },
  )

  test("a task of which nothing is known stays so", () => {
    expect([...atTemperature(Float64Array.of(0, 0, 0.5, 0.5), 2, 3)]).toEqual([0, 0, 0.5, 0.5])
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
