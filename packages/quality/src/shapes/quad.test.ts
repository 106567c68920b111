import type { Point, Quad } from "@justesse/types"
import { expect, test } from "vitest"
import { mergeShapes } from "./list.ts"
import { quad } from "./quad.ts"

const quadOf = (...[a, b, c, d]: readonly [Pair, Pair, Pair, Pair]): Quad => ({
  type: "quad",
  points: [toPoint(a), toPoint(b), toPoint(c), toPoint(d)],
})
type Pair = readonly [number, number]
const toPoint = ([x, y]: Pair): Point => ({ x, y })
const plain = quadOf([0, 0], [100, 4], [98, 34], [2, 30])
const beginAt = ({ points: [a, b, c, d] }: Quad): Quad => ({ type: "quad", points: [b, c, d, a] })
const merge = (...shapes: Quad[]) => mergeShapes(shapes.map((shape) => ({ shape, weight: 1 })))

test("a quad stays one: each corner is the median of its matches", () => {
  const other = quadOf([2, 0], [102, 4], [98, 36], [2, 30])
  const third = quadOf([1, 3], [100, 4], [90, 34], [2, 33])
  expect(merge(plain, other, third)).toEqual({ shape: quadOf([1, 0], [100, 4], [98, 34], [2, 30]), doubt: null })
})

test("the corner that most people begin at is the first", () => {
  const near = quadOf([1, 0], [101, 4], [99, 34], [3, 30])
  const { shape } = merge(plain, beginAt(near), beginAt(plain))
  expect(shape).toEqual(quadOf([100, 4], [98, 34], [2, 30], [0, 0]))
  expect(quad.overlap(plain, beginAt(plain))).toBe(1)
})

test("the direction in which a vote goes round does not matter", () => {
  const [a, b, c, d] = plain.points
  const back: Quad = { type: "quad", points: [a, d, c, b] }
  const near = quadOf([1, 0], [101, 4], [99, 34], [3, 30])
  const { shape, doubt } = merge(plain, back, near)
  expect(doubt).toBeNull()
  expect(quad.overlap(plain, shape.type === "quad" ? shape : back)).toBeGreaterThan(0.98)
})

test("where medians make no convex shape, the medoid stands in; where two hardly overlap too", () => {
  const spike = quadOf([0, 0], [40, 0], [10, 10], [0, 40])
  const bent = quadOf([0, 0], [40, 1], [11, 10], [0, 40])
  const { doubt, shape } = merge(spike, bent, quadOf([0, 1], [40, 0], [10, 11], [1, 40]))
  expect(doubt).toBe("parts")
  expect([spike, bent]).toContainEqual(shape)
  expect(merge(plain, quadOf([90, 0], [190, 4], [188, 34], [92, 30])).doubt).toBe("apart")
})

test("another first corner is another answer, however well the lines lie", () => {
  expect(quad.outcome(plain, plain)).toEqual({ iou: 1, movedPx: 0 })
  const moved = quad.outcome(plain, beginAt(plain))
  expect(moved.iou).toBe(1)
  expect(moved.movedPx).toBeGreaterThan(90)
})
