import { cornersOfBox, type Ring } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import { medianBox } from "../consensus/median.ts"
import { drawOutlines } from "../testing/outlineCrowd.ts"
import { measureArea } from "./areas.ts"
import { boundaryError } from "./boundary.ts"
import { mergeOutlines, type OutlineVote } from "./outlines.ts"
import { overlapOfRings } from "./overlap.ts"

const vote = (...rings: Ring[]): OutlineVote => ({ rings, weight: 1 })
const square = (x: number, y: number, side: number) => cornersOfBox({ x, y, width: side, height: side })
const disc = (x: number, y: number, radius: number, points = 60): Ring =>
  Array.from({ length: points }, (_, n) => {
    const angle = (n / points) * 2 * Math.PI
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) }
  })
const map = (votes: readonly OutlineVote[], change: (ring: Ring) => Ring) =>
  votes.map((one) => ({ ...one, rings: one.rings.map(change) }))

describe("the line of several", () => {
  test("of three equals is the majority of the area", () => {
    const { rings, doubt } = mergeOutlines([
      vote(disc(100, 100, 40)),
      vote(disc(100, 100, 50)),
      vote(disc(100, 100, 70)),
    ])
    expect(doubt).toBeNull()
    expect(overlapOfRings(rings, [disc(100, 100, 50)])).toBeGreaterThan(0.99)
  })

  test("of two equals is the middle line, of unequal weights nearer to the heavier", () => {
    const votes = [vote(disc(100, 100, 40)), vote(disc(100, 100, 50))]
    expect(overlapOfRings(mergeOutlines(votes).rings, [disc(100, 100, 45)])).toBeGreaterThan(0.99)
    const uneven = [vote(disc(100, 100, 40)), { ...vote(disc(100, 100, 50)), weight: 4 }]
    // At weights of 1 to 4 the places are 0.1 and 0.6: the line lies at four fifths.
    expect(overlapOfRings(mergeOutlines(uneven).rings, [disc(100, 100, 48)])).toBeGreaterThan(0.99)
  })

  test("lies inside that of a person who draws too large by a known share", () => {
    const size = Math.sqrt(measureArea([disc(0, 0, 50)]))
    const large = { ...vote(disc(100, 100, 50)), bias: -5 / size }
    const other = { ...vote(disc(100, 100, 50.0001)), bias: -5 / size }
    const { rings } = mergeOutlines([large, other])
    expect(boundaryError(rings, [disc(100, 100, 45)]).p95).toBeLessThan(0.6)
  })

  test("keeps parts and holes that most people drew, and leaves out what one made up", () => {
    const both = () => vote(square(0, 0, 60), square(80, 0, 40))
    const missing = mergeOutlines([both(), vote(square(1, 0, 60), square(80, 1, 40)), vote(square(0, 1, 60))])
    expect(missing.doubt).toBeNull()
    expect(missing.rings).toHaveLength(2)
    const extra = mergeOutlines([both(), vote(square(1, 0, 60)), vote(square(0, 1, 60))])
    expect(extra.rings).toHaveLength(1)
    const hole = mergeOutlines([
      vote(square(0, 0, 60), square(20, 20, 20)),
      vote(square(0, 0, 61), square(20, 21, 20)),
      vote(square(0, 0, 60)),
    ])
    expect(measureArea(hole.rings)).toBeCloseTo(3_600 - 400, -2)
  })

  test("is one person's own, with a doubt, where two hardly overlap or disagree about parts", () => {
    const apart = mergeOutlines([vote(square(0, 0, 60)), vote(square(50, 50, 60))])
    expect(apart).toEqual({ rings: [square(0, 0, 60)], doubt: "apart" })
    const parts = mergeOutlines([vote(square(0, 0, 60), square(80, 0, 40)), vote(square(0, 0, 60))])
    expect(parts.doubt).toBe("parts")
    expect([1, 2]).toContain(parts.rings.length)
  })

  test("has corners where half of the weight set them, to the pixel's fraction", () => {
    const { rings } = mergeOutlines([
      vote(square(10, 10, 100)),
      vote(square(10.5, 10, 100)),
      vote(square(10, 10.5, 100)),
    ])
    expect(rings).toHaveLength(1)
    expect(rings[0]).toHaveLength(4)
    for (const corner of square(10, 10, 100))
      expect(Math.min(...(rings[0] ?? []).map(({ x, y }) => Math.hypot(x - corner.x, y - corner.y)))).toBeLessThan(0.75)
  })

  test("of boxes as outlines lies on the medians of their edges: half a pixel off at most on average, and within 1 % of the size", () => {
    const dice = seeded(3)
    const errors = Array.from({ length: 25 }, () => {
      const size = 30 + 170 * dice()
      const boxes = [0, 1, 2].map(() => {
        const edge = () => normalDraw(dice) * size * 0.02
        return { x: 50 + edge(), y: 40 + edge(), width: size + edge(), height: 0.7 * size + edge() }
      })
      const expected = cornersOfBox(medianBox(boxes, [1, 1, 1]))
      const { rings } = mergeOutlines(boxes.map((box) => vote(cornersOfBox(box))))
      const { mean } = boundaryError(rings, [expected])
      // Where all three cross at a corner, the majority of the area has a notch that medians of edges have not.
      expect(mean).toBeLessThan(0.01 * size)
      return mean
    })
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.5)
  })
})

