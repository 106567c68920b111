import { isInsideRings, LabelId, type Point, Region, RegionId, type Ring } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { documentOf } from "../document.ts"
import { regionsAt, sceneOf } from "../scene.ts"
import { distanceToRings } from "./hit.ts"

const square = (x: number, y: number, side: number): Point[] => [
  { x, y },
  { x: x + side, y },
  { x: x + side, y: y + side },
  { x, y: y + side },
]
const triangle: Point[] = [
  { x: 0, y: 0 },
  { x: 100, y: 0 },
  { x: 0, y: 100 },
]

describe("a point and an outline", () => {
  test.each([
    { name: "in the outer ring", at: { x: 10, y: 10 }, inside: true, distance: 10 },
    { name: "in the hole", at: { x: 50, y: 50 }, inside: false, distance: 10 },
    { name: "in the other part", at: { x: 205, y: 5 }, inside: true, distance: 5 },
    { name: "outside", at: { x: 150, y: 50 }, inside: false, distance: 50 },
    { name: "beyond a corner", at: { x: -3, y: -4 }, inside: false, distance: 5 },
  ])("that lies $name", ({ at, inside, distance }) => {
    const rings: Ring[] = [square(0, 0, 100), square(40, 40, 20), square(200, 0, 10)]
    expect(isInsideRings(rings, at)).toBe(inside)
    expect(distanceToRings(rings, at)).toBeCloseTo(distance, 9)
  })

  test("inside or not does not depend on where a ring begins or which way it runs", () => {
    const coordinate = fc.integer({ min: -20, max: 120 })
    fc.assert(
      fc.property(coordinate, coordinate, fc.nat(3), (x, y, from) => {
        const ring = square(0, 0, 100)
        const other = [...ring.slice(from), ...ring.slice(0, from)].reverse()
        const at = { x: x + 0.5, y: y + 0.5 }
        expect(isInsideRings([other], at)).toBe(isInsideRings([ring], at))
        expect(distanceToRings([other], at)).toBeCloseTo(distanceToRings([ring], at), 9)
      }),
    )
  })
})

test("a press in the bounds of an outline but beside it takes what lies there", () => {
  const label = LabelId.parse("crate")
  const region = (id: string, geometry: object) => Region.parse({ id, geometry, label })
  const outline = region("outline", { type: "polygon", rings: [triangle] })
  const box = region("box", { type: "box", x: 0, y: 0, width: 300, height: 300 })
  const scene = sceneOf(documentOf({ regions: [outline, box], nothingHere: false }), [label])
  const at = (x: number, y: number) => regionsAt(scene, { x, y }, 3)
  expect(at(20, 20)).toEqual([RegionId.parse("outline"), RegionId.parse("box")])
  expect(at(80, 80)).toEqual([RegionId.parse("box")])
  expect(at(51, 51)).toEqual([RegionId.parse("box"), RegionId.parse("outline")])
})
