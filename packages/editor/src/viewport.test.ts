import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  actualSizeView,
  boxToScreen,
  centreView,
  clampView,
  fitView,
  lineView,
  panBy,
  revealBox,
  SCALE_MAX,
  SCALE_MIN,
  toImage,
  toScreen,
  type View,
  widthView,
  ZOOM_STEP,
  zoomAt,
} from "./viewport.ts"

const picture = { width: 4000, height: 3000 }
const screen = { width: 960, height: 560 }

const view: fc.Arbitrary<View> = fc.record({
  scale: fc.double({ min: SCALE_MIN, max: SCALE_MAX, noNaN: true }),
  x: fc.double({ min: -5_000, max: 5_000, noNaN: true }),
  y: fc.double({ min: -5_000, max: 5_000, noNaN: true }),
})
const point = fc.record({
  x: fc.double({ min: -10_000, max: 10_000, noNaN: true }),
  y: fc.double({ min: -10_000, max: 10_000, noNaN: true }),
})

describe("the one conversion between screen and image (I1)", () => {
  test("there and back is the same place", () => {
    fc.assert(
      fc.property(view, point, (v, p) => {
        const again = toImage(v, toScreen(v, p))
        expect(again.x).toBeCloseTo(p.x, 6)
        expect(again.y).toBeCloseTo(p.y, 6)
      }),
    )
  })

  test("a box on the screen lies between its corners", () => {
    const v = { scale: 0.5, x: 10, y: 20 }
    expect(boxToScreen(v, { x: 100, y: 40, width: 8, height: 6 })).toEqual({ x: 60, y: 40, width: 4, height: 3 })
  })
})

describe("zoom", () => {
  test("the place under the pointer stays under it", () => {
    fc.assert(
      fc.property(
        view,
        fc.record({ x: fc.integer({ min: 0, max: 960 }), y: fc.integer({ min: 0, max: 560 }) }),
        (v, at) => {
          const fixed = toImage(v, at)
          const zoomed = toScreen(zoomAt(v, at, ZOOM_STEP), fixed)
          expect(zoomed.x).toBeCloseTo(at.x, 6)
          expect(zoomed.y).toBeCloseTo(at.y, 6)
        },
      ),
    )
  })

  test("in and out by one notch comes back", () => {
    const v = { scale: 1, x: 3, y: 4 }
    const back = zoomAt(zoomAt(v, { x: 100, y: 90 }, ZOOM_STEP), { x: 100, y: 90 }, 1 / ZOOM_STEP)
    expect(back.x).toBeCloseTo(3, 9)
    expect(back.scale).toBeCloseTo(1, 9)
  })

  test("stops at 3,200 % and at 10 %", () => {
    expect(zoomAt({ scale: 30, x: 0, y: 0 }, { x: 0, y: 0 }, 2).scale).toBe(SCALE_MAX)
    expect(zoomAt({ scale: 0.11, x: 0, y: 0 }, { x: 0, y: 0 }, 0.5).scale).toBe(SCALE_MIN)
  })

  test("a huge picture that fits below 10 % can be zoomed in again, not further out", () => {
    const fitted = fitView({ width: 40_000, height: 30_000 }, screen)
    expect(fitted.scale).toBeLessThan(SCALE_MIN)
    expect(zoomAt(fitted, { x: 0, y: 0 }, 0.5).scale).toBe(fitted.scale)
    expect(zoomAt(fitted, { x: 0, y: 0 }, 2).scale).toBeCloseTo(fitted.scale * 2, 9)
  })

  test("100 % is one image pixel per screen pixel around the middle", () => {
    const v = actualSizeView(fitView(picture, screen), screen)
    expect(v.scale).toBeCloseTo(1, 9)
    expect(toImage(v, { x: 480, y: 280 }).x).toBeCloseTo(2000, 6)
  })
})

describe("fit", () => {
  test("the whole picture is in sight and centred", () => {
    const v = fitView(picture, screen)
    expect(v.scale).toBeCloseTo(560 / 3000, 9)
    expect(v.y).toBe(0)
    expect(v.x).toBeCloseTo((960 - 4000 * v.scale) / 2, 9)
  })

  test("a document opens at full width from the top", () => {
    expect(widthView({ width: 1000, height: 3000 }, screen)).toEqual({ scale: 0.96, x: 0, y: 0 })
  })

  test("a flat document is centred in height", () => {
    expect(widthView({ width: 1000, height: 100 }, screen).y).toBeCloseTo((560 - 96) / 2, 9)
  })
})

