import { LabelId, Region, RegionId } from "@justesse/types"
import fc from "fast-check"
import { expect, it } from "vitest"
import { around, drawnAt } from "./Picture.tsx"

it("zooms to a place that lies inside the picture and holds what fits of the box", () => {
  const size = { width: 640, height: 480 }
  const side = fc.integer({ min: 1, max: 300 })
  const area = fc.record({
    x: fc.integer({ min: 0, max: 340 }),
    y: fc.integer({ min: 0, max: 180 }),
    width: side,
    height: side,
  })
  fc.assert(
    fc.property(area, (box) => {
      const view = around(box, size)
      expect(view.x).toBeGreaterThanOrEqual(0)
      expect(view.y).toBeGreaterThanOrEqual(0)
      expect(view.x + view.width).toBeLessThanOrEqual(size.width + 1e-9)
      expect(view.y + view.height).toBeLessThanOrEqual(size.height + 1e-9)
      expect(view.x).toBeLessThanOrEqual(box.x + 1e-9)
      expect(view.x + view.width).toBeGreaterThanOrEqual(box.x + box.width - 1e-9)
    }),
  )
})

it("draws an upright box as its box, anything else by its own line within the box around it", () => {
  const region = (geometry: object) =>
    Region.parse({ id: RegionId.parse("r"), geometry, label: LabelId.parse("crate") })
  const ring = [
    { x: 10, y: 20 },
    { x: 40, y: 20 },
    { x: 40, y: 60 },
  ]
  const rotated = region({ type: "rotatedBox", x: 0, y: 0, width: 4, height: 2, rotation: 90 })
  expect(drawnAt(region({ type: "box", x: 1, y: 2, width: 3, height: 4 }))).toEqual({
    box: { x: 1, y: 2, width: 3, height: 4 },
  })
  expect(drawnAt(region({ type: "polygon", rings: [ring] }))).toEqual({
    box: { x: 10, y: 20, width: 30, height: 40 },
    rings: [ring],
  })
  expect(drawnAt(rotated).rings?.[0]).toHaveLength(4)
})
