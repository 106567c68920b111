import { cornersOf, type RotatedBox } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { mergeShapes } from "./list.ts"
import { rotatedBox } from "./rotatedBox.ts"

const boxAt = (rotation: number, width = 80, height = 30): RotatedBox => ({
  ...{ type: "rotatedBox", x: 100 - width / 2, y: 100 - height / 2 },
  ...{ width, height, rotation },
})
const votes = (...shapes: RotatedBox[]) => shapes.map((shape) => ({ shape, weight: 1 }))
function merged(...shapes: RotatedBox[]) {
  const { shape, doubt } = mergeShapes(votes(...shapes))
  if (shape.type !== "rotatedBox") throw new Error(`a ${shape.type}`)
  return { shape, doubt }
}
/** How far two angles that repeat at `period` lie apart. */
const apart = (a: number, b: number, period: number) => Math.abs(a - b - period * Math.round((a - b) / period))

describe("the angle", () => {
  test.each([
    { name: "over the jump at half a turn", angles: [170, -170], middle: 180, period: 180 },
    { name: "around a right angle", angles: [89, 91], middle: 90, period: 180 },
    { name: "one told half a turn further", angles: [10, 194], middle: 12, period: 180 },
    { name: "one told a whole turn further", angles: [-350, 14], middle: 12, period: 180 },
    { name: "three", angles: [5, 7, 9], middle: 7, period: 180 },
    { name: "one far off, which does not count", angles: [5, 7, 50], middle: 6, period: 180 },
  ])("$name: $angles", ({ angles, middle, period }) => {
    const { shape } = merged(...angles.map((angle) => boxAt(angle)))
    expect(apart(shape.rotation, middle, period)).toBeLessThan(0.01)
    expect(shape.width).toBeCloseTo(80, 6)
    expect(shape.height).toBeCloseTo(30, 6)
    expect(shape.x + shape.width / 2).toBeCloseTo(100, 6)
  })

  test("of squares repeats at a quarter of a turn", () => {
    const { shape, doubt } = merged(boxAt(2, 50, 50), boxAt(92, 50, 51), boxAt(-178, 51, 50))
    expect(apart(shape.rotation, 2, 90)).toBeLessThan(0.01)
    expect(doubt).toBeNull()
  })

  test("is the same when a vote is told with its sides exchanged and a quarter of a turn more", () => {
    const plain = merged(boxAt(20), boxAt(24), boxAt(22, 84, 30)).shape
    const exchanged = merged(boxAt(20), boxAt(114, 30, 80), boxAt(22, 84, 30)).shape
    expect(rotatedBox.overlap(plain, exchanged)).toBeCloseTo(1, 9)
  })

  test("is disputed where people point anywhere", () => {
    const near = (rotation: number) => boxAt(rotation, 60, 48)
    expect(merged(near(0), near(60), near(120)).doubt).toBe("angle")
    expect(merged(near(0), near(3), near(6)).doubt).toBeNull()
  })
})

test("edges are the medians in the frame of the angle", () => {
  const { shape } = merged(boxAt(30, 80, 30), boxAt(30, 82, 30), boxAt(30, 90, 33))
  expect(shape.rotation).toBe(30)
  expect(shape.width).toBeCloseTo(82, 9)
  expect(shape.height).toBeCloseTo(30, 9)
})

test("boxes that hardly overlap are not brought together", () => {
  const far = { ...boxAt(0), x: 130 }
  const { shape, doubt } = merged(boxAt(0), far)
  expect(doubt).toBe("apart")
  expect([boxAt(0), far]).toContainEqual(shape)
})

test("what became of a box is the same in any of its forms; the error is that of the corner", () => {
  const outcome = rotatedBox.outcome(boxAt(10), boxAt(190))
  expect(outcome.iou).toBeCloseTo(1, 9)
  expect(outcome.movedPx).toBeCloseTo(0, 6)
  const [first] = cornersOf(boxAt(0))
  const [moved] = cornersOf(boxAt(3))
  expect(rotatedBox.outcome(boxAt(0), boxAt(3)).movedPx).toBeCloseTo(
    Math.hypot(first.x - moved.x, first.y - moved.y),
    9,
  )
})

test("any boxes give a box with an angle that can be stored", () => {
  const anyBox = fc.record({
    type: fc.constant("rotatedBox" as const),
    x: fc.double({ min: 0, max: 30, noNaN: true }),
    y: fc.double({ min: 0, max: 30, noNaN: true }),
    width: fc.double({ min: 1, max: 60, noNaN: true }),
    height: fc.double({ min: 1, max: 60, noNaN: true }),
    rotation: fc.double({ min: -359, max: 359, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(anyBox, { minLength: 2, maxLength: 5 }), (shapes) => {
      const { shape } = merged(...shapes)
      expect(shape.width > 0 && shape.height > 0 && Math.abs(shape.rotation) < 360).toBe(true)
      expect(merged(...[...shapes].reverse()).shape).toEqual(shape)
    }),
  )
})
