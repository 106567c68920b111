import { boxShape, type Point, type Shape } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { blobRadius, dice, drawBlob, drawBox, mapOf, normal } from "../testing/scenery.ts"
import { aimOfPull } from "./aim.ts"
import { findEdge } from "./side.ts"
import { sidesFrom, sidesTo } from "./sides.ts"
import { findSnap } from "./snap.ts"

const REACH = 10
const BOX = { x: 100, y: 80, width: 200, height: 150 }
const map = mapOf(drawBox(400, 300, BOX, { ground: 90, thing: 150, blur: 1, noise: 4 }))

describe("an edge along a side", () => {
  const upright = (x: number) => ({ from: { x, y: 90 }, to: { x, y: 220 } })

  test("is found to a fraction of a pixel, from either side, and says how far it was", () => {
    for (const x of [92, 95.5, 103, 108]) {
      const found = findEdge(map, upright(x), REACH)
      expect(found?.stretch.from.x).toBeCloseTo(100, 0)
      expect(Math.abs((found?.stretch.from.x ?? 0) - 100)).toBeLessThan(0.4)
      expect(Math.abs(found?.by ?? 0)).toBeCloseTo(Math.abs(x - 100), 0)
    }
  })

  test("is not found beyond the reach, on plain ground, and of no length", () => {
    expect(findEdge(map, upright(115), REACH)).toBeNull()
    expect(findEdge(map, upright(40), REACH)).toBeNull()
    expect(findEdge(map, { from: { x: 100, y: 90 }, to: { x: 100, y: 90 } }, REACH)).toBeNull()
  })

  test("noise alone is no edge", () => {
    const roll = dice(5)
    const noisy = mapOf(
      drawBox(300, 300, { x: 900, y: 900, width: 5, height: 5 }, { ground: 120, thing: 0, blur: 1, noise: 10 }),
    )
    const found = Array.from({ length: 60 }, () => {
      const at = { x: 40 + 200 * roll(), y: 40 + 200 * roll() }
      return findEdge(noisy, { from: at, to: { x: at.x, y: at.y + 50 } }, REACH)
    })
    expect(found.filter((edge) => edge !== null).length).toBeLessThanOrEqual(3)
  })

  test("of two that are about as strong the nearer one counts", () => {
    const two = mapOf(
      drawBox(300, 200, { x: 100, y: 20, width: 8, height: 160 }, { ground: 60, thing: 160, blur: 0.7, noise: 2 }),
    )
    const near = (x: number) => findEdge(two, { from: { x, y: 40 }, to: { x, y: 160 } }, REACH)?.stretch.from.x ?? 0
    expect(near(98)).toBeCloseTo(100, 0)
    expect(near(110)).toBeCloseTo(108, 0)
  })

  test("slanted sides have edges as well", () => {
    const round = mapOf(drawBlob(300, 300, { x: 150, y: 150 }, () => 80, { ground: 80, thing: 170, blur: 1, noise: 3 }))
    const half = Math.SQRT1_2
    // The tangent at the lower right of a circle, four pixels outside of it.
    const at = { x: 150 + 84 * half, y: 150 + 84 * half }
    const side = {
      from: { x: at.x + 12 * half, y: at.y - 12 * half },
      to: { x: at.x - 12 * half, y: at.y + 12 * half },
    }
    const found = findEdge(round, side, REACH)
    expect(Math.abs(found?.by ?? 0)).toBeCloseTo(4, 0)
  })
})

