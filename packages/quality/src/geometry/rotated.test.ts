import fc from "fast-check"
import { expect, test } from "vitest"
import { iou } from "./iou.ts"
import { cornersOf, type RotatedBox, rotatedIou } from "./rotated.ts"

const box = (x: number, y: number, width: number, height: number, degrees: number): RotatedBox => ({
  ...{ x, y, width, height },
  degrees,
})
const square = box(0, 0, 2, 2, 0)
const anyBox = fc.record({
  x: fc.double({ min: -50, max: 50, noNaN: true }),
  y: fc.double({ min: -50, max: 50, noNaN: true }),
  width: fc.double({ min: 0.5, max: 60, noNaN: true }),
  height: fc.double({ min: 0.5, max: 60, noNaN: true }),
  degrees: fc.double({ min: -720, max: 720, noNaN: true }),
})

/** The octagon that a square of side 2 shares with itself turned by an eighth. */
const octagon = 8 * (Math.SQRT2 - 1)

test.each([
  { name: "itself", b: square, expected: 1 },
  { name: "itself after an eighth of a turn", b: { ...square, degrees: 45 }, expected: octagon / (8 - octagon) },
  { name: "itself after a quarter turn", b: { ...square, degrees: 90 }, expected: 1 },
  { name: "a bar across", b: box(0.5, -1, 1, 4, 90), expected: 2 / 6 },
  { name: "a diamond inside", b: box(1 - Math.SQRT1_2, 1 - Math.SQRT1_2, Math.SQRT2, Math.SQRT2, 45), expected: 0.5 },
  { name: "a box that touches", b: box(2, 0, 2, 2, 90), expected: 0 },
  { name: "a box far away", b: box(20, 0, 2, 2, 30), expected: 0 },
])("IoU of a square with $name", ({ b, expected }) => {
  expect(rotatedIou(square, b)).toBeCloseTo(expected, 12)
})

test("turning is clockwise as seen: the upper left corner goes right", () => {
  const [x, y] = cornersOf(box(0, 0, 4, 2, 90))
  expect([x, y]).toEqual([3, -1])
  const tilted = cornersOf(box(0, 0, 4, 2, 10))
  expect(tilted[3]).toBeGreaterThan(tilted[1] ?? Infinity)
})

test("boxes that are not turned have the IoU of plain boxes, also after half turns", () => {
  fc.assert(
    fc.property(anyBox, anyBox, fc.integer({ min: -3, max: 3 }), (a, b, halves) => {
      expect(rotatedIou({ ...a, degrees: 0 }, { ...b, degrees: 180 * halves })).toBe(iou(a, b))
    }),
  )
})

test("the clipped area of boxes that are not turned is that of plain boxes", () => {
  fc.assert(
    fc.property(anyBox, anyBox, (a, b) => {
      // A quarter turn of a box is the box with its sides exchanged.
      const rotated = (of: RotatedBox) => ({
        ...of,
        x: of.x + (of.width - of.height) / 2,
        y: of.y + (of.height - of.width) / 2,
        ...{ width: of.height, height: of.width, degrees: 90 },
      })
      expect(rotatedIou(rotated(a), rotated(b))).toBeCloseTo(iou(a, b), 9)
    }),
  )
})

test("symmetric to the bit, in [0, 1], 1 with itself", () => {
  fc.assert(
    fc.property(anyBox, anyBox, (a, b) => {
      const value = rotatedIou(a, b)
      expect(value).toBe(rotatedIou(b, a))
      expect(value >= 0 && value <= 1).toBe(true)
      expect(rotatedIou(a, a)).toBe(1)
      expect(rotatedIou(a, { ...a, degrees: a.degrees + 180 })).toBeCloseTo(1, 9)
    }),
  )
})

test("moving and turning both together changes nothing", () => {
  fc.assert(
    fc.property(anyBox, anyBox, fc.double({ min: -180, max: 180, noNaN: true }), (a, b, degrees) => {
      const radians = (degrees * Math.PI) / 180
      const together = (of: RotatedBox): RotatedBox => {
        const [x, y] = [of.x + of.width / 2, of.y + of.height / 2]
        const centreX = x * Math.cos(radians) - y * Math.sin(radians) + 300
        const centreY = x * Math.sin(radians) + y * Math.cos(radians) - 70
        return { ...of, x: centreX - of.width / 2, y: centreY - of.height / 2, degrees: of.degrees + degrees }
      }
      expect(rotatedIou(together(a), together(b))).toBeCloseTo(rotatedIou(a, b), 8)
    }),
  )
})

test("the shared area is what counting points says", () => {
  const [a, b] = [box(10, 10, 40, 20, 25), box(20, 5, 30, 30, -40)]
  const holds = (of: RotatedBox, x: number, y: number) => {
    const radians = (-of.degrees * Math.PI) / 180
    const [dx, dy] = [x - of.x - of.width / 2, y - of.y - of.height / 2]
    const [left, up] = [
      dx * Math.cos(radians) - dy * Math.sin(radians),
      dx * Math.sin(radians) + dy * Math.cos(radians),
    ]
    return Math.abs(left) <= of.width / 2 && Math.abs(up) <= of.height / 2
  }
  let both = 0
  let either = 0
  for (let x = -10; x < 70; x += 0.25)
    for (let y = -20; y < 60; y += 0.25) {
      const [inA, inB] = [holds(a, x, y), holds(b, x, y)]
      if (inA && inB) both++
      if (inA || inB) either++
    }
  expect(rotatedIou(a, b)).toBeCloseTo(both / either, 2)
})
