import { cornersOfBox } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { weightedMedian } from "../consensus/median.ts"
import { drawOutlines } from "../testing/outlineCrowd.ts"
import { traceContour } from "./contour.ts"
import { FastMedian } from "./median.ts"
import { Outline } from "./outline.ts"
import { overlapOfRings } from "./overlap.ts"
import { countPieces } from "./pieces.ts"
import { simplifyRings } from "./simplify.ts"

const first = (distances: Float64Array) => distances[0] ?? 0
const bounds = { x: 0, y: 0, width: 900, height: 900 }

test("the contour of one outline is that outline: parts, holes and all", () => {
  for (const { truth } of drawOutlines(8, 2)) {
    const rings = traceContour(
      { outlines: [new Outline(truth)], combine: first },
      { bounds: { ...bounds, width: 1_600, height: 1_600 }, step: 2 },
    )
    expect(overlapOfRings(rings, truth)).toBeGreaterThan(0.985)
    expect(countPieces(rings, 0.02)).toMatchObject({
      parts: countPieces(truth, 0.02).parts,
      holes: countPieces(truth, 0.02).holes,
    })
  }
})

test("an offset moves the line outward or inward", () => {
  const outline = new Outline([cornersOfBox({ x: 100, y: 100, width: 100, height: 100 })])
  const [ring] = traceContour({ outlines: [outline], offsets: [-10], combine: first }, { bounds, step: 1 })
  expect(overlapOfRings([ring ?? []], [cornersOfBox({ x: 110, y: 110, width: 80, height: 80 })])).toBeGreaterThan(0.999)
})

test("signed distances are those to the nearest point of the line, negative inside", () => {
  const outline = new Outline([
    cornersOfBox({ x: 0, y: 0, width: 10, height: 10 }),
    cornersOfBox({ x: 4, y: 4, width: 2, height: 2 }),
  ])
  expect(outline.signed(-3, -4)).toBeCloseTo(5, 12)
  expect(outline.signed(1, 5)).toBeCloseTo(-1, 12)
  expect(outline.signed(5, 5)).toBeCloseTo(1, 12)
  expect(outline.narrowed(0, 5, 1).signed(0.5, 5)).toBeCloseTo(-0.5, 12)
  outline.distance(5, -1)
  expect(outline.nearestEdge()).toEqual({ ring: 0, from: 0 })
  expect([outline.area, outline.edges]).toEqual([96, 8])
})

test("a narrowed outline says the same near its place", () => {
  const [thing] = drawOutlines(1, 4)
  const outline = new Outline(thing?.truth ?? [])
  fc.assert(
    fc.property(fc.nat(700), fc.nat(700), fc.double({ min: -1, max: 1, noNaN: true }), (x, y, share) => {
      const near = outline.narrowed(x, y, 20)
      expect(near.signed(x + 14 * share, y - 14 * share)).toBe(outline.signed(x + 14 * share, y - 14 * share))
    }),
  )
})

test("the fast median is the interpolated weighted median", () => {
  const anyVote = fc.record({ value: fc.integer({ min: -5, max: 5 }), weight: fc.integer({ min: 1, max: 8 }) })
  fc.assert(
    fc.property(fc.array(anyVote, { minLength: 1, maxLength: 7 }), (votes) => {
      const fast = new FastMedian(votes.map(({ weight }) => weight))
      expect(fast.read(Float64Array.from(votes, ({ value }) => value))).toBeCloseTo(weightedMedian(votes), 9)
    }),
  )
})

test("simplified rings hold 0.995 of the shape with far fewer points, and the fixed ones", () => {
  for (const { truth } of drawOutlines(6, 9)) {
    const simple = simplifyRings(truth, 0.1)
    expect(overlapOfRings(simple, truth)).toBeGreaterThanOrEqual(0.995)
    expect(simple.flat().length).toBeLessThanOrEqual(truth.flat().length)
  }
  const disc = Array.from({ length: 200 }, (_, n) => ({
    x: 50 * Math.cos((n * Math.PI) / 100),
    y: 50 * Math.sin((n * Math.PI) / 100),
  }))
  const [plain] = simplifyRings([disc], 0.05)
  expect(plain?.length).toBeLessThan(60)
  const marked = disc.map((point, n) => (n % 50 === 7 ? { ...point, isFixed: true as const } : point))
  const [simple] = simplifyRings([marked], 0.05)
  for (const n of [7, 57, 107, 157]) expect(simple).toContainEqual(disc[n])
})
