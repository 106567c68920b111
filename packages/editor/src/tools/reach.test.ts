import { boxShape } from "@justesse/types"
import { expect, test } from "vitest"
import { NO_REACH, type Reach, stepReach } from "./reach.ts"

const shape = boxShape({ x: 100, y: 100, width: 200, height: 100 })
const move = (points: readonly (readonly [number, number])[], from: Reach = NO_REACH) =>
  points.reduce((reach, [x, y]) => stepReach(reach, shape, { x, y }, 8), from)
const corner = (index: number) => ({ part: "point", ring: 0, index })

test("the corner under the pointer after drawing does not grow before the pointer has left all handles", () => {
  expect(move([[300, 200]]).grown).toBeNull()
  expect(
    move([
      [300, 200],
      [302, 203],
      [299, 199],
    ]).grown,
  ).toBeNull()
  expect(
    move([
      [300, 200],
      [320, 220],
      [300, 200],
    ]).grown,
  ).toEqual(corner(2))
})

test("a handle grows where it is and shrinks outside of its reach, so that it does not flicker at a border", () => {
  const beside = move([[50, 50]])
  expect(move([[106, 100]], beside).grown).toBeNull()
  const grown = move([[103, 100]], beside)
  expect(grown.grown).toEqual(corner(0))
  expect(move([[106, 103]], grown)).toBe(grown)
  expect(move([[110, 100]], grown).grown).toBeNull()
})

test("from one handle to the next the nearer one grows; the length of a side is none for a tool that draws", () => {
  const beside = move([[50, 50]])
  expect(move([[100, 150]], beside).grown).toEqual({ part: "side", ring: 0, index: 3 })
  expect(move([[100, 130]], beside).grown).toBeNull()
})