describe("pan", () => {
  test("some of the picture always stays in sight", () => {
    fc.assert(
      fc.property(
        view,
        fc.integer({ min: -9_999, max: 9_999 }),
        fc.integer({ min: -9_999, max: 9_999 }),
        (v, dx, dy) => {
          const c = clampView(panBy(v, dx, dy), picture, screen)
          const on = boxToScreen(c, { x: 0, y: 0, ...picture })
          expect(on.x).toBeLessThan(screen.width)
          expect(on.x + on.width).toBeGreaterThan(0)
          expect(on.y).toBeLessThan(screen.height)
          expect(on.y + on.height).toBeGreaterThan(0)
        },
      ),
    )
  })

  test("a view within bounds is left alone", () => {
    const v = fitView(picture, screen)
    expect(clampView(v, picture, screen)).toBe(v)
  })
})

describe("a place in the middle", () => {
  const [large, screen] = [
    { width: 4_000, height: 3_000 },
    { width: 900, height: 700 },
  ]

  test("is in the middle where there is picture all around it", () => {
    const view = centreView({ scale: 2, x: 0, y: 0 }, { x: 1_500, y: 900 }, large, screen)
    expect(toScreen(view, { x: 1_500, y: 900 })).toEqual({ x: 450, y: 350 })
  })

  test("near a border, or beyond it, no bare canvas shows", () => {
    for (const at of [
      { x: 3, y: 2 },
      { x: -800, y: 5_000 },
    ]) {
      const { x, y, scale } = centreView({ scale: 2, x: 0, y: 0 }, at, large, screen)
      expect({ x, y }).toEqual({ x: 0, y: at.y < 0 || at.y > 3_000 ? screen.height - 3_000 * scale : 0 })
    }
  })

  test("a picture smaller than the canvas is centred", () => {
    expect(centreView({ scale: 0.1, x: 5, y: 5 }, { x: 0, y: 0 }, large, screen)).toEqual({
      scale: 0.1,
      x: 250,
      y: 200,
    })
  })
})

describe("reveal", () => {
  test("a box in sight moves nothing", () => {
    const v = { scale: 1, x: 0, y: 0 }
    expect(revealBox(v, { x: 100, y: 100, width: 50, height: 50 }, screen)).toBe(v)
  })

  test.each([
    { name: "left of the canvas", box: { x: -80, y: 100, width: 20, height: 20 }, x: 104, y: 0 },
    { name: "below the canvas", box: { x: 100, y: 900, width: 20, height: 20 }, x: 0, y: 560 - 24 - 920 },
    {
      name: "larger than the canvas and out of it",
      box: { x: 2000, y: 10, width: 2000, height: 2000 },
      x: 480 - 3000,
      y: 0,
    },
  ])("a box $name comes into sight", ({ box, x, y }) => {
    const moved = revealBox({ scale: 1, x: 0, y: 0 }, box, screen)
    expect(moved.x).toBe(x)
    expect(moved.y).toBe(y)
  })

  test("the line being read sits at 60 % of the height", () => {
    const page = { width: 900, height: 4000 }
    const v = lineView(widthView(page, screen), { x: 40, y: 2000, width: 400, height: 30 }, page, screen)
    expect(toScreen(v, { x: 0, y: 2015 }).y).toBeCloseTo(336, 6)
    expect(v.x).toBe(0)
  })

  test("the first and the last lines leave no bare canvas above or below the page", () => {
    const page = { width: 900, height: 4000 }
    const at = (y: number) => lineView(widthView(page, screen), { x: 40, y, width: 400, height: 30 }, page, screen)
    expect(at(10).y).toBe(0)
    expect(toScreen(at(3960), { x: 0, y: 4000 }).y).toBeCloseTo(screen.height, 6)
    const flat = { width: 900, height: 100 }
    const middle = lineView(widthView(flat, screen), { x: 0, y: 0, width: 9, height: 9 }, flat, screen)
    expect(middle.y).toBeCloseTo((screen.height - 100 * middle.scale) / 2, 6)
  })
})
