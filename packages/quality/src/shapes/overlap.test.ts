import { boxShape, cornersOfBox, movedShape, type Point, type Ring, ringsOf, type Shape } from "@justesse/types"
import { wholeType } from "@justesse/types/shapes/whole"
import fc from "fast-check"
import { describe, expect, test, vi } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { iou } from "../geometry/iou.ts"
import { measureArea, measureAreas } from "./areas.ts"
import { overlapOf, overlapOfRings } from "./overlap.ts"

const place = fc.double({ min: -300, max: 300, noNaN: true })
const side = fc.double({ min: 0.5, max: 300, noNaN: true })
const anyBox = fc.record({ x: place, y: place, width: side, height: side })
const anyPoint = fc.record({ x: place, y: place })
/** Whole numbers as well, so that points coincide, and lines run along each other. */
const coarsePoint = fc.record({ x: fc.integer({ min: 0, max: 6 }), y: fc.integer({ min: 0, max: 6 }) })
const anyRing = fc.oneof(
  fc.array(anyPoint, { minLength: 3, maxLength: 14 }),
  fc.array(coarsePoint, { minLength: 3, maxLength: 14 }),
)
const anyRings = fc.array(anyRing, { minLength: 1, maxLength: 3 })
const outline = (...rings: Ring[]): Shape => ({ type: "polygon", rings: rings.map((ring) => [...ring]) })
const anyShape: fc.Arbitrary<Shape> = fc.oneof(
  anyBox.map(boxShape),
  fc
    .record({ box: anyBox, rotation: fc.double({ min: -359, max: 359, noNaN: true }) })
    .map(({ box, rotation }): Shape => ({ type: "rotatedBox", ...box, rotation })),
  fc.tuple(anyPoint, anyPoint, anyPoint, anyPoint).map((points): Shape => ({ type: "quad", points })),
  anyRings.map((rings) => outline(...rings)),
)

/** The share of the shapes' bounds that each area takes, counted at `n` × `n` places. */
function counted(a: readonly Ring[], b: readonly Ring[], n: number) {
  const points = [...a, ...b].flat()
  const [left, right] = [Math.min(...points.map((p) => p.x)), Math.max(...points.map((p) => p.x))]
  const [top, bottom] = [Math.min(...points.map((p) => p.y)), Math.max(...points.map((p) => p.y))]
  let [shared, joined] = [0, 0]
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const at = { x: left + ((i + 0.5) * (right - left)) / n, y: top + ((j + 0.5) * (bottom - top)) / n }
      const [inA, inB] = [isInside(a, at), isInside(b, at)]
      if (inA && inB) shared++
      if (inA || inB) joined++
    }
  return { shared: shared / n ** 2, joined: joined / n ** 2, all: (right - left) * (bottom - top) }
}

function isInside(rings: readonly Ring[], { x, y }: Point): boolean {
  let inside = false
  for (const ring of rings)
    ring.forEach((to, n) => {
      const from = ring.at(n - 1) ?? to
      if (from.y > y !== to.y > y && x < from.x + ((to.x - from.x) * (y - from.y)) / (to.y - from.y)) inside = !inside
    })
  return inside
}

