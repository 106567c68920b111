import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Point } from "../geometry.ts"
import {
  boundsOfShape,
  isPlaced,
  isSameShape,
  movedShape,
  outlineShape,
  ringsOf,
  SHAPES,
  Shape,
  ShapeName,
  WHOLE,
} from "./list.ts"

const coordinate = fc.integer({ min: -500, max: 500 })
const point = fc.record({ x: coordinate, y: coordinate })
const side = fc.integer({ min: 1, max: 400 })
const corners = [
  { x: -600, y: -601 },
  { x: 602, y: 603 },
]
const ring = fc.array(point, { minLength: 1, maxLength: 12 }).map((points) => [...points, ...corners])
const drawn: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ type: fc.constant("box" as const), x: coordinate, y: coordinate, width: side, height: side }),
  fc.record({
    ...{ type: fc.constant("rotatedBox" as const), x: coordinate, y: coordinate, width: side, height: side },
    rotation: fc.integer({ min: -359, max: 359 }),
  }),
  fc.record({ type: fc.constant("polygon" as const), rings: fc.array(ring, { minLength: 1, maxLength: 3 }) }),
  fc.tuple(point, point).map(([a, b]) => ({
    ...{ type: "quad" as const, points: [a, corners[0] ?? a, b, corners[1] ?? b] as [Point, Point, Point, Point] },
  })),
)

describe("every shape", () => {
  test("is one of the list, and the list has all of them", () => {
    expect(Object.keys(SHAPES)).toEqual(["box", "rotatedBox", "polygon", "quad", "whole", "span"])
    fc.assert(
      fc.property(drawn, (shape) => {
        expect(Shape.parse(shape)).toEqual(shape)
        expect(SHAPES[shape.type].schema.parse(shape)).toEqual(shape)
      }),
    )
  })

  test("lies in its bounds, and its line touches each side of them", () => {
    fc.assert(
      fc.property(drawn, (shape) => {
        const box = boundsOfShape(shape)
        const points = ringsOf(shape).flat()
        expect(Math.min(...points.map(({ x }) => x))).toBeCloseTo(box.x, 6)
        expect(Math.min(...points.map(({ y }) => y))).toBeCloseTo(box.y, 6)
        expect(Math.max(...points.map(({ x }) => x))).toBeCloseTo(box.x + box.width, 6)
        expect(Math.max(...points.map(({ y }) => y))).toBeCloseTo(box.y + box.height, 6)
      }),
    )
  })

  test("moves as a whole, and back to the very same", () => {
    fc.assert(
      fc.property(drawn, coordinate, coordinate, (shape, dx, dy) => {
        const moved = movedShape(shape, dx, dy)
        const [was, now] = [boundsOfShape(shape), boundsOfShape(moved)]
        expect([now.x - was.x, now.y - was.y, now.width, now.height].map(Math.round)).toEqual(
          [dx, dy, was.width, was.height].map(Math.round),
        )
        expect(isSameShape(movedShape(moved, -dx, -dy), shape)).toBe(true)
        expect(isSameShape(moved, shape)).toBe(dx === 0 && dy === 0)
      }),
    )
  })
})

const apart: fc.Arbitrary<Shape> = fc.oneof(
  fc.constant(WHOLE),
  fc.tuple(fc.nat(9_000), fc.integer({ min: 1, max: 9_000 })).map(([startMs, ms]): Shape => {
    return { type: "span", startMs, endMs: startMs + ms }
  }),
)

describe("shapes that lie on no picture", () => {
  test("are stored as they are, in a measure of their own, and are never taken for what is drawn", () => {
    fc.assert(
      fc.property(apart, fc.nat(500), (shape, ms) => {
        expect(Shape.parse(shape)).toEqual(shape)
        expect([isPlaced(shape), ShapeName.safeParse(shape.type).success]).toEqual([false, false])
        const points = ringsOf(shape).flat()
        const { x, y, width, height } = boundsOfShape(shape)
        expect(points).toContainEqual({ x, y })
        expect(points).toContainEqual({ x: x + width, y: y + height })
        const later = boundsOfShape(movedShape(shape, ms, 40))
        expect(later).toEqual({ x: shape.type === "span" ? x + ms : x, y, width, height })
      }),
    )
    fc.assert(fc.property(drawn, isPlaced))
  })

  test.each([
    { startMs: 5, endMs: 5 },
    { startMs: 5, endMs: 4 },
    { startMs: -1, endMs: 4 },
    { startMs: 0, endMs: Infinity },
    { startMs: 0 },
  ])("no stretch of time goes from $startMs to $endMs", (times) => {
    expect(Shape.safeParse({ type: "span", ...times }).success).toBe(false)
  })
})

test.each([
  { name: "no width", points: [0, 0, 0, 9, 0, 4], shape: null },
  { name: "two points", points: [0, 0, 9, 9], shape: null },
  { name: "a triangle of text", points: [0, 0, 9, 0, 4, 9], shape: "polygon" },
  { name: "four corners of text", points: [0, 0, 9, 0, 9, 9, 1, 8], shape: "quad" },
])("an outline of $name", ({ points, shape }) => {
  const line = Array.from({ length: points.length / 2 }, (_, i) =>
    Point.parse({ x: points[2 * i], y: points[2 * i + 1] }),
  )
  expect(outlineShape([line], true)?.type ?? null).toBe(shape)
  expect(outlineShape([line], false)?.type ?? null).toBe(shape === null ? null : "polygon")
})
