import { cornersOfBox } from "@justesse/types"
import { expect, test } from "vitest"
import { boundaryError, boundaryIou, spreadPoints } from "./boundary.ts"

const square = (x: number, side = 100) => [cornersOfBox({ x, y: 0, width: side, height: side })]

test("a line has no distance from itself", () => {
  const { mean, p95 } = boundaryError(square(0), square(0))
  expect(mean).toBeCloseTo(0, 12)
  expect(p95).toBeCloseTo(0, 12)
})

test("of a square 10 px further right: the upright edges lie 10 px off, the level ones mostly on each other", () => {
  const { mean, p95 } = boundaryError(square(0), square(10))
  // Both ways: of 400 px each, 200 lie 10 px off, 10 run from 0 to 10.
  expect(mean).toBeCloseTo((200 * 10 + 2 * 10 * 5) / 400, 0)
  expect(p95).toBeCloseTo(10, 9)
  expect(boundaryError(square(10), square(0))).toEqual({ mean, p95 })
})

test("Boundary IoU is 1 for the same, 0 apart, stricter than IoU for a small move, null without a line's band", () => {
  expect(boundaryIou(square(0), square(0), 4)).toBe(1)
  expect(boundaryIou(square(0), square(200), 4)).toBe(0)
  const moved = boundaryIou(square(0), square(4), 4)
  // The bands of the upright edges do not meet any more; those of the level ones do.
  expect(moved).toBeGreaterThan(0.25)
  expect(moved).toBeLessThan(0.4)
  expect(boundaryIou([], [], 4)).toBeNull()
})

test("points spread over all rings evenly", () => {
  const points = spreadPoints([...square(0, 10), ...square(50, 30)], 16)
  expect(points).toHaveLength(16)
  expect(points.filter(({ x }) => x < 40)).toHaveLength(4)
  expect(points[0]).toEqual({ x: 5, y: 0 })
})
