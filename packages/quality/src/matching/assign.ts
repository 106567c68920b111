/**
 * Best one-to-one assignment of rows to columns: the total of `value` over the chosen pairs is the largest possible.
 * Every row is given a column while there are columns (and the other way round), also where the value is 0.
 *
 * Shortest augmenting paths with potentials (Jonker and Volgenant, 1987): O(min² · max) time, typed arrays only.
 *
 * @param value row-major, `rows × columns` finite numbers.
 * @returns the column of each row, or -1.
 */
export function assign(rows: number, columns: number, value: ArrayLike<number>): Int32Array {
  if (rows <= columns) return assignWide(rows, columns, (row, column) => value[row * columns + column] ?? 0)
  const rowOfColumn = assignWide(columns, rows, (row, column) => value[column * columns + row] ?? 0)
  const columnOfRow = new Int32Array(rows).fill(-1)
  for (let column = 0; column < columns; column++) columnOfRow[at(rowOfColumn, column)] = column
  return columnOfRow
}

/** Reads a typed array inside its length. */
function at(array: Int32Array | Float64Array, index: number): number {
  // Every index here is a row or column number that the loops bound.
  return array[index] as number
}

/** The assignment when there are at most as many rows as columns. Column 0 is a helper; the real ones start at 1. */
function assignWide(rows: number, columns: number, value: (row: number, column: number) => number): Int32Array {
  const rowPotential = new Float64Array(rows + 1)
  const columnPotential = new Float64Array(columns + 1)
  const rowOf = new Int32Array(columns + 1)
  const cameFrom = new Int32Array(columns + 1)
  const slack = new Float64Array(columns + 1)
  const used = new Uint8Array(columns + 1)
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row
    slack.fill(Infinity)
    used.fill(0)
    let column = 0
    do {
      used[column] = 1
      const fromRow = at(rowOf, column)
      let least = Infinity
      let next = 0
      for (let other = 1; other <= columns; other++) {
        if (used[other]) continue
        // The cost is minus the value: shortest paths minimise.
        const reduced = -value(fromRow - 1, other - 1) - at(rowPotential, fromRow) - at(columnPotential, other)
        if (reduced < at(slack, other)) {
          slack[other] = reduced
          cameFrom[other] = column
        }
        if (at(slack, other) < least) {
          least = at(slack, other)
          next = other
        }
      }
      movePotentials(used, slack, rowOf, rowPotential, columnPotential, least)
      column = next
    } while (at(rowOf, column) !== 0)
    while (column !== 0) {
      const previous = at(cameFrom, column)
      rowOf[column] = at(rowOf, previous)
      column = previous
    }
  }
  const columnOfRow = new Int32Array(rows).fill(-1)
  for (let column = 1; column <= columns; column++) {
    if (at(rowOf, column) > 0) columnOfRow[at(rowOf, column) - 1] = column - 1
  }
  return columnOfRow
}

function movePotentials(
  used: Uint8Array,
  slack: Float64Array,
  rowOf: Int32Array,
  rowPotential: Float64Array,
  columnPotential: Float64Array,
  least: number,
): void {
  for (let column = 0; column < used.length; column++) {
    if (used[column]) {
      const row = at(rowOf, column)
      rowPotential[row] = at(rowPotential, row) + least
      columnPotential[column] = at(columnPotential, column) - least
    } else slack[column] = at(slack, column) - least
  }
}
