import fc from "fast-check"
import { expect, it } from "vitest"
import { around } from "./Picture.tsx"

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
