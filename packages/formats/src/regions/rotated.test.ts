import { cornersOf, cornersOfBox, type Region } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { tallyRegion } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"
import { joinRings } from "./rings.ts"
import {
  dropWholeRotations,
  fitRotatedBox,
  quadRegion,
  rotateAboutTopLeft,
  rotateRegion,
  statedQuad,
  topLeftOf,
  toShape,
} from "./rotated.ts"

const side = fc.double({ min: 0.01, max: 4_000, noNaN: true })
const place = fc.double({ min: -4_000, max: 4_000, noNaN: true })
const box = fc.record({ x: place, y: place, width: side, height: side })
const angle = fc.oneof(fc.double({ min: -359.9, max: 359.9, noNaN: true }), fc.constantFrom(90, 180, 270, -90, 45))

const farthest = (a: readonly { x: number; y: number }[], b: readonly { x: number; y: number }[]) =>
  Math.max(...a.map((p, i) => Math.hypot(p.x - (b[i]?.x ?? Infinity), p.y - (b[i]?.y ?? Infinity))))

test("a box 200,100,300,100 turned 90° about its top left on 1000×500 lies in 100,100,100,300", () => {
  expect(rotateAboutTopLeft({ x: 200, y: 100, width: 300, height: 100 }, 90)).toEqual({
    box: { x: 100, y: 100, width: 100, height: 300 },
    rotated: { type: "rotatedBox", x: 0, y: 200, width: 300, height: 100, rotation: 90 },
  })
})

test.each([
  { rotation: 0, box: { x: 0, y: 0, width: 4, height: 2 } },
  { rotation: 360, box: { x: 0, y: 0, width: 4, height: 2 } },
  { rotation: 90, box: { x: 1, y: -1, width: 2, height: 4 } },
  { rotation: -90, box: { x: 1, y: -1, width: 2, height: 4 } },
  { rotation: 180, box: { x: 0, y: 0, width: 4, height: 2 } },
  { rotation: 450, box: { x: 1, y: -1, width: 2, height: 4 } },
])("turned by $rotation° about its centre a box lies exactly in $box", ({ rotation, box: around }) => {
  expect(rotateRegion({ x: 0, y: 0, width: 4, height: 2 }, rotation).box).toEqual(around)
})

test("a box that is not turned is a box: nothing rotated", () => {
  expect(rotateRegion({ x: 1, y: 2, width: 3, height: 4 }, -360)).toEqual({ box: { x: 1, y: 2, width: 3, height: 4 } })
  expect(Object.is(dropWholeRotations(-360), 0)).toBe(true)
  expect(dropWholeRotations(-450)).toBe(-90)
})

test("corners of a turned box are those of the same box again, to 1e-9 px", () => {
  fc.assert(
    fc.property(box, angle, (drawn, rotation) => {
      const rotated = { ...drawn, rotation }
      const again = fitRotatedBox(cornersOf(rotated))
      expect(again && farthest(cornersOf(again), cornersOf(rotated))).toBeLessThan(1e-9)
    }),
  )
})

test("turning about the top left keeps that corner where it was, to 1e-9 px", () => {
  fc.assert(
    fc.property(box, angle, (drawn, rotation) => {
      const { rotated } = rotateAboutTopLeft(drawn, rotation)
      if (rotated) expect(farthest([topLeftOf(rotated)], [drawn])).toBeLessThan(1e-9)
      else expect(dropWholeRotations(rotation)).toBe(0)
    }),
  )
})

test("corners that run the other way round are the same box", () => {
  const rotated = { x: 10, y: 20, width: 30, height: 8, rotation: 33 }
  const [a, b, c, d] = cornersOf(rotated)
  expect(fitRotatedBox([a, d, c, b])?.width).toBeCloseTo(30, 9)
  expect(fitRotatedBox([a, d, c, b])?.rotation).toBeCloseTo(33, 9)
})

test.each([
  { name: "a slanted quad", corners: [0, 0, 9, 1, 9, 9, 0, 9] },
  { name: "a line", corners: [0, 0, 9, 0, 18, 0, 9, 0] },
  { name: "a point", corners: [1, 1, 1, 1, 1, 1, 1, 1] },
  { name: "a triangle", corners: [0, 0, 9, 0, 9, 9] },
])("$name is no turned box", ({ corners }) => {
  const points = Array.from({ length: corners.length / 2 }, (_, i) => ({
    x: corners[2 * i] ?? 0,
    y: corners[2 * i + 1] ?? 0,
  }))
  expect(fitRotatedBox(points)).toBeNull()
})

test("a quad of an upright box is a plain box from whichever corner and whichever way; a slanted one is kept as it is (found F3)", () => {
  const [a, b, c, d] = cornersOfBox({ x: 5, y: 6, width: 30, height: 20 })
  for (const corners of [
    [a, b, c, d],
    [b, c, d, a],
    [c, d, a, b],
    [d, a, b, c],
    [d, c, b, a],
    [b, a, d, c],
    [a, c, b, d],
  ])
    expect(quadRegion(corners)).toEqual({ box: { x: 5, y: 6, width: 30, height: 20 } })
  expect(statedQuad([b, c, d, a])?.rotated).toEqual({
    type: "rotatedBox",
    x: 10,
    y: 1,
    width: 20,
    height: 30,
    rotation: 90,
  })
  const slanted = [a, b, { x: 40, y: 40 }, d]
  expect(quadRegion(slanted)).toEqual({ box: { x: 5, y: 6, width: 35, height: 34 }, outline: slanted })
  expect(quadRegion([a, a, a, a])).toBeNull()
})

test("what a file says of a place becomes the shape that it is", () => {
  const box = { x: 0, y: 0, width: 9, height: 9 }
  const [a, b, c] = cornersOfBox(box)
  const four = [a, b, { x: 7, y: 9 }, { x: 1, y: 8 }]
  expect(toShape({ box }, true)).toEqual({ type: "box", ...box })
  expect(toShape(rotateRegion(box, 30), true)).toEqual({ type: "rotatedBox", ...box, rotation: 30 })
  expect(toShape({ box, outline: four }, true)).toEqual({ type: "quad", points: four })
  expect(toShape({ box, outline: four }, false)).toEqual({ type: "polygon", rings: [four] })
  expect(toShape({ box, outline: [a, b, c] }, true)).toEqual({ type: "polygon", rings: [[a, b, c]] })
  expect(toShape({ box, outline: [a, a, b] }, true)).toEqual({ type: "box", ...box })
  const hole = [
    { x: 2, y: 2 },
    { x: 2, y: 4 },
    { x: 4, y: 2 },
  ]
  const holed = toShape({ box, outline: joinRings([four, hole]) }, true)
  expect(holed.type === "polygon" && holed.rings).toEqual([four, hole])
})

test("what can only be four corners tells that a quarter turn is lost, and keeps every other turn", () => {
  const told = (rotation: number) => {
    const tally = new Tally()
    const geometry = toShape(rotateRegion({ x: 0, y: 0, width: 40, height: 20 }, rotation), false)
    const region = { geometry } as unknown as Region // only what is looked at
    tallyRegion(region, { rotation: "corners", outline: true }, tally)
    return tally.lines("a").map(({ code }) => code)
  }
  expect([90, -90, 180, 12.5].map(told)).toEqual([["rotation"], ["rotation"], ["rotation"], []])
})
