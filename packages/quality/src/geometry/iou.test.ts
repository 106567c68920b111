import type { Box } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { boundsOfBoxes, edgesOf, iou } from "./iou.ts"

const unit: Box = { x: 0, y: 0, width: 1, height: 1 }
const anyBox = fc.record({
  x: fc.double({ min: -500, max: 500, noNaN: true }),
  y: fc.double({ min: -500, max: 500, noNaN: true }),
  width: fc.double({ min: 0.01, max: 500, noNaN: true }),
  height: fc.double({ min: 0.01, max: 500, noNaN: true }),
})

test.each([
  { name: "same box", b: unit, expected: 1 },
  { name: "half shifted", b: { x: 0.5, y: 0, width: 1, height: 1 }, expected: 1 / 3 },
  { name: "inside", b: { x: 0.25, y: 0.25, width: 0.5, height: 0.5 }, expected: 0.25 },
  { name: "touching edge", b: { x: 1, y: 0, width: 1, height: 1 }, expected: 0 },
  { name: "touching corner", b: { x: 1, y: 1, width: 1, height: 1 }, expected: 0 },
  { name: "far away", b: { x: 9, y: 9, width: 1, height: 1 }, expected: 0 },
])("iou: $name", ({ b, expected }) => {
  expect(iou(unit, b)).toBeCloseTo(expected, 12)
})

test("iou is symmetric to the bit, in [0, 1], and exactly 1 for a box with itself", () => {
  fc.assert(
    fc.property(anyBox, anyBox, (a, b) => {
      const value = iou(a, b)
      expect(value).toBe(iou(b, a))
      expect(value >= 0 && value <= 1).toBe(true)
      expect(iou(a, a)).toBe(1)
    }),
  )
})

test("iou does not divide by zero where a box is smaller than the numbers can say", () => {
  const tiny = { x: 1e17, y: 0, width: 1, height: 1 }
  expect(iou(tiny, tiny)).toBe(0)
})

test("bounds hold every box, and nothing has no bounds", () => {
  expect(boundsOfBoxes([])).toBeNull()
  expect(boundsOfBoxes([unit, { x: -1, y: 2, width: 1, height: 3 }])).toEqual({ x: -1, y: 0, width: 2, height: 5 })
  expect(edgesOf({ x: 1, y: 2, width: 3, height: 4 })).toEqual({ left: 1, top: 2, right: 4, bottom: 6 })
})
