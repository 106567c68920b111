import { ringsOf } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { isSameLocation, ringPolygons } from "../testing/shapes.ts"
import { areApart, areaOfRings, joinRings, partsOf, splitRing } from "./rings.ts"

const square = (x: number, y: number, side: number) => [
  { x, y },
  { x: x + side, y },
  { x: x + side, y: y + side },
  { x, y: y + side },
]

/** Squares in their own cells, each with a hole or none. */
const rings = fc
  .array(fc.record({ holed: fc.boolean(), side: fc.integer({ min: 20, max: 60 }) }), { minLength: 1, maxLength: 6 })
  .map((cells) =>
    cells.flatMap(({ holed, side }, i) => [
      square(100 * i, 7 * i, side),
      ...(holed ? [square(100 * i + 5, 7 * i + 5, side - 12).reverse()] : []),
    ]),
  )

describe("several rings as one line", () => {
  test("come apart again, to the bit, in their order and from their first corner", () => {
    fc.assert(
      fc.property(rings, (drawn) => {
        const back = splitRing(joinRings(drawn))
        const sorted = (list: readonly (readonly object[])[]) => list.map((ring) => JSON.stringify(ring)).sort()
        expect(sorted(back)).toEqual(sorted(drawn))
        expect(back[0]).toEqual(drawn[0])
        expect(areaOfRings(back)).toBeCloseTo(areaOfRings(drawn), 6)
      }),
    )
  })

  test("go round the same area, counted by crossings and by turns", () => {
    const drawn = [square(0, 0, 100), square(20, 20, 30), square(200, 0, 50)]
    const line = joinRings(drawn)
    const twice = line.reduce((sum, a, i) => {
      const b = line[(i + 1) % line.length] ?? a
      return sum + a.x * b.y - b.x * a.y
    }, 0)
    expect(twice / 2).toBe(100 * 100 - 30 * 30 + 50 * 50)
    expect(areaOfRings(drawn)).toBe(100 * 100 - 30 * 30 + 50 * 50)
  })

  test("also where they lie over one another or touch, whatever their numbers", () => {
    const drawn = ringPolygons({
      coordinate: fc.oneof(fc.integer({ min: -9, max: 900 }), fc.double({ min: 0, max: 900, noNaN: true })),
      side: fc.oneof(fc.integer({ min: 1, max: 90 }), fc.double({ min: 1, max: 90, noNaN: true })),
    })
    fc.assert(
      fc.property(drawn, (shape) => {
        const rings = splitRing(joinRings(ringsOf(shape)))
        expect(isSameLocation(shape, { type: "polygon", rings: rings.map((ring) => [...ring]) }, 0)).toBe(true)
      }),
    )
  })

  test("come apart in one go, however many they are", () => {
    const many = Array.from({ length: 2_400 }, (_, i) => square(20 * (i % 50), 20 * Math.floor(i / 50), 10))
    expect(splitRing(joinRings(many))).toHaveLength(2_400)
  })

  test("also where another tool closes the first of them and comes back from the second where the line ends", () => {
    const [around, hole] = [square(0, 0, 30), square(5, 5, 10)]
    expect(splitRing([...around, ...around.slice(0, 1), ...hole, ...hole.slice(0, 1)])).toEqual([around, hole])
  })

  test("a line that only meets itself, or goes back before it went round anything, is one ring", () => {
    const eight = [...square(0, 0, 10), ...square(10, 10, 10)]
    expect(splitRing(eight)).toEqual([eight])
    const [a, b, c, d] = square(0, 0, 10)
    const spike = [a, b, c, { x: 20, y: 20 }, { x: 30, y: 30 }, { x: 20, y: 20 }, c, d].flatMap((p) => (p ? [p] : []))
    expect(splitRing(spike)).toEqual([spike])
  })

  test("one ring stays as it is", () => {
    expect(splitRing(square(0, 0, 10))).toEqual([square(0, 0, 10)])
    expect(joinRings([square(0, 0, 10)])).toEqual(square(0, 0, 10))
  })
})

test("parts carry their holes with them", () => {
  const [outer, hole, other, within] = [square(0, 0, 100), square(10, 10, 50), square(200, 0, 9), square(20, 20, 9)]
  expect(partsOf([outer, hole, other, within])).toEqual([[outer, hole], [other], [within]])
})

test("rings that lie over one another are not apart", () => {
  expect(areApart([square(0, 0, 10), square(10, 0, 10)])).toBe(true)
  expect(areApart([square(0, 0, 10), square(5, 5, 10)])).toBe(false)
  expect(areApart([square(0, 0, 10), square(2, 2, 3)])).toBe(false)
  expect(areApart([square(0, 0, 10), [...square(-2, 4, 2), { x: 20, y: 5 }]])).toBe(false)
})
