import {
  boundsOfShape,
  isSameShape,
  type Point,
  type Ring,
  ringsOf,
  SHAPES,
  type Shape,
  Shape as ShapeSchema,
} from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Handle } from "./contract.ts"
import {
  handleOfShapeAt,
  handlesOf,
  isSameHandle,
  nudgedShape,
  partAfter,
  partsOf,
  pulledShape,
  shapeWithoutPoint,
} from "./list.ts"

const limits = { picture: { width: 2_000, height: 1_500 }, minSidePx: 3 }
const REACH = 8
const coordinate = fc.integer({ min: 400, max: 1_000 })
const side = fc.integer({ min: 60, max: 250 })
const star = (x: number, y: number, count: number, radius: number): Point[] =>
  Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * i) / count + 0.3
    return { x: Math.round(x + radius * Math.cos(angle)), y: Math.round(y + radius * Math.sin(angle)) }
  })
const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ type: fc.constant("box" as const), x: coordinate, y: coordinate, width: side, height: side }),
  fc.record({
    ...{ type: fc.constant("rotatedBox" as const), x: coordinate, y: coordinate, width: side, height: side },
    rotation: fc.integer({ min: -179, max: 180 }),
  }),
  fc
    .tuple(coordinate, coordinate, fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 2 }))
    .map(([x, y, count, holes]) => ({
      type: "polygon" as const,
      rings: [star(x, y, count, 180), ...Array.from({ length: holes }, (_, i) => star(x + 40 * i, y, 4, 30))],
    })),
  fc.tuple(coordinate, coordinate).map(([x, y]) => {
    const [a, b, c, d] = star(x, y, 4, 120)
    const o = { x, y }
    return { type: "quad" as const, points: [a ?? o, b ?? o, c ?? o, d ?? o] as [Point, Point, Point, Point] }
  }),
)
const shift = fc.record({ dx: fc.integer({ min: -40, max: 40 }), dy: fc.integer({ min: -40, max: 40 }) })
const pull = (shape: Shape, handle: Handle, dx: number, dy: number, inSteps = false): Shape => {
  const at = handlesOf(shape, REACH).find((one) => isSameHandle(one.handle, handle))?.at ?? { x: 0, y: 0 }
  return pulledShape(shape, handle, { from: at, to: { x: at.x + dx, y: at.y + dy }, inSteps, limits })
}
const near = (a: Point | undefined, b: Point | undefined, px = 0.05) =>
  expect(Math.hypot((a?.x ?? 0) - (b?.x ?? 0), (a?.y ?? 0) - (b?.y ?? 0))).toBeLessThan(px)

describe("every shape under the hand", () => {
  test("is found by each of its handles, and stays a shape of its kind whatever is pulled", () => {
    fc.assert(
      fc.property(shapes, shift, fc.nat(), fc.boolean(), (shape, { dx, dy }, which, inSteps) => {
        const places = handlesOf(shape, REACH)
        const place = places[which % places.length]
        if (!place) throw new Error("no handle")
        expect(handleOfShapeAt(shape, place.at, REACH)).not.toBeNull()
        const pulled = pull(shape, place.handle, dx, dy, inSteps)
        expect(pulled.type).toBe(shape.type)
        expect(ShapeSchema.safeParse(pulled).success).toBe(true)
        expect(SHAPES[pulled.type].type).toBe(pulled.type)
      }),
    )
  })

  test("a point or corner follows the hand", () => {
    fc.assert(
      fc.property(shapes, shift, fc.nat(), (shape, { dx, dy }, which) => {
        const places = handlesOf(shape, REACH).filter(({ handle }) => handle.part === "point")
        const place = places[which % places.length]
        if (!place || place.handle.part === "rotation") throw new Error("no point")
        const pulled = pull(shape, place.handle, dx, dy)
        const points = ringsOf(pulled).flat()
        // A box that is turned over counts its corners anew: one of them is where the hand is.
        const wanted = { x: place.at.x + dx, y: place.at.y + dy }
        const away = Math.min(...points.map(({ x, y }) => Math.hypot(x - wanted.x, y - wanted.y)))
        expect(away).toBeLessThan(0.1)
      }),
    )
  })

  test("nothing pulled is nothing changed, to the last bit, except where a click adds a point", () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (shape, which) => {
        const places = handlesOf(shape, REACH)
        const handle = places[which % places.length]?.handle
        if (!handle) throw new Error("no handle")
        const pulled = pull(shape, handle, 0, 0)
        const adds = shape.type === "polygon" && handle.part === "side"
        if (adds) expect(partsOf(pulled)).toHaveLength(partsOf(shape).length + 1)
        else expect(pulled).toBe(shape)
      }),
    )
  })

  test("one key walks all parts and comes back to the whole; arrows move each of them, and back", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const seen: Handle[] = []
        for (let part = partAfter(shape, null); part !== null; part = partAfter(shape, part)) seen.push(part)
        expect(seen).toEqual(partsOf(shape))
        for (const part of seen)
          for (const [dx, dy] of [
            [1, 0],
            [0, -10],
          ] as const) {
            const there = nudgedShape(shape, part, dx, dy, limits)
            const back = nudgedShape(there, part, -dx, -dy, limits)
            near(ringsOf(back)[0]?.[0], ringsOf(shape)[0]?.[0], 0.2)
          }
      }),
    )
  })
})

