import type { Box } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { iou } from "../geometry/iou.ts"
import { matchBoxes } from "./matchBoxes.ts"

const box = (x: number, y = 0, width = 10, height = 10): Box => ({ x, y, width, height })
const crowdedBox = fc.record({
  x: fc.integer({ min: 0, max: 20 }),
  y: fc.integer({ min: 0, max: 8 }),
  width: fc.integer({ min: 4, max: 20 }),
  height: fc.integer({ min: 4, max: 20 }),
})

/** The largest total IoU of any one-to-one matching, by trying all. */
function bestTotal(a: readonly Box[], b: readonly Box[], minIou: number, from = 0, used = 0): number {
  const first = a[from]
  if (!first) return 0
  let best = bestTotal(a, b, minIou, from + 1, used)
  b.forEach((other, j) => {
    const value = iou(first, other)
    if (value < minIou || value === 0 || used & (1 << j)) return
    best = Math.max(best, value + bestTotal(a, b, minIou, from + 1, used | (1 << j)))
  })
  return best
}

test.each([
  { name: "nothing and nothing", a: [], b: [], expected: [] },
  { name: "nothing and one", a: [], b: [box(0)], expected: [] },
  { name: "the same box", a: [box(0)], b: [box(0)], expected: [[0, 0]] },
  { name: "touching boxes", a: [box(0)], b: [box(10)], expected: [] },
  { name: "below the threshold", a: [box(0)], b: [box(6)], expected: [] },
  { name: "two boxes of one person on one thing", a: [box(0), box(1)], b: [box(1)], expected: [[1, 0]] },
  {
    name: "a chain is solved as a whole",
    a: [box(0), box(3)],
    b: [box(2), box(5)],
    expected: [
      [0, 0],
      [1, 1],
    ],
  },
  {
    name: "equal boxes pair up",
    a: [box(0), box(0)],
    b: [box(0), box(0)],
    expected: [
      [0, 0],
      [1, 1],
    ],
  },
])("matchBoxes: $name", ({ a, b, expected }) => {
  expect(matchBoxes(a, b, 0.5).map((match) => [match.a, match.b])).toEqual(expected)
})

test("the total IoU is the largest possible, each box is used once, each match reaches the threshold", () => {
  const list = fc.array(crowdedBox, { maxLength: 7 })
  fc.assert(
    fc.property(list, list, fc.constantFrom(0.1, 0.3, 0.5, 0.75), (a, b, minIou) => {
      const matches = matchBoxes(a, b, minIou)
      expect(new Set(matches.map((match) => match.a)).size).toBe(matches.length)
      expect(new Set(matches.map((match) => match.b)).size).toBe(matches.length)
      expect(matches.every((match) => match.iou >= minIou)).toBe(true)
      const total = matches.reduce((sum, match) => sum + match.iou, 0)
      expect(total).toBeCloseTo(bestTotal(a, b, minIou), 9)
    }),
    { numRuns: 150 },
  )
})

test("the order of the boxes does not change which boxes are matched", () => {
  const distinct = fc.uniqueArray(crowdedBox, {
    maxLength: 12,
    selector: (b) => `${b.x} ${b.y} ${b.width} ${b.height}`,
  })
  fc.assert(
    fc.property(distinct, distinct, (a, b) => {
      const pairsOf = (p: readonly Box[], q: readonly Box[]) =>
        matchBoxes(p, q, 0.3)
          .map((match) => JSON.stringify([p[match.a], q[match.b], match.iou]))
          .sort()
      expect(pairsOf(a.toReversed(), b.toReversed())).toEqual(pairsOf(a, b))
    }),
  )
})

test("a tie between equal boxes goes to the pair that the tie break prefers", () => {
  const matches = matchBoxes([box(0), box(0)], [box(0)], 0.5, (a) => (a === 1 ? 1e-6 : 0))
  expect(matches).toEqual([{ a: 1, b: 0, iou: 1 }])
})

test("hundreds of boxes are matched, each with its own", () => {
  const grid = Array.from({ length: 600 }, (_, i) => box((i % 30) * 11, Math.floor(i / 30) * 11))
  const shifted = grid.map((b) => ({ ...b, x: b.x + 1 }))
  expect(matchBoxes(grid, shifted, 0.5)).toHaveLength(600)
  expect(matchBoxes(grid, shifted, 0.5).every(({ a, b }) => a === b)).toBe(true)
})
