import { describe, expect, it } from "vitest"
import { stripAround } from "./strip.ts"

const SIZE = { width: 1_600, height: 1_200 }
const inside = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) =>
  x >= 0 && y >= 0 && x + width <= SIZE.width + 1e-9 && y + height <= SIZE.height + 1e-9

describe("the strip of a picture around what was asked about", () => {
  const cases = [
    { name: "something small in the middle", area: { x: 780, y: 580, width: 40, height: 40 } },
    { name: "something small in a corner", area: { x: 0, y: 0, width: 40, height: 40 } },
    { name: "something at the far edge", area: { x: 1_560, y: 1_160, width: 40, height: 40 } },
    { name: "something wide", area: { x: 100, y: 500, width: 1_400, height: 60 } },
    { name: "something tall", area: { x: 700, y: 50, width: 80, height: 1_100 } },
    { name: "the whole picture", area: { x: 0, y: 0, width: 1_600, height: 1_200 } },
  ]

  it.each(cases)("holds $name and stays in the picture", ({ area }) => {
    const strip = stripAround(area, SIZE)
    expect(inside(strip)).toBe(true)
    expect(strip.y).toBeLessThanOrEqual(area.y)
    expect(strip.y + strip.height).toBeGreaterThanOrEqual(area.y + area.height - 1e-9)
  })

  it("is wider than it is high, so that the answer stays in sight below it", () => {
    const strip = stripAround({ x: 780, y: 580, width: 40, height: 40 }, SIZE)
    expect(strip.width / strip.height).toBeCloseTo(2.6)
  })

  it("has what is looked at in its middle where there is room", () => {
    const strip = stripAround({ x: 780, y: 580, width: 40, height: 40 }, SIZE)
    expect(strip.x + strip.width / 2).toBeCloseTo(800)
    expect(strip.y + strip.height / 2).toBeCloseTo(600)
  })

  it("is never narrower than a tall page where the page is all there is", () => {
    const page = { width: 600, height: 2_000 }
    const strip = stripAround({ x: 100, y: 900, width: 200, height: 20 }, page)
    expect(strip.width).toBeLessThanOrEqual(page.width)
    expect(strip.y + strip.height / 2).toBeCloseTo(910)
  })
})
