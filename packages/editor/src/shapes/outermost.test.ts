import type { Point } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Edge } from "../box.ts"
import { boxByOutermost } from "./box.ts"
import { edgesOfThree, missingEdge } from "./outermost.ts"

const NAMES = ["left", "top", "right", "bottom"] as const
const at = (x: number, y: number): Point => ({ x, y })

/** The outermost points of an ellipse that is rotated, half sides `a` and `b`, by the angle of each. */
function outermostOf(a: number, b: number, rotation: number): Readonly<Record<Edge, Point>> {
  const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)]
  const on = (t: number) =>
    at(a * Math.cos(t) * cos - b * Math.sin(t) * sin, a * Math.cos(t) * sin + b * Math.sin(t) * cos)
  const right = on(Math.atan2(-b * sin, a * cos))
  const bottom = on(Math.atan2(b * cos, a * sin))
  return { right, bottom, left: at(-right.x, -right.y), top: at(-bottom.x, -bottom.y) }
}

describe("three of four outermost points", () => {
  test("are of the edges towards which they stand out, in any order, and the fourth is missing", () => {
    const [left, top, bottom] = [at(0, 5), at(4, 0), at(5, 10)]
    expect(edgesOfThree([left, top, bottom])).toEqual(["left", "top", "bottom"])
    expect(edgesOfThree([bottom, left, top])).toEqual(["bottom", "left", "top"])
    expect(missingEdge(["bottom", "left", "top"])).toBe("right")
    expect(boxByOutermost.preview([left, top, bottom], at(9, 5), LIMITS).edges).toEqual(["left", "top", "bottom"])
  })

  test("of round things are never called something else; mostly they are called", () => {
    let called = 0
    const rounds = 2_000
    const shape = fc.record({
      a: fc.double({ min: 20, max: 200, noNaN: true }),
      ratio: fc.double({ min: 0.4, max: 1, noNaN: true }),
      rotation: fc.double({ min: 0, max: Math.PI, noNaN: true }),
      without: fc.constantFrom(...NAMES),
      begin: fc.integer({ min: 0, max: 2 }),
    })
    fc.assert(
      fc.property(shape, ({ a, ratio, rotation, without, begin }) => {
        const points = outermostOf(a, a * ratio, rotation)
        const names = NAMES.filter((name) => name !== without)
        const order = [...names.slice(begin), ...names.slice(0, begin)]
        const told = edgesOfThree(order.map((name) => points[name]))
        if (told === null) return
        called++
        expect(told).toEqual(order)
        expect(missingEdge(told)).toBe(without)
      }),
      { numRuns: rounds },
    )
    expect(called / rounds).toBeGreaterThan(0.8)
  })

  test("are not called where two readings are as good, nor with fewer or more of them", () => {
    expect(edgesOfThree([at(0, 0), at(1, 1), at(2, 2)])).toBeNull()
    expect(edgesOfThree([at(0, 5), at(4, 0)])).toBeNull()
    expect(edgesOfThree([at(0, 5), at(4, 0), at(5, 10), at(9, 5)])).toBeNull()
    expect(boxByOutermost.preview([at(0, 5)], at(9, 5), LIMITS).edges).toBeUndefined()
  })
})

const LIMITS = { limits: { picture: { width: 500, height: 500 }, minSidePx: 3 }, inSteps: false }
