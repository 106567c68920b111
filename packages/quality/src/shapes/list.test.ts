import { boundsOfShape, boxShape, cornersOfBox, movedShape, type Shape } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { medianBox } from "../consensus/median.ts"
import { drawOutlines } from "../testing/outlineCrowd.ts"
import { mergeShapes, outcomeOf } from "./list.ts"
import { overlapOf } from "./overlap.ts"
import type { Weighted } from "./quality.ts"

const things = drawOutlines(8, 23)
const line = (n: number, of: number): Shape => {
  const shape = things[n]?.votes[of]?.shape
  if (!shape) throw new RangeError(`thing ${n} has no vote ${of}`)
  return shape
}
const box = (x: number, y: number, width: number, height: number): Shape => boxShape({ x, y, width, height })
const rotated: Shape = { type: "rotatedBox", x: 10, y: 10, width: 40, height: 20, rotation: 30 }
const quadLike: Shape = {
  type: "quad",
  points: [
    { x: 0, y: 0 },
    { x: 50, y: 2 },
    { x: 50, y: 22 },
    { x: 1, y: 20 },
  ],
}
const equally = (...shapes: Shape[]): Weighted<Shape>[] => shapes.map((shape) => ({ shape, weight: 1 }))

describe("mergeShapes", () => {
  test.each([box(0, 0, 5, 9), rotated, quadLike, line(0, 0), line(1, 1)])(
    "of identical answers is that answer: $type",
    (shape) => {
      for (const count of [1, 2, 3, 7])
        expect(mergeShapes(equally(...Array.from({ length: count }, () => structuredClone(shape))))).toEqual({
          shape,
          doubt: null,
        })
    },
  )

  test("gives the same bits whatever the order of the votes", () => {
    const weighted = (shapes: readonly Shape[]) =>
      shapes.map((shape, n) => ({ shape, weight: 1 + 0.37 * n, bias: 0.01 * n }))
    const sets = [
      weighted(things[2]?.votes.map(({ shape }) => shape) ?? []),
      weighted([rotated, movedShape(rotated, 2, 1), movedShape(rotated, -1, 2)]),
      weighted([quadLike, movedShape(quadLike, 2, 1), movedShape(quadLike, -1, 2)]),
      weighted([box(0, 0, 9, 9), box(1, 0, 9, 9), rotated, quadLike]),
    ]
    for (const votes of sets) {
      const expected = mergeShapes(votes)
      for (const order of [
        [2, 1, 0],
        [1, 0, 2],
        [1, 2, 0],
      ]) {
        const shuffled = [...order.flatMap((n) => votes[n] ?? []), ...votes.slice(3)]
        expect(mergeShapes(shuffled)).toEqual(expected)
      }
    }
  })

  test("of plain boxes is the median of each edge, to the bit", () => {
    const anyBox = fc.record({
      x: fc.double({ min: 0, max: 50, noNaN: true }),
      y: fc.double({ min: 0, max: 50, noNaN: true }),
      width: fc.double({ min: 1, max: 90, noNaN: true }),
      height: fc.double({ min: 1, max: 90, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(anyBox, { minLength: 1, maxLength: 6 }), (boxes) => {
        const expected = boxShape(
          medianBox(
            boxes,
            boxes.map(() => 1),
          ),
        )
        expect(mergeShapes(equally(...boxes.map(boxShape)))).toEqual({ shape: expected, doubt: null })
      }),
    )
  })

  const corner = fc.integer({ min: 0, max: 200 })
  const length = fc.integer({ min: 4, max: 90 })
  const cell = fc.record({ x: corner, y: corner, width: length, height: length })
  /** Parts, holes and parts over one another: squares anywhere, read even-odd. */
  const manyRings: fc.Arbitrary<Shape> = fc
    .array(cell, { minLength: 1, maxLength: 5 })
    .map((cells) => ({ type: "polygon", rings: cells.map((one) => cornersOfBox(one)) }))

  test("of identical answers of any rings is that answer, to the bit", () => {
    fc.assert(
      fc.property(manyRings, fc.integer({ min: 1, max: 4 }), (shape, count) => {
        const votes = equally(...Array.from({ length: count }, () => structuredClone(shape)))
        expect(mergeShapes(votes)).toEqual({ shape, doubt: null })
      }),
    )
  })

  test("moves with its votes: one part, two, a hole, a rotated box, a quad", () => {
    const sets = [0, 1, 3].map((n) => (things[n]?.votes ?? []).map(({ shape }) => shape))
    sets.push([rotated, movedShape(rotated, 2, 1), movedShape(rotated, -1, 2)])
    sets.push([quadLike, movedShape(quadLike, 2, 1), movedShape(quadLike, -1, 2)])
    for (const shapes of sets) {
      const there = mergeShapes(equally(...shapes))
      for (const [dx, dy] of [
        [64, -32],
        [-0.37, 1_000.9],
      ] as const) {
        const moved = mergeShapes(equally(...shapes.map((shape) => movedShape(shape, dx, dy))))
        expect(moved.doubt).toBe(there.doubt)
        expect(overlapOf(moved.shape, movedShape(there.shape, dx, dy))).toBeGreaterThan(0.985)
      }
    }
  })

  test("refuses no votes", () => {
    expect(() => mergeShapes([])).toThrow(RangeError)
  })
})

describe("different kinds of shape around one thing", () => {
  const outline = line(2, 0)
  const around = boxShape(boundsOfShape(outline))

  test("with more boxes the result is a box, and the others count by the box around them", () => {
    const { shape, doubt } = mergeShapes(equally(around, movedShape(around, 2, 2), outline))
    expect(shape.type).toBe("box")
    expect(overlapOf(shape, around)).toBeGreaterThan(0.95)
    expect(doubt).toBe("kinds")
  })

  test("with as many of each the result says more of the line: the outline itself", () => {
    expect(mergeShapes(equally(around, outline))).toEqual({ shape: outline, doubt: "kinds" })
  })

  test("boxes do not pull the line of those who drew one", () => {
    const { shape } = mergeShapes([...equally(around), { shape: outline, weight: 1 }, { shape: line(2, 1), weight: 1 }])
    expect(shape).toEqual(mergeShapes(equally(outline, line(2, 1))).shape)
  })
})

describe("outcomeOf", () => {
  test.each([box(0, 0, 5, 9), rotated, quadLike, line(0, 0)])("a $type that stayed did not move", (shape) => {
    const { iou, movedPx } = outcomeOf(shape, structuredClone(shape))
    expect(iou).toBe(1)
    expect(movedPx).toBeCloseTo(0, 9)
  })
  test.each([box(0, 0, 50, 90), rotated, quadLike])("a $type that moved by 3 px did so", (shape) => {
    const { iou, movedPx } = outcomeOf(shape, movedShape(shape, 3, 0))
    expect(iou).toBeLessThan(1)
    expect(movedPx).toBeCloseTo(3, 6)
  })
  test("another kind is compared by its line", () => {
    expect(outcomeOf(box(0, 0, 50, 20), { ...rotated, x: 0, y: 0, width: 50, rotation: 0 }).movedPx).toBeCloseTo(0, 9)
    expect(outcomeOf(box(0, 0, 50, 20), rotated).movedPx).toBeGreaterThan(3)
  })
})
