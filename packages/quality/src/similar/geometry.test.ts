import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { region } from "../testing/regions.ts"
import { campOf, edgeCamps } from "./geometry.ts"

const box = (x: number, y: number, width: number, height: number) => region("r", [x, y, width, height])

describe("two camps over one edge", () => {
  test.each([
    ["left", box(100, 10, 50, 20), box(70, 10, 80, 20)],
    ["top", box(100, 30, 50, 20), box(100, 10, 50, 40)],
    ["right", box(100, 10, 50, 20), box(100, 10, 80, 20)],
    ["bottom", box(100, 10, 50, 20), box(100, 10, 50, 40)],
  ] as const)("%s: one is narrower, the other wider", (edge, narrow, wide) => {
    for (const regions of [
      [narrow, wide],
      [wide, narrow],
      [wide, narrow, narrow],
    ]) {
      const camps = edgeCamps(regions)
      expect(camps?.edge).toBe(edge)
      expect(camps && [narrow, wide].map((one) => campOf(one, camps))).toEqual(["narrow", "wide"])
    }
  })

  test("a little noise on the other edges does not matter, as much on another edge does", () => {
    expect(edgeCamps([box(100, 10, 50, 20), box(70, 11, 81, 19)])?.edge).toBe("left")
    expect(edgeCamps([box(100, 10, 50, 20), box(80, 10, 90, 20)])).toBeNull()
  })

  test("equal boxes, and a crowd without camps, are none", () => {
    expect(edgeCamps([box(1, 2, 3, 4), box(1, 2, 3, 4)])).toBeNull()
    expect(edgeCamps([0, 10, 20, 30, 40].map((x) => box(x, 0, 200 - x, 20)))).toBeNull()
  })

  test("a box half way between is in neither camp", () => {
    const camps = edgeCamps([box(100, 10, 50, 20), box(60, 10, 90, 20)])
    expect(camps && [62, 80, 98].map((x) => campOf(box(x, 10, 150 - x, 20), camps))).toEqual(["wide", null, "narrow"])
  })

  test("moving all boxes by the same way changes nothing", () => {
    const whole = fc.integer({ min: 0, max: 60 })
    const some = fc.array(fc.tuple(whole, whole, whole, whole), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 400 }), (list, by) => {
        const at = (dx: number) => edgeCamps(list.map(([x, y, w, h]) => box(x + dx, y, w + 10, h + 10)))
        const [here, there] = [at(0), at(by)]
        expect(there?.edge).toBe(here?.edge)
        if (here && there && (here.edge === "left" || here.edge === "right")) expect(there.wide - here.wide).toBe(by)
      }),
      { numRuns: 200 },
    )
  })
})
