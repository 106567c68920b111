import { curvatures, PARTS, priorOf, type Shape, SQUARE } from "./likelihood.ts"
import type { PairTable } from "./rows.ts"
import type { Matrix } from "./solve.ts"

/** Rows of a table about the same two things, the same one left: they are curved the same way. */
interface Runs {
  /** One row for each. */
  readonly table: PairTable
  /** How many rows that one stands for. */
  readonly counts: Float64Array
}

/** Rows of a table by what stands left and right; a table's rows follow each other so. */
export function runsOf(table: PairTable): Runs {
  const first: number[] = []
  const counts: number[] = []
  for (let row = 0; row < table.left.length; row++) {
    const isNew = row === 0 || table.left[row] !== table.left[row - 1] || table.right[row] !== table.right[row - 1]
    if (isNew) first.push(row)
    if (isNew) counts.push(1)
    else counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1
  }
  const pick = (of: Int32Array) => Int32Array.from(first, (row) => of[row] ?? 0)
  return {
    table: {
      ...table,
      ...{ left: pick(table.left), right: pick(table.right), person: pick(table.person) },
      outcome: new Uint8Array(first.length),
    },
    counts: Float64Array.from(counts),
  }
}

/** Where the entries of a run's square stand: the four parameters are left, right, side, ties. */
const at = (i: number, j: number) => i * PARTS + j
const LEFT = 0
const RIGHT = 1
const SIDE = 2
const TIES = 3

/**
 * The matrix of Newton's step at `x`, by what is not 0 of it: its diagonal, one entry for two things that were compared, and the
 * columns of the side and of ties. It asks nothing of what was answered, only of what was compared.
 */
export function curvatureAt({ table, counts }: Runs, x: Float64Array, shape: Shape): Matrix {
  const { items, side, ties } = shape
  const squares = curvatures(table, x, null, shape)
  const diagonal = Float64Array.from(x, (_, one) => priorOf(shape, one))
  const [bySide, byTies] = [new Float64Array(items), new Float64Array(items)]
  const beside = new Float64Array(counts.length)
  let sideAndTies = 0
  const add = (to: Float64Array, one: number, value: number) => {
    to[one] = (to[one] ?? 0) + value
  }
  for (let run = 0; run < counts.length; run++) {
    const [left, right, count] = [table.left[run] ?? 0, table.right[run] ?? 0, counts[run] ?? 0]
    const entry = (i: number, j: number) => count * (squares[run * SQUARE + at(i, j)] ?? 0)
    add(diagonal, left, entry(LEFT, LEFT))
    add(diagonal, right, entry(RIGHT, RIGHT))
    add(diagonal, side, entry(SIDE, SIDE))
    add(diagonal, ties, entry(TIES, TIES))
    add(bySide, left, entry(LEFT, SIDE))
    add(bySide, right, entry(RIGHT, SIDE))
    add(byTies, left, entry(LEFT, TIES))
    add(byTies, right, entry(RIGHT, TIES))
    beside[run] = entry(LEFT, RIGHT)
    sideAndTies += entry(SIDE, TIES)
  }
  const times = (by: Float64Array): Float64Array => {
    const out = Float64Array.from(by, (value, one) => value * (diagonal[one] ?? 0))
    for (let run = 0; run < counts.length; run++) {
      const [left, right, value] = [table.left[run] ?? 0, table.right[run] ?? 0, beside[run] ?? 0]
      add(out, left, value * (by[right] ?? 0))
      add(out, right, value * (by[left] ?? 0))
    }
    const [one, other] = [by[side] ?? 0, by[ties] ?? 0]
    let [sums, tieSums] = [sideAndTies * other, sideAndTies * one]
    for (let item = 0; item < items; item++) {
      const [ofSide, ofTies, value] = [bySide[item] ?? 0, byTies[item] ?? 0, by[item] ?? 0]
      add(out, item, ofSide * one + ofTies * other)
      sums += ofSide * value
      tieSums += ofTies * value
    }
    add(out, side, sums)
    add(out, ties, tieSums)
    return out
  }
  return { times, diagonal }
}
