import { expect, test } from "vitest"
import { moved, placed, zoomed } from "./view.ts"

const FITS = { zoom: 1, x: 0.5, y: 0.5 }

test("a picture that fits is in the middle, however it is moved", () => {
  expect(moved(FITS, 0.3, -2)).toEqual(FITS)
  expect(zoomed(FITS, 0.2)).toEqual(FITS)
  expect(placed({ width: 200, height: 100 }, { width: 100, height: 100 }, FITS)).toEqual({
    scale: 0.5,
    left: 0,
    top: 25,
  })
})

test("what is under the pointer stays there while it comes nearer, and nothing but picture is in the middle", () => {
  const nearer = zoomed(FITS, 4, { x: 0.75, y: 0.5 })
  expect(nearer).toEqual({ zoom: 4, x: 0.6875, y: 0.5 })
  const size = { width: 100, height: 100 }
  const at = ({ scale, left }: ReturnType<typeof placed>) => left + 75 * scale
  expect(at(placed(size, size, nearer))).toBeCloseTo(at(placed(size, size, FITS)))
  expect(moved(nearer, 5, 0).x).toBe(0.875)
  expect(zoomed(nearer, 1_000).zoom).toBe(40)
})
