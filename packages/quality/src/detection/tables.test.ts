import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { iou } from "../geometry/iou.ts"
import { bySureness, detectionTables, everyRow, groupBy, overlap } from "./tables.ts"

const unit = [0, 0, 10, 10] as const
const at = (box: readonly number[], other: readonly number[], isCrowd = false) =>
  overlap(Float64Array.from(box), 0, Float64Array.from(other), 0, isCrowd)

describe("overlap", () => {
  test.each([
    { name: "the same box", other: unit, isCrowd: false, expected: 1 },
    { name: "half shifted", other: [5, 0, 10, 10], isCrowd: false, expected: 1 / 3 },
    { name: "touching edges", other: [10, 0, 10, 10], isCrowd: false, expected: 0 },
    { name: "far away", other: [50, 50, 1, 1], isCrowd: false, expected: 0 },
    { name: "inside a crowd", other: [-100, -100, 500, 500], isCrowd: true, expected: 1 },
    { name: "half inside a crowd", other: [5, 0, 500, 10], isCrowd: true, expected: 0.5 },
    { name: "a box around a crowd", other: [2, 2, 2, 2], isCrowd: true, expected: 0.04 },
    { name: "a box without area", other: [3, 3, 0, 0], isCrowd: false, expected: 0 },
  ])("$name: $expected", ({ other, isCrowd, expected }) => {
    expect(at(unit, other, isCrowd)).toBeCloseTo(expected, 12)
  })

  test("two boxes without area in the same place do not overlap, as in the reference", () => {
    expect(at([3, 3, 0, 0], [3, 3, 0, 0])).toBe(0)
  })

  test("equals the IoU that the rest of the package computes, on any boxes", () => {
    const side = fc.double({ min: 0.5, max: 50, noNaN: true })
    const corner = fc.double({ min: 0, max: 50, noNaN: true })
    fc.assert(
      fc.property(fc.tuple(corner, corner, side, side), fc.tuple(corner, corner, side, side), (a, b) => {
        const box = ([x, y, width, height]: readonly [number, number, number, number]) => ({ x, y, width, height })
        expect(at(a, b)).toBeCloseTo(iou(box(a), box(b)), 9)
      }),
      { seed: 7 },
    )
  })
})

describe("groups of rows", () => {
  test("hold every row once, by key, in the order in which they came", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 40 }), (keys) => {
        const rows = everyRow(keys.length).reverse()
        const groups = groupBy(Int32Array.from(keys), 5, rows)
        const wanted = [0, 1, 2, 3, 4].flatMap((key) => [...rows].filter((row) => keys[row] === key))
        expect([...groups.rows]).toEqual(wanted)
        expect(groups.start[5]).toBe(keys.length)
        for (let key = 0; key < 5; key++)
          for (const row of groups.rows.subarray(groups.start[key] ?? 0, groups.start[key + 1] ?? 0))
            expect(keys[row]).toBe(key)
      }),
      { seed: 8 },
    )
  })

  test("of some rows only hold those", () => {
    expect([...groupBy(Int32Array.of(1, 0, 1), 2, Int32Array.of(2, 0)).rows]).toEqual([2, 0])
  })
})

describe("rows from the surest on", () => {
  test("equal scores come by picture, then as they came", () => {
    const rows = [
      { image: 1, label: 0, box: unit, score: 0.5 },
      { image: 0, label: 0, box: unit, score: 0.5 },
      { image: 0, label: 0, box: unit, score: 0.5 },
      { image: 1, label: 0, box: unit, score: 0.7 },
      { image: 0, label: 0, box: unit, score: -3 },
    ]
    expect([...bySureness(detectionTables(2, 1, [], rows).found)]).toEqual([3, 1, 2, 0, 4])
  })
})

test("an area that the gold does not give is the box's own, and nothing is a crowd unless said", () => {
  const { gold } = detectionTables(
    1,
    1,
    [
      { image: 0, label: 0, box: [0, 0, 4, 5] },
      { image: 0, label: 0, box: [0, 0, 4, 5], area: 7, isCrowd: true },
    ],
    [],
  )
  expect([...gold.area]).toEqual([20, 7])
  expect([...gold.crowd]).toEqual([0, 1])
  expect([...gold.box]).toEqual([0, 0, 4, 5, 0, 0, 4, 5])
})
