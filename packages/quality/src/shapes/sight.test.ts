import { describe, expect, test } from "vitest"
import { areSameToEye } from "./sight.ts"

const box = (x: number, y: number, width: number, height: number) => ({ type: "box", x, y, width, height }) as const
const PAGE = { width: 1_000, height: 1_280 }

describe("boxes that no eye tells apart", () => {
  test("have every edge within four pixels on the screen while the whole image is in view", () => {
    // 1,280 pixels in 640: one pixel of the screen is two of the image.
    expect(areSameToEye(box(100, 100, 300, 60), box(92, 108, 308, 60), PAGE)).toBe(true)
    expect(areSameToEye(box(100, 100, 300, 60), box(91, 100, 309, 60), PAGE)).toBe(false)
    // The same boxes fill more of a smaller image, where the same eight pixels show.
    expect(areSameToEye(box(100, 100, 300, 60), box(92, 108, 308, 60), { width: 600, height: 640 })).toBe(false)
  })

  test("differ by no more than a quarter of the shorter side, however large the image", () => {
    expect(areSameToEye(box(100, 100, 20, 20), box(105, 100, 20, 20), { width: 8_000, height: 6_000 })).toBe(true)
    expect(areSameToEye(box(100, 100, 20, 20), box(106, 100, 20, 20), { width: 8_000, height: 6_000 })).toBe(false)
  })

  test("are told apart in either order alike", () => {
    const [a, b] = [box(100, 100, 20, 40), box(104, 100, 16, 44)]
    for (const size of [PAGE, { width: 300, height: 200 }])
      expect(areSameToEye(a, b, size)).toBe(areSameToEye(b, a, size))
  })

  test("are none where the image has no size, and never other shapes", () => {
    const one = box(100, 100, 300, 60)
    expect(areSameToEye(one, box(101, 100, 299, 60), { width: 0, height: 0 })).toBe(false)
    expect(areSameToEye(one, box(101, 100, 299, 60), undefined)).toBe(false)
    const tilted = { type: "rotatedBox", x: 100, y: 100, width: 300, height: 60, rotation: 2 } as const
    expect(areSameToEye(tilted, tilted, PAGE)).toBe(false)
  })
})
