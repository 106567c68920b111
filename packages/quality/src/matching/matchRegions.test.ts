import type { Point, Region } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { region } from "../testing/regions.ts"
import { matchBoxes } from "./matchBoxes.ts"
import { matchRegions } from "./matchRegions.ts"

/** A thin strip from one corner of a square of 100 px to the one across, or along the other diagonal. */
function strip(id: string, isRising: boolean, by = 0): Region {
  const line = [
    [0, 0],
    [6, 0],
    [100, 94],
    [100, 100],
    [94, 100],
    [0, 6],
  ] as const
  const ring = line.map(([x, y]): Point => ({ x: x + by, y: isRising ? 100 - y : y }))
  return region(id, [0, 0, 1, 1], { geometry: { type: "polygon", rings: [ring] } })
}

test("outlines whose bounds are the same are matched by what lies inside their lines", () => {
  const mine = [strip("a", true), strip("b", false)]
  const theirs = [strip("c", false, 1), strip("d", true, 1)]
  const matches = matchRegions(mine, theirs, 0.5)
  expect(matches.map(({ a, b }) => [a, b])).toEqual([
    [0, 1],
    [1, 0],
  ])
  for (const { iou } of matches) expect(iou).toBeGreaterThan(0.7)
  expect(matchRegions([strip("a", true)], [strip("b", false)], 0.1)).toEqual([])
})

test("a box and an outline of one thing match by their areas, also in a list of boxes", () => {
  const outline = region("o", [0, 0, 1, 1], {
    geometry: {
      type: "quad",
      points: [
        { x: 2, y: 0 },
        { x: 20, y: 1 },
        { x: 19, y: 10 },
        { x: 0, y: 10 },
      ],
    },
  })
  const boxes = [region("p", [100, 0, 20, 10]), region("q", [0, 0, 20, 10])]
  const [match, ...others] = matchRegions([outline], boxes, 0.5)
  expect(others).toEqual([])
  expect(match).toMatchObject({ a: 0, b: 1 })
  expect(match?.iou).toBeGreaterThan(0.85)
})

test("plain boxes are matched as ever, to the bit", () => {
  const anyBox = fc.record({
    x: fc.integer({ min: 0, max: 30 }),
    y: fc.integer({ min: 0, max: 12 }),
    width: fc.integer({ min: 2, max: 20 }),
    height: fc.integer({ min: 2, max: 20 }),
  })
  const boxes = fc.array(anyBox, { maxLength: 7 })
  const regions = (list: readonly { x: number; y: number; width: number; height: number }[]) =>
    list.map(({ x, y, width, height }, n) => region(`r${n}`, [x, y, width, height]))
  fc.assert(
    fc.property(boxes, boxes, (a, b) => {
      expect(matchRegions(regions(a), regions(b), 0.3)).toEqual(matchBoxes(a, b, 0.3))
    }),
  )
})
