import fc from "fast-check"
import { expect, test } from "vitest"
import { at, clamp, fromLogit, idAt, logit, medianReordering } from "./numbers.ts"

test("reading typed arrays", () => {
  expect([at(Float64Array.of(1.5, 2.5), 1), idAt(Int32Array.of(3, 4), 0)]).toEqual([2.5, 3])
})

test.each([
  { value: -1, expected: 0 },
  { value: 0.5, expected: 0.5 },
  { value: 7, expected: 1 },
])("$value within [0, 1] is $expected", ({ value, expected }) => {
  expect(clamp(value, 0, 1)).toBe(expected)
})

test("log odds and probabilities are each other's inverse", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (p) => {
      expect(fromLogit(logit(p))).toBeCloseTo(p, 9)
    }),
  )
  expect([fromLogit(0), fromLogit(800), fromLogit(-800)]).toEqual([0.5, 1, 0])
})

test("the median is the middle, or the mean of the two middle ones, of what is counted", () => {
  expect(medianReordering(Float64Array.of(3, 1, 2, 99), 3)).toBe(2)
  expect(medianReordering(Float64Array.of(4, 1, 3, 2), 4)).toBe(2.5)
  expect(medianReordering(new Float64Array(0), 0)).toBe(0)
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { minLength: 1 }), (list) => {
      const median = medianReordering(Float64Array.from(list), list.length)
      const below = list.filter((one) => one < median).length
      const above = list.filter((one) => one > median).length
      expect(below <= list.length / 2 && above <= list.length / 2).toBe(true)
    }),
  )
})