describe("where a point is taken to", () => {
  const hands = (seed: number) => {
    const roll = dice(seed)
    return () => {
      const [far, angle] = [2 + 4 * roll(), 2 * Math.PI * roll()]
      return { x: far * Math.cos(angle), y: far * Math.sin(angle) }
    }
  }

  test("both corners of a box, by a hand that is 2 to 6 pixels off", () => {
    const off = hands(3)
    for (let i = 0; i < 40; i++) {
      const [a, b] = [off(), off()]
      const first = { x: BOX.x + a.x, y: BOX.y + a.y }
      const begun = findSnap(map, first, { sides: sidesFrom(first, REACH, ["upright", "level"]) }, REACH)
      expect(Math.abs((begun?.at.x ?? 0) - 100)).toBeLessThan(1)
      expect(Math.abs((begun?.at.y ?? 0) - 80)).toBeLessThan(1)
      const second = { x: 300 + b.x, y: 230 + b.y }
      const ended = findSnap(map, second, { sides: sidesTo({ x: 100, y: 80 }, second, REACH) }, REACH)
      expect(Math.abs((ended?.at.x ?? 0) - 300)).toBeLessThan(1)
      expect(Math.abs((ended?.at.y ?? 0) - 230)).toBeLessThan(1)
      expect(ended?.edges).toHaveLength(2)
    }
  })

  test("one edge takes one coordinate alone", () => {
    const at = { x: 96, y: 150 }
    const snap = findSnap(map, at, { sides: sidesFrom(at, REACH, ["upright", "level"]) }, REACH)
    expect(snap?.at.x).toBeCloseTo(100, 0)
    expect(snap?.at.y).toBe(150)
    expect(snap?.edges).toHaveLength(1)
  })

  test("a point of an outline, onto the nearest place of the edge", () => {
    const radius = blobRadius(90, 4)
    const middle = { x: 200, y: 150 }
    const blob = mapOf(drawBlob(400, 300, middle, radius, { ground: 100, thing: 150, blur: 1, noise: 4 }))
    const off = hands(8)
    for (let i = 0; i < 40; i++) {
      const angle = (2 * Math.PI * i) / 40
      const [by, far] = [off(), radius(angle)]
      const at = { x: 200 + far * Math.cos(angle) + by.x, y: 150 + far * Math.sin(angle) + by.y }
      const snap = findSnap(blob, at, { point: true }, REACH)
      const to = snap?.at ?? at
      const seen = Math.atan2(to.y - middle.y, to.x - middle.x)
      expect(Math.abs(Math.hypot(to.x - middle.x, to.y - middle.y) - radius(seen))).toBeLessThan(1.2)
    }
  })

  test("a corner of another outline takes a point exactly, before any edge", () => {
    const corners: Point[] = [{ x: 104.25, y: 121.5 }]
    const snap = findSnap(map, { x: 101, y: 120 }, { point: true }, REACH, corners)
    expect(snap).toEqual({ at: { x: 104.25, y: 121.5 }, edges: [], corner: true })
    expect(findSnap(map, { x: 101, y: 140 }, { point: true }, REACH, corners)?.corner).toBe(false)
  })

  test("on plain ground it stays where it is", () => {
    expect(findSnap(map, { x: 200, y: 150 }, { point: true }, REACH)).toBeNull()
    expect(findSnap(map, { x: 30, y: 30 }, { sides: sidesFrom({ x: 30, y: 30 }, REACH, ["level"]) }, REACH)).toBeNull()
  })
})

describe("what a pulled handle decides", () => {
  const shape = boxShape(BOX)

  test("a side of a box goes across alone", () => {
    const aimed = aimOfPull({ shape, handle: { part: "side", ring: 0, index: 1 }, by: { x: 5, y: 40 } })
    expect(aimed?.aim).toEqual({ sides: [{ from: { x: 305, y: 80 }, to: { x: 305, y: 230 } }] })
  })

  test("a corner moves both of its sides, which end at the ones across", () => {
    const aimed = aimOfPull({ shape, handle: { part: "point", ring: 0, index: 2 }, by: { x: 6, y: -4 } })
    expect(aimed?.at).toEqual({ x: 306, y: 226 })
    const sides = aimed && "sides" in aimed.aim ? aimed.aim.sides : []
    expect(sides.map(({ to }) => to)).toEqual([
      { x: 306, y: 80 },
      { x: 100, y: 226 },
    ])
  })

  test("a corner pulled past the one across still ends at the sides that stay", () => {
    const aimed = aimOfPull({ shape, handle: { part: "point", ring: 0, index: 2 }, by: { x: -250, y: 0 } })
    const sides = aimed && "sides" in aimed.aim ? aimed.aim.sides : []
    expect(sides[1]).toEqual({ from: { x: 50, y: 230 }, to: { x: 100, y: 230 } })
  })

  test("points of outlines and of four corners are aimed by themselves; what rotates sets no edge", () => {
    const ring = [
      { x: 100, y: 100 },
      { x: 200, y: 100 },
      { x: 150, y: 200 },
    ]
    const outline: Shape = { type: "polygon", rings: [ring] }
    const handle = { part: "point", ring: 0, index: 1 } as const
    expect(aimOfPull({ shape: outline, handle, by: { x: 3, y: 4 } })).toEqual({
      aim: { point: true },
      at: { x: 203, y: 104 },
    })
    const rotated = { type: "rotatedBox", ...BOX, rotation: 20 } as const
    expect(aimOfPull({ shape: rotated, handle: { part: "rotation" }, by: { x: 3, y: 4 } })).toBeNull()
    const side = aimOfPull({ shape: rotated, handle: { part: "side", ring: 0, index: 0 }, by: { x: 0, y: -5 } })
    expect(side && "sides" in side.aim && side.aim.sides).toHaveLength(1)
  })
})

test("made pictures are the same for the same seed, and their noise has the spread that was asked for", () => {
  const roll = dice(9)
  const values = Array.from({ length: 4_000 }, () => normal(roll))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  expect(Math.abs(mean)).toBeLessThan(0.06)
  expect(Math.abs(spread - 1)).toBeLessThan(0.06)
  const how = { ground: 90, thing: 150, blur: 1, noise: 4 }
  expect(drawBox(40, 30, BOX, how, 2).grey).toEqual(drawBox(40, 30, BOX, how, 2).grey)
})
