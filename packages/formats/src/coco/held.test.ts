import { type Box, boundsOfShape, type LabelId, type Point, type Region, type Shape } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { areaOfShape } from "./carried.ts"
import { HeldBoxes } from "./held.ts"

// Ids of a test.
const labels = ["cat", "dog"] as LabelId[]
const step = fc.record({
  picture: fc.nat({ max: 3 }),
  kind: fc.constantFrom("box", "polygon", "long", "parts", "take"),
  area: fc.constantFrom(Number.NaN, 7.5),
  x: fc.oneof(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.integer({ min: -1e9, max: 1e9 }).map((hundredths) => hundredths / 100),
    fc.constant(-0),
  ),
})

/** A box of COCO with its outline as a region has them, and what travels: its area, and itself where it is another than the outline's. */
function placed(box: Box, points: Point[] | null, area: number): Pick<Region, "geometry" | "foreign"> {
  const stated = [box.x, box.y, box.width, box.height]
  const own = Number.isNaN(area) ? {} : { area }
  if (points === null) {
    const foreign = Number.isNaN(area) ? {} : { foreign: { coco: { ...own, bbox: stated } } }
    return { geometry: { type: "box", ...box }, ...foreign }
  }
  const geometry: Shape = { type: "polygon", rings: [points] }
  const around = Object.values(boundsOfShape(geometry))
  const coco = { ...own, bbox: around, shape_area: areaOfShape(geometry), stated_bbox: stated }
  return { geometry, foreign: { coco } }
}

test("boxes come back by picture in the order they were held, whatever is taken in between", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const held = new HeldBoxes(4, labels)
      const expected: unknown[][] = [[], [], [], []]
      for (const [i, { picture, kind, area, x }] of steps.entries()) {
        const list = expected[picture] ?? []
        const box = { x, y: i, width: 2, height: 3 }
        const points = Array.from({ length: kind === "long" ? 9_000 : 3 }, (_, n) => ({ x: x + n, y: n }))
        if (kind === "take") {
          expect(held.take(picture)).toEqual(list)
          expected[picture] = []
        } else if (kind === "parts") {
          held.add(picture, { wanted: `p${i}`, box, label: "dog" as LabelId, flags: { crowd: true } })
          list.push({ id: `p${i}`, geometry: { type: "box", ...box }, label: "dog", flags: { crowd: true } })
        } else {
          const outline = kind === "box" ? [] : points.flatMap((point) => [point.x, point.y])
          held.addBox(picture, { id: 2 ** 52 + i, label: i % 2, carried: area, outline, ...box })
          list.push({
            id: String(2 ** 52 + i),
            ...placed(box, kind === "box" ? null : points, area),
            label: labels[i % 2],
          })
        }
      }
      for (const [picture, list] of expected.entries()) expect(held.take(picture)).toEqual(list)
    }),
    { numRuns: 20 },
  )
})
