import fc from "fast-check"
import { expect, test } from "vitest"
import { assign } from "./assign.ts"

/** The largest total by trying every assignment. */
function bruteForce(rows: number, columns: number, value: readonly number[]): number {
  if (rows > columns) {
    const rotated = Array.from(
      { length: columns * rows },
      (_, i) => value[(i % rows) * columns + Math.floor(i / rows)] ?? 0,
    )
    return bruteForce(columns, rows, rotated)
  }
  const from = (row: number, used: number): number => {
    if (row === rows) return 0
    let best = -Infinity
    for (let column = 0; column < columns; column++) {
      if (used & (1 << column)) continue
      best = Math.max(best, (value[row * columns + column] ?? 0) + from(row + 1, used | (1 << column)))
    }
    return best
  }
  return from(0, 0)
}

function totalOf(columns: number, value: readonly number[], chosen: Int32Array): number {
  return [...chosen].reduce((sum, column, row) => sum + (column < 0 ? 0 : (value[row * columns + column] ?? 0)), 0)
}

test.each([
  { name: "no rows", rows: 0, columns: 3, value: [], expected: [] },
  { name: "no columns", rows: 2, columns: 0, value: [], expected: [-1, -1] },
  { name: "one pair", rows: 1, columns: 1, value: [0.4], expected: [0] },
  { name: "greedy would be wrong", rows: 2, columns: 2, value: [0.9, 0.8, 0.8, 0.1], expected: [1, 0] },
  { name: "more rows than columns", rows: 3, columns: 1, value: [0.2, 0.7, 0.5], expected: [-1, 0, -1] },
  { name: "more columns than rows", rows: 1, columns: 3, value: [0.2, 0.7, 0.5], expected: [1] },
])("assign: $name", ({ rows, columns, value, expected }) => {
  expect([...assign(rows, columns, value)]).toEqual(expected)
})

test("the total is the largest possible, compared with every assignment up to 7 by 7", () => {
  const size = fc.integer({ min: 1, max: 7 })
  const problem = fc.tuple(size, size).chain(([rows, columns]) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      value: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), {
        minLength: rows * columns,
        maxLength: rows * columns,
      }),
    }),
  )
  fc.assert(
    fc.property(problem, ({ rows, columns, value }) => {
      const chosen = assign(rows, columns, value)
      const taken = [...chosen].filter((column) => column >= 0)
      expect(new Set(taken).size).toBe(Math.min(rows, columns))
      expect(totalOf(columns, value, chosen)).toBeCloseTo(bruteForce(rows, columns, value), 9)
    }),
    { numRuns: 150 },
  )
})

test("many equal values still give every row its own column", () => {
  const chosen = assign(60, 60, new Float64Array(3600).fill(0.5))
  expect(new Set(chosen).size).toBe(60)
})