describe("known shapes", () => {
  const square = cornersOfBox({ x: 0, y: 0, width: 10, height: 10 })
  const hole = cornersOfBox({ x: 2, y: 2, width: 4, height: 4 })
  test.each([
    { name: "a hole", rings: [square, hole], area: 84 },
    { name: "a part in a hole", rings: [square, hole, cornersOfBox({ x: 3, y: 3, width: 1, height: 1 })], area: 85 },
    { name: "two parts", rings: [square, cornersOfBox({ x: 20, y: 5, width: 3, height: 2 })], area: 106 },
    { name: "a ring twice", rings: [square, square], area: 0 },
    {
      name: "a bow tie",
      rings: [
        [
          { x: 0, y: 0 },
          { x: 4, y: 4 },
          { x: 4, y: 0 },
          { x: 0, y: 4 },
        ],
      ],
      area: 8,
    },
    {
      name: "a line there and back",
      rings: [
        [
          { x: 0, y: 0 },
          { x: 4, y: 4 },
          { x: 2, y: 2 },
        ],
      ],
      area: 0,
    },
    {
      name: "points in one place",
      rings: [
        [
          { x: 1, y: 1 },
          { x: 1, y: 1 },
          { x: 1, y: 1 },
        ],
      ],
      area: 0,
    },
  ])("$name: $area px²", ({ rings, area }) => {
    expect(measureArea(rings)).toBeCloseTo(area, 10)
  })

  test("a five-pointed star in one line leaves its middle out", () => {
    const star = [0, 2, 4, 1, 3].map((n) => {
      const angle = (n * 2 * Math.PI) / 5
      return { x: Math.sin(angle), y: Math.cos(angle) }
    })
    // Ten triangles: the star's points, without the pentagon inside.
    const inner = (3 - Math.sqrt(5)) / 2
    const points = 5 * Math.sin(Math.PI / 5) * inner * Math.cos(Math.PI / 5) * (1 - Math.cos(Math.PI / 5) * inner)
    expect(measureArea([star])).toBeGreaterThan(0.6)
    expect(measureArea([star])).toBeLessThan(points * 3)
  })

  test("areas of two parts, one with a hole, against a square over both", () => {
    const over = cornersOfBox({ x: 5, y: -5, width: 20, height: 10 })
    const areas = measureAreas([square, hole, cornersOfBox({ x: 20, y: 5, width: 3, height: 2 })], [over])
    expect(areas.first).toBeCloseTo(90, 10)
    expect(areas.second).toBeCloseTo(200, 10)
    expect(areas.shared).toBeCloseTo(25 - 3, 10)
    expect(areas.joined).toBeCloseTo(90 + 200 - 22, 10)
  })
})

