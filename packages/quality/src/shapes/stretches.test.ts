import { boxShape, cornersOfBox, type Ring, type Shape } from "@justesse/types"
import { expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { measureAreas } from "./areas.ts"
import { findStretches } from "./stretches.ts"

const outline = (...rings: Ring[]): Shape => ({ type: "polygon", rings: rings.map((ring) => [...ring]) })
const plain = outline(cornersOfBox({ x: 0, y: 0, width: 100, height: 100 }))
/** The square with a bump of `deep` px outward on its upper edge. */
const bumped = (deep: number) =>
  outline([
    { x: 0, y: 0 },
    { x: 40, y: 0 },
    { x: 40, y: -deep },
    { x: 60, y: -deep },
    { x: 60, y: 0 },
    { x: 100, y: 0 },
    { x: 100, y: 100 },
    { x: 0, y: 100 },
  ])

test("a bump is one stretch: its ring, its depth and the edges along it", () => {
  const [stretch, ...others] = findStretches(plain, bumped(10))
  expect(others).toEqual([])
  expect(stretch?.areaPx).toBeGreaterThan(190)
  expect(stretch?.areaPx).toBeLessThan(201)
  expect(stretch?.depthPx).toBeCloseTo(10, 0)
  expect(stretch?.firstEdges).toEqual([{ ring: 0, from: 0 }])
  expect(stretch?.secondEdges.map(({ from }) => from)).toEqual(expect.arrayContaining([1, 2, 3]))
  expect(stretch?.secondEdges.map(({ from }) => from)).not.toContain(6)
})

test("nothing is said of what is shallower than 3 px or than 2 % of the size", () => {
  expect(findStretches(plain, bumped(2.5))).toEqual([])
  expect(findStretches(plain, bumped(4))).toHaveLength(1)
  const large = (shape: Shape) =>
    shape.type === "polygon"
      ? outline(...shape.rings.map((ring) => ring.map(({ x, y }) => ({ x: 5 * x, y: 5 * y }))))
      : shape
  // 8 px of 500 are 1.6 %.
  expect(findStretches(large(plain), large(bumped(1.6)))).toEqual([])
  expect(findStretches(large(plain), large(bumped(4)))).toHaveLength(1)
})

test("shapes that cross differ in parts that lie apart, the deepest first", () => {
  const wide = boxShape({ x: -20, y: 10, width: 150, height: 80 })
  const stretches = findStretches(plain, wide)
  expect(stretches.map(({ depthPx }) => Math.round(depthPx))).toEqual([30, 20, 10, 10])
  const total = stretches.reduce((sum, { areaPx }) => sum + areaPx, 0)
  const { shared, joined } = measureAreas([cornersOfBox({ x: 0, y: 0, width: 100, height: 100 })], [cornersOfBox(wide)])
  expect(total / (joined - shared)).toBeGreaterThan(0.96)
  expect(total).toBeLessThan(joined - shared)
})

test("a hole that only one has, and a part that only one has, are stretches of their own", () => {
  const hole = cornersOfBox({ x: 30, y: 30, width: 20, height: 20 })
  const part = cornersOfBox({ x: 150, y: 0, width: 30, height: 30 })
  const more = outline(cornersOfBox({ x: 0, y: 0, width: 100, height: 100 }), hole, part)
  const stretches = findStretches(plain, more)
  expect(stretches).toHaveLength(2)
  expect(stretches.flatMap(({ secondEdges }) => secondEdges.map(({ ring }) => ring))).toEqual([2, 2, 2, 2, 1, 1, 1, 1])
})

test("a frame around has a ring outside and one inside", () => {
  const [frame, ...others] = findStretches(plain, boxShape({ x: -12, y: -12, width: 124, height: 124 }))
  expect(others).toEqual([])
  expect(frame?.rings).toHaveLength(2)
  expect(frame?.areaPx).toBeCloseTo(124 ** 2 - 100 ** 2, -3)
})

test("scribbles are compared, if coarsely", () => {
  const dice = seeded(6)
  const scribble = () => outline(Array.from({ length: 1_000 }, () => ({ x: dice() * 1_000, y: dice() * 1_000 })))
  const stretches = findStretches(scribble(), scribble())
  for (const { depthPx } of stretches) expect(depthPx).toBeGreaterThan(3)
})

test("the same shape has none, in either order the same", () => {
  expect(findStretches(plain, plain)).toEqual([])
  const [one] = findStretches(plain, bumped(9))
  const [other] = findStretches(bumped(9), plain)
  expect(one?.rings).toEqual(other?.rings)
  expect(one?.firstEdges).toEqual(other?.secondEdges)
})
