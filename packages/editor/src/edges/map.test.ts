import { describe, expect, test } from "vitest"
import { drawBox, mapOf, readScenery } from "../testing/scenery.ts"
import { findGradient, GRADIENT_MARGIN } from "./gradient.ts"
import { EdgeMap } from "./map.ts"

const PLAIN = { ground: 60, thing: 180, blur: 0.6, noise: 0 }
const scenery = drawBox(400, 300, { x: 100, y: 80, width: 200, height: 150 }, PLAIN)

describe("the gradient of samples", () => {
  test("a slope of two shades a sample is found as such, in its direction alone", () => {
    const wide = 8 + 2 * GRADIENT_MARGIN
    const slope = Uint8Array.from({ length: 4 * wide * wide }, (_, i) => (i % 4 === 3 ? 255 : 2 * ((i >> 2) % wide)))
    const { right, down } = findGradient(slope, 8)
    expect([...right].every((value) => Math.abs(value - 2) < 1e-5)).toBe(true)
    expect([...down].every((value) => Math.abs(value) < 1e-5)).toBe(true)
  })

  test("noise of single pixels counts for little beside a step of the same height", () => {
    const wide = 8 + 2 * GRADIENT_MARGIN
    const speck = new Uint8Array(4 * wide * wide)
    speck[4 * ((4 + GRADIENT_MARGIN) * wide + 4 + GRADIENT_MARGIN)] = 100
    const step = Uint8Array.from({ length: 4 * wide * wide }, (_, i) => ((i >> 2) % wide > wide / 2 ? 100 : 0))
    const most = (values: Float32Array) => Math.max(...[...values].map(Math.abs))
    expect(most(findGradient(speck, 8).right)).toBeLessThan(most(findGradient(step, 8).right) / 4)
  })
})

test("what is as light as its ground has edges by its colour", () => {
  const wide = 8 + 2 * GRADIENT_MARGIN
  // Red and green of the same lightness (Rec. 601).
  const [red, green] = [
    [176, 83, 46],
    [60, 130, 110],
  ]
  const sides = Uint8Array.from(
    { length: 4 * wide * wide },
    (_, i) => ((i >> 2) % wide > wide / 2 ? red : green)?.[i % 4] ?? 255,
  )
  const { right } = findGradient(sides, 8)
  expect(Math.max(...[...right].map(Math.abs))).toBeGreaterThan(30)
})

describe("the edges of a picture", () => {
  test("are the same whichever block they are in, and 0 outside of the picture", () => {
    const map = mapOf(scenery)
    const left = [90, 150, 200].map((y) => map.along(100, y, 1, 0))
    for (const strength of left) expect(strength).toBeGreaterThan(30)
    // 128 is where one block ends and the next begins.
    expect(map.along(200, 79.999, 0, 1)).toBeCloseTo(map.along(128, 79.999, 0, 1), 1)
    expect(map.along(-40, 50, 1, 0)).toBe(0)
    expect(map.strengthOf(400, 20)).toBe(0)
  })

  test("the border of the picture is none", () => {
    const map = mapOf(drawBox(200, 150, { x: -50, y: -50, width: 400, height: 400 }, PLAIN))
    for (let at = 0; at < 150; at++) {
      expect(map.strengthOf(0, at)).toBeLessThan(3)
      expect(map.strengthOf(199, at)).toBeLessThan(3)
    }
  })

  test("each block is read once, and no more of them than allowed: what is missing is said", () => {
    const asked: string[] = []
    const read = readScenery(scenery)
    const map = new EdgeMap(scenery, 1, (x, y, side, step) => {
      asked.push(`${x} ${y}`)
      return read(x, y, side, step)
    })
    map.allow(1)
    expect(map.strengthOf(100, 100)).toBeGreaterThan(10)
    expect(map.isPartial).toBe(false)
    expect(map.strengthOf(300, 100)).toBeNaN()
    expect(map.isPartial).toBe(true)
    map.allow(1)
    expect(map.isPartial).toBe(false)
    map.strengthOf(300, 100)
    map.strengthOf(100, 100)
    expect(map.isPartial).toBe(false)
    expect(asked).toEqual(["-3 -3", "253 -3"])
  })

  test("of a picture that is not there yet nothing is known, and it is asked again", () => {
    let isThere = false
    const read = readScenery(scenery)
    const map = new EdgeMap(scenery, 1, (...asked) => (isThere ? read(...asked) : null))
    expect(map.along(100, 100, 1, 0)).toBeNaN()
    expect(map.isPartial).toBe(true)
    isThere = true
    expect(map.along(100, 100, 1, 0)).toBeGreaterThan(30)
  })

  test("the blocks in memory are bounded, and what was let go is read again", () => {
    let reads = 0
    const map = new EdgeMap({ width: 128 * 200, height: 128 }, 1, (_, __, side) => {
      reads++
      return new Uint8ClampedArray(4 * side * side)
    })
    for (let block = 0; block < 200; block++) map.strengthOf(128 * block, 5)
    expect(reads).toBe(200)
    map.strengthOf(128 * 199, 5)
    expect(reads).toBe(200)
    map.strengthOf(0, 5)
    expect(reads).toBe(201)
  })

  test("with samples of two pixels an edge is where it is", () => {
    const read = readScenery(scenery)
    const map = new EdgeMap(scenery, 2, (left, top, side) => {
      const half = new Uint8ClampedArray(4 * side * side)
      for (let y = 0; y < side; y++)
        for (let x = 0; x < side; x++)
          half.fill(read(2 * (left + x), 2 * (top + y), 1, 1)?.[0] ?? 0, 4 * (y * side + x), 4 * (y * side + x) + 3)
      return half
    })
    const strengths = Array.from({ length: 41 }, (_, i) => Math.abs(map.along(80 + i, 150, 1, 0)))
    const strongest = strengths.indexOf(Math.max(...strengths)) + 80
    expect(Math.abs(strongest - 100)).toBeLessThanOrEqual(1)
  })
})