describe("overlapOf", () => {
  test("is symmetric to the bit, in [0, 1], and 1 for a shape with itself, whatever the shapes", () => {
    fc.assert(
      fc.property(anyShape, anyShape, (a, b) => {
        const value = overlapOf(a, b)
        expect(value).toBe(overlapOf(b, a))
        expect(value >= 0 && value <= 1).toBe(true)
        if (overlapOf(a, a) !== 1) expect(overlapOf(a, a)).toBe(0) // without area
        if (a.type !== "polygon" && a.type !== "quad") expect(overlapOf(a, a)).toBe(1)
      }),
    )
  })

  test("agrees with the count at many places, for rings that cross themselves, nest and lie apart", () => {
    fc.assert(
      fc.property(anyRings, anyRings, (a, b) => {
        const areas = measureAreas(a, b)
        const count = counted(a, b, 150)
        if (!(count.all > 0)) return
        expect(Math.abs(areas.shared / count.all - count.shared)).toBeLessThan(0.02)
        expect(Math.abs(areas.joined / count.all - count.joined)).toBeLessThan(0.02)
      }),
      { numRuns: 60 },
    )
  })

  test("areas add up: joined = first + second - shared", () => {
    fc.assert(
      fc.property(anyRings, anyRings, (a, b) => {
        const { first, second, shared, joined } = measureAreas(a, b)
        expect(Math.abs(first + second - shared - joined)).toBeLessThanOrEqual(1e-9 * (1 + joined))
        expect(Math.abs(first - measureArea(a))).toBeLessThanOrEqual(1e-9 * (1 + joined))
      }),
    )
  })

  test("of boxes given by their corners is that of the boxes, also of rotated ones that are not rotated", () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        const expected = iou(a, b)
        expect(overlapOf(boxShape(a), boxShape(b))).toBe(expected)
        expect(overlapOf(outline(cornersOfBox(a)), outline(cornersOfBox(b)))).toBeCloseTo(expected, 9)
        expect(overlapOf(outline(cornersOfBox(a)), boxShape(b))).toBeCloseTo(expected, 9)
        expect(overlapOf({ type: "rotatedBox", ...a, rotation: 0 }, boxShape(b))).toBeCloseTo(expected, 9)
      }),
    )
  })

  test("does not change when both move, a ring begins elsewhere or goes round the other way, or an edge gets a point", () => {
    fc.assert(
      fc.property(
        anyRings,
        anyRings,
        place,
        fc.nat(),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (a, b, by, n, share) => {
          const [first, second] = [measureArea(a), measureArea(b)]
          if (first < 0.01 || second < 0.01) return
          const before = overlapOf(outline(...a), outline(...b))
          const moved = overlapOf(movedShape(outline(...a), by, -by), movedShape(outline(...b), by, -by))
          expect(moved).toBeCloseTo(before, 6)
          const begun = a.map((ring) => [...ring.slice(n % ring.length), ...ring.slice(0, n % ring.length)])
          expect(overlapOf(outline(...begun), outline(...b))).toBeCloseTo(before, 9)
          expect(overlapOf(outline(...a.map((ring) => [...ring].reverse())), outline(...b))).toBeCloseTo(before, 9)
          const added = a.map((ring) =>
            ring.flatMap((to, at) => {
              const from = ring.at(at - 1) ?? to
              return [{ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }, to]
            }),
          )
          expect(overlapOf(outline(...added), outline(...b))).toBeCloseTo(before, 6)
        },
      ),
    )
  })

  test("a scribble of 10,000 points ends, and tells the area within 2 %", () => {
    const dice = seeded(7)
    const scribble = Array.from({ length: 10_000 }, () => ({ x: dice() * 1_000, y: dice() * 1_000 }))
    const areas = measureAreas([scribble], [cornersOfBox({ x: 0, y: 0, width: 1_000, height: 1_000 })])
    expect(areas.second / 1e6).toBeCloseTo(1, 6)
    // Of a line that crosses itself everywhere, half of the places lie inside.
    expect(areas.shared / 1e6).toBeGreaterThan(0.45)
    expect(areas.shared / 1e6).toBeLessThan(0.55)
  })

  test("shapes whose bounds do not meet share nothing, and rings without area nothing with anything", () => {
    expect(
      overlapOf(
        outline(cornersOfBox({ x: 0, y: 0, width: 2, height: 2 })),
        boxShape({ x: 2, y: 0, width: 2, height: 2 }),
      ),
    ).toBe(0)
    expect(overlapOfRings([], [])).toBe(0)
  })

  test("a shape is measured once, against however many others it is held", () => {
    let reads = 0
    const shapes = Array.from({ length: 60 }, (_, n): Shape => {
      const rings = [cornersOfBox({ x: 10 * n, y: 0, width: 4, height: 4 })]
      const counted = () => (reads++, rings)
      return Object.defineProperty({ type: "polygon", rings }, "rings", { get: counted }) as Shape // the getter gives the rings
    })
    for (const [at, a] of shapes.entries()) for (const b of shapes.slice(at + 1)) expect(overlapOf(a, b)).toBe(0)
    expect(reads).toBeLessThanOrEqual(2 * shapes.length)
  })
})

describe("what lies on no picture", () => {
  const moment = fc.double({ min: 0, max: 10_000_000, noNaN: true })
  const stretch = fc
    .tuple(moment, fc.double({ min: 1, max: 60_000, noNaN: true }))
    .map(([startMs, length]): Shape => ({ type: "span", startMs, endMs: startMs + length }))

  test("stretches of time have in common what their rings have, symmetric to the bit", () => {
    fc.assert(
      fc.property(stretch, stretch, (a, b) => {
        expect(overlapOf(a, b)).toBe(overlapOf(b, a))
        expect(overlapOf(a, b)).toBeCloseTo(overlapOfRings(ringsOf(a), ringsOf(b)), 6)
        expect(overlapOf(a, a)).toBe(1)
      }),
    )
    expect(overlapOf({ type: "span", startMs: 0, endMs: 2 }, { type: "span", startMs: 1, endMs: 4 })).toBe(0.25)
    expect(overlapOf({ type: "span", startMs: 0, endMs: 2 }, { type: "span", startMs: 2, endMs: 4 })).toBe(0)
  })

  test("a whole asset is any other, and no ring of it is read: a fit asks for millions", () => {
    const [one, other]: [Shape, Shape] = [{ type: "whole" }, { type: "whole" }]
    const rings = vi.spyOn(wholeType, "rings")
    expect(overlapOf(one, other)).toBe(1)
    expect(rings).not.toHaveBeenCalled()
    rings.mockRestore()
  })
})
