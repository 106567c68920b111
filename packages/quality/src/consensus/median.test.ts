import fc from "fast-check"
import { expect, test } from "vitest"
import { medianBox, weightedMedian } from "./median.ts"

test.each([
  { name: "one value", values: [[4, 2]], expected: 4 },
  {
    name: "two of equal weight: their middle",
    values: [
      [1, 1],
      [4, 1],
    ],
    expected: 2.5,
  },
  {
    name: "three: the middle one, to the bit",
    values: [
      [0.3, 1],
      [0.1, 1],
      [0.2, 1],
    ],
    expected: 0.2,
  },
  {
    name: "four: the mean of the middle two",
    values: [
      [9, 1],
      [1, 1],
      [2, 1],
      [4, 1],
    ],
    expected: 3,
  },
  {
    name: "a heavy voice pulls",
    values: [
      [0, 1],
      [10, 3],
    ],
    expected: 7.5,
  },
  {
    name: "more than half of the weight decides nearly alone",
    values: [
      [0, 1],
      [10, 10],
      [20, 1],
    ],
    expected: 10,
  },
])("weightedMedian: $name", ({ values, expected }) => {
  const weighted = values.map(([value = 0, weight = 1]) => ({ value, weight }))
  expect(weightedMedian(weighted)).toBe(expected)
  expect(weightedMedian(weighted.toReversed())).toBe(expected)
})

test("weightedMedian of nothing is no number", () => {
  expect(weightedMedian([])).toBeNaN()
})

test("with equal weights it is the ordinary median, whatever the order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }),
      (numbers) => {
        const sorted = numbers.toSorted((a, b) => a - b)
        const low = sorted[(sorted.length - 1) >> 1] ?? 0
        const high = sorted[sorted.length >> 1] ?? 0
        const median = weightedMedian(numbers.map((value) => ({ value, weight: 1 })))
        expect(median).toBe(low + (high - low) / 2 + 0)
      },
    ),
  )
})

test("the median box takes each edge for itself and has a size", () => {
  const a = { x: 0, y: 0, width: 10, height: 10 }
  const b = { x: 2, y: 1, width: 10, height: 20 }
  const c = { x: 1, y: 5, width: 30, height: 10 }
  expect(medianBox([a, b, c], [1, 1, 1])).toEqual({ x: 1, y: 1, width: 11, height: 14 })
  expect(medianBox([a, b], [1, 1])).toEqual({ x: 1, y: 0.5, width: 10, height: 15 })
})

test("a box that most people drew comes back to the bit", () => {
  const drawn = { x: 0.1, y: 0.2, width: 0.3, height: 0.7 }
  expect(medianBox([drawn, { ...drawn, width: 5 }, drawn], [1, 1, 1])).toEqual(drawn)
})

test("the median box always has a width and a height", () => {
  const box = fc.record({
    x: fc.double({ min: 0, max: 100, noNaN: true }),
    y: fc.double({ min: 0, max: 100, noNaN: true }),
    width: fc.double({ min: 1e-9, max: 50, noNaN: true }),
    height: fc.double({ min: 1e-9, max: 50, noNaN: true }),
  })
  const people = fc.array(fc.tuple(box, fc.double({ min: 0.1, max: 9, noNaN: true })), { minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(people, (drawn) => {
      const median = medianBox(
        drawn.map(([one]) => one),
        drawn.map(([, weight]) => weight),
      )
      expect(median.width > 0 && median.height > 0).toBe(true)
    }),
  )
})
