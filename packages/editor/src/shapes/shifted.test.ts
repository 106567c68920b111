import { type Box, boundsOfShape, boxOf, LabelId, type Point, Region, RegionId, type Shape } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { duplicateRegion, nudgeRegion } from "../changes.ts"
import { apply, documentOf } from "../document.ts"
import { commit, historyOf, undo } from "../history.ts"

const limits = { picture: { width: 2_000, height: 1_500 }, minSidePx: 3 }
const coordinate = fc.integer({ min: 200, max: 900 })
const side = fc.integer({ min: 10, max: 200 })
const point = fc.record({ x: coordinate, y: coordinate })
const far: readonly Point[] = [
  { x: 190, y: 195 },
  { x: 905, y: 910 },
]
const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ type: fc.constant("box" as const), x: coordinate, y: coordinate, width: side, height: side }),
  fc.record({
    ...{ type: fc.constant("rotatedBox" as const), x: coordinate, y: coordinate, width: side, height: side },
    rotation: fc.integer({ min: -359, max: 359 }),
  }),
  fc
    .array(
      fc.array(point, { minLength: 1, maxLength: 8 }).map((ring) => [...ring, ...far]),
      { minLength: 1, maxLength: 3 },
    )
    .map((rings) => ({ type: "polygon" as const, rings })),
  fc.tuple(point, point).map(([a, b]) => ({
    ...{ type: "quad" as const, points: [a, far[0] ?? a, b, far[1] ?? b] as [Point, Point, Point, Point] },
  })),
)
const id = RegionId.parse("r1")
const copy = RegionId.parse("copy")
const regionOf = (geometry: Shape): Region =>
  Region.parse({
    ...{ id, geometry, label: LabelId.parse("crate") },
    attributes: { lit: true },
    flags: { occluded: true },
  })
const documentWith = (geometry: Shape) => documentOf({ regions: [regionOf(geometry)], nothingHere: false })
const near = (a: Box, b: Box) =>
  (["x", "y", "width", "height"] as const).forEach((key) => expect(a[key]).toBeCloseTo(b[key], 6))

describe("regions of every shape", () => {
  test("a copy is the very shape beside the original, with what is said about it; undo takes it away", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const history = historyOf(documentWith(shape))
        const change = duplicateRegion(history.document, id, copy, 8, limits)
        expect(change).not.toBeNull()
        if (!change) return
        const after = commit(history, change)
        const made = after.document.regions.get(copy)
        expect(made && { ...made, id, geometry: shape }).toEqual(regionOf(shape))
        expect(made?.geometry.type).toBe(shape.type)
        const [was, now] = [boundsOfShape(shape), made ? boxOf(made) : null]
        near(now ?? was, { ...was, x: was.x + 8, y: was.y + 8 })
        if (shape.type === "rotatedBox")
          expect(made?.geometry).toMatchObject({ x: shape.x + 8, y: shape.y + 8, rotation: shape.rotation })
        expect(undo(after).document).toEqual(history.document)
      }),
    )
  })

  test("arrows move every point, and back to the very same", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const document = documentWith(shape)
        const there = nudgeRegion(document, id, 7, -3, limits)
        const moved = there ? apply(document, there) : document
        const back = nudgeRegion(moved, id, -7, 3, limits)
        const home = back ? apply(moved, back).regions.get(id) : undefined
        expect(moved).not.toEqual(document)
        near(home ? boxOf(home) : boundsOfShape(shape), boundsOfShape(shape))
        expect(home?.geometry.type).toBe(shape.type)
      }),
    )
  })
})
