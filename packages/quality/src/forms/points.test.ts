import { describe, expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import { geometricMedian } from "./points.ts"

describe("the geometric median", () => {
  test("of three of a triangle with equal sides its middle, of two of equal weight the middle, of one itself", () => {
    const height = Math.sqrt(3)
    const corners = [
      { x: 0, y: 0, weight: 1 },
      { x: 2, y: 0, weight: 1 },
      { x: 1, y: height, weight: 1 },
    ]
    const { x, y } = geometricMedian(corners)
    expect([x, y].map((one) => one.toFixed(6))).toEqual([(1).toFixed(6), (height / 3).toFixed(6)])
    expect(geometricMedian(corners.slice(0, 2))).toEqual({ x: 1, y: 0 })
    expect(geometricMedian(corners.slice(2))).toEqual({ x: 1, y: height })
  })

  test("of one that weighs as much as all the others together, that one", () => {
    const points = [
      { x: 5, y: 5, weight: 3 },
      { x: 0, y: 0, weight: 1 },
      { x: 9, y: 0, weight: 1 },
    ]
    const { x, y } = geometricMedian(points)
    expect(Math.hypot(x - 5, y - 5)).toBeLessThan(1e-6)
  })

  test("where the middle of all is a point that outweighs the pull of the others, it stays there", () => {
    const points = [
      { x: 0, y: 0, weight: 5 },
      { x: 2, y: 0, weight: 1 },
      { x: -1, y: 0, weight: 2 },
    ]
    expect(geometricMedian(points)).toEqual({ x: 0, y: 0 })
  })

  test("no place near it has a lesser sum of distances", () => {
    const dice = seeded(7)
    for (let round = 0; round < 20; round++) {
      const points = Array.from({ length: 3 + (round % 5) }, () => ({
        ...{ x: 100 * normalDraw(dice), y: 100 * normalDraw(dice), weight: 0.2 + dice() },
      }))
      const sum = (x: number, y: number) =>
        points.reduce((total, one) => total + one.weight * Math.hypot(one.x - x, one.y - y), 0)
      const { x, y } = geometricMedian(points)
      for (let angle = 0; angle < 8; angle++)
        expect(sum(x + Math.cos(angle), y + Math.sin(angle))).toBeGreaterThanOrEqual(sum(x, y) - 1e-6)
    }
  })
})