describe("what must change nothing", () => {
  const things = drawOutlines(6, 11).map(({ votes }) =>
    votes.map(({ shape }) => ({ rings: shape.type === "polygon" ? shape.rings : [], weight: 1 })),
  )
  test.each(things.map((votes, n) => ({ n, votes })))(
    "thing $n: moving it, where a ring begins, its direction, more points",
    ({ votes }) => {
      const before = mergeOutlines(votes)
      const moved = mergeOutlines(map(votes, (ring) => ring.map(({ x, y }) => ({ x: x + 31, y: y - 17 }))))
      const back = moved.rings.map((ring) => ring.map(({ x, y }) => ({ x: x - 31, y: y + 17 })))
      expect(overlapOfRings(back, before.rings)).toBeGreaterThan(0.9999)
      const changes: ((ring: Ring) => Ring)[] = [
        (ring) => [...ring.slice(2), ...ring.slice(0, 2)],
        (ring) => [...ring].reverse(),
        (ring) =>
          ring.flatMap((to, n) => [
            { x: (to.x + (ring.at(n - 1) ?? to).x) / 2, y: (to.y + (ring.at(n - 1) ?? to).y) / 2 },
            to,
          ]),
      ]
      for (const change of changes)
        expect(overlapOfRings(mergeOutlines(map(votes, change)).rings, before.rings)).toBeGreaterThan(0.99)
    },
  )
})

test("scribbles are not brought together: one stays, with a doubt", () => {
  const dice = seeded(5)
  const scribble = () => vote(Array.from({ length: 10_000 }, () => ({ x: dice() * 1_000, y: dice() * 1_000 })))
  const votes = [scribble(), scribble(), scribble()]
  const { rings, doubt } = mergeOutlines(votes)
  expect(doubt).toBe("parts")
  expect(votes.map((one) => one.rings)).toContainEqual(rings)
})

test("any rings give rings, never an error", () => {
  const point = fc.record({
    x: fc.double({ min: 0, max: 60, noNaN: true }),
    y: fc.double({ min: 0, max: 60, noNaN: true }),
  })
  const anyVote = fc.record({
    rings: fc.array(fc.array(point, { minLength: 3, maxLength: 9 }), { minLength: 1, maxLength: 2 }),
    weight: fc.double({ min: 0.1, max: 5, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(anyVote, { minLength: 2, maxLength: 4 }), (votes) => {
      const { rings } = mergeOutlines(votes)
      expect(rings.length).toBeGreaterThan(0)
      for (const ring of rings) expect(ring.length).toBeGreaterThanOrEqual(3)
    }),
    { numRuns: 40 },
  )
})
