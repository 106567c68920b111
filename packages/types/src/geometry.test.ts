import fc from "fast-check"
import { expect, test } from "vitest"
import { Box, boundsOf } from "./geometry.ts"

test.each([
  {
    name: "a triangle",
    points: [
      [0, 0],
      [4, 0],
      [0, 2],
    ],
    box: { x: 0, y: 0, width: 4, height: 2 },
  },
  {
    name: "points in any order",
    points: [
      [5, 6],
      [1, 2],
    ],
    box: { x: 1, y: 2, width: 4, height: 4 },
  },
  {
    name: "a line without height",
    points: [
      [0, 3],
      [9, 3],
    ],
    box: null,
  },
  {
    name: "a line without width",
    points: [
      [3, 0],
      [3, 9],
    ],
    box: null,
  },
  { name: "one point", points: [[1, 1]], box: null },
  { name: "no point", points: [], box: null },
  {
    name: "points farther apart than numbers go",
    points: [
      [-1e308, 0],
      [1e308, 1],
    ],
    box: null,
  },
  {
    name: "a point that is no number",
    points: [
      [0, 0],
      [Number.NaN, 1],
      [2, 2],
    ],
    box: null,
  },
])("the box around $name", ({ points, box }) => {
  expect(boundsOf(points.map(([x = 0, y = 0]) => ({ x, y })))).toEqual(box)
})

test("around any points there is a valid box or none", () => {
  const point = fc.record({ x: fc.double(), y: fc.double() })
  fc.assert(
    fc.property(fc.array(point, { maxLength: 5 }), (points) => {
      const box = boundsOf(points)
      expect(box === null || Box.safeParse(box).success).toBe(true)
    }),
  )
})