describe("a rotated box", () => {
  const shape: Shape = { type: "rotatedBox", x: 500, y: 400, width: 200, height: 80, rotation: 30 }

  test("keeps what lies across from the handle where it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), shift, (index, { dx, dy }) => {
        const before = ringsOf(shape)[0]
        const after = ringsOf(pull(shape, { part: "point", ring: 0, index }, dx, dy))[0]
        near(after?.[(index + 2) % 4], before?.[(index + 2) % 4])
      }),
    )
  })

  test("is rotated about its middle: by its handle, in steps, and by arrows", () => {
    const rotated = pull(shape, { part: "rotation" }, 20, 40)
    expect([rotated.type === "rotatedBox" && rotated.rotation, boundsOfShape(rotated)]).not.toEqual([30, null])
    expect({ ...rotated, rotation: 30 }).toEqual(shape)
    const stepped = pull(shape, { part: "rotation" }, 20, 40, true)
    expect(stepped.type === "rotatedBox" && stepped.rotation % 15).toBe(0)
    const by = (dx: number, dy: number) => nudgedShape(shape, { part: "rotation" }, dx, dy, limits)
    expect(
      [by(1, 0), by(0, -1), by(10, 0), by(0, -10)].map((one) => one.type === "rotatedBox" && one.rotation),
    ).toEqual([31, 29, 45, 15])
  })

  test("an arrow along a side does not move it, one across moves it by as much", () => {
    const upright: Shape = { ...shape, rotation: 0 }
    const right: Handle = { part: "side", ring: 0, index: 1 }
    expect(nudgedShape(upright, right, 0, 5, limits)).toBe(upright)
    expect(nudgedShape(upright, right, 5, 0, limits)).toEqual({ ...upright, width: 205 })
  })
})

describe("an outline", () => {
  const ring: Ring = star(700, 600, 5, 150)
  const shape: Shape = { type: "polygon", rings: [[...ring], star(700, 600, 3, 30)] }

  test("gets a point in the middle of a side, which may be pulled further", () => {
    const added = pull(shape, { part: "side", ring: 0, index: 4 }, 3, 4)
    const [a, b] = [ring[4] ?? { x: 0, y: 0 }, ring[0] ?? { x: 0, y: 0 }]
    near(ringsOf(added)[0]?.[5], { x: (a.x + b.x) / 2 + 3, y: (a.y + b.y) / 2 + 4 })
  })

  test("loses any point; a part with three of them goes as a whole, the last part keeps three", () => {
    const without = shapeWithoutPoint(shape, { part: "point", ring: 0, index: 2 })
    expect(without && ringsOf(without)[0]).toEqual(ring.filter((_, i) => i !== 2))
    const whole = shapeWithoutPoint(shape, { part: "point", ring: 1, index: 0 })
    expect(whole && ringsOf(whole)).toEqual([ring])
    const last: Shape = { type: "polygon", rings: [star(700, 600, 3, 30)] }
    expect(shapeWithoutPoint(last, { part: "point", ring: 0, index: 0 })).toBeNull()
    expect(shapeWithoutPoint(shape, { part: "side", ring: 0, index: 0 })).toBeNull()
    expect(isSameShape(shape, { type: "polygon", rings: [[...ring], star(700, 600, 3, 30)] })).toBe(true)
  })

  test("does not leave the picture, and a side that is short has no handle of its own", () => {
    const pulled = pull(shape, { part: "point", ring: 0, index: 0 }, 5_000, 5_000)
    expect(ringsOf(pulled)[0]?.[0]).toEqual({ x: 2_000, y: 1_500 })
    const hole = handlesOf(shape, 20).filter(({ handle }) => handle.part === "side" && handle.ring === 1)
    expect(hole).toEqual([])
  })
})

test("four corners: a side takes both of its corners along", () => {
  const [a, b, c, d] = star(700, 600, 4, 100)
  const o = { x: 0, y: 0 }
  const shape: Shape = { type: "quad", points: [a ?? o, b ?? o, c ?? o, d ?? o] }
  const pulled = ringsOf(pull(shape, { part: "side", ring: 0, index: 3 }, 7, -5))[0]
  near(pulled?.[3], { x: (d?.x ?? 0) + 7, y: (d?.y ?? 0) - 5 })
  near(pulled?.[0], { x: (a?.x ?? 0) + 7, y: (a?.y ?? 0) - 5 })
  expect([pulled?.[1], pulled?.[2]]).toEqual([b, c])
})
