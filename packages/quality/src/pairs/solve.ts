/** A symmetric positive definite matrix by what it does to a list. */
export interface Matrix {
  readonly times: (by: Float64Array) => Float64Array
  readonly diagonal: Float64Array
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/**
 * Solves `matrix x = right` by conjugate gradients (Hestenes and Stiefel 1952) on what the diagonal has evened out, to a relative
 * residual of 1e-6, which is enough of a step that others follow.
 */
export function solveBy({ times, diagonal }: Matrix, right: Float64Array): Float64Array {
  const x = new Float64Array(right.length)
  const residual = right.slice()
  const even = (values: Float64Array) => values.map((value, i) => value / (diagonal[i] ?? 1))
  let evened = even(residual)
  const direction = evened.slice()
  const enough = dot(residual, evened) * 1e-12
  let square = dot(residual, evened)
  for (let step = 0; step < right.length * 2 && square > enough; step++) {
    const moved = times(direction)
    const length = square / dot(direction, moved)
    for (let i = 0; i < x.length; i++) {
      x[i] = (x[i] ?? 0) + length * (direction[i] ?? 0)
      residual[i] = (residual[i] ?? 0) - length * (moved[i] ?? 0)
    }
    evened = even(residual)
    const next = dot(residual, evened)
    for (let i = 0; i < x.length; i++) direction[i] = (evened[i] ?? 0) + (next / square) * (direction[i] ?? 0)
    square = next
  }
  return x
}

/** Lower triangle L of a symmetric matrix given by rows, L Lᵀ = matrix; null where it is not positive definite. O(n³). */
export function choleskyOf(matrix: Float64Array, size: number): Float64Array | null {
  const lower = matrix.slice()
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * size + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (lower[i * size + k] ?? 0) * (lower[j * size + k] ?? 0)
      if (i !== j) lower[i * size + j] = sum / (lower[j * size + j] ?? 1)
      else if (sum > 0) lower[i * size + i] = Math.sqrt(sum)
      else return null
    }
  return lower
}

/** Diagonal of the inverse of L Lᵀ. O(n³). */
export function inverseDiagonal(lower: Float64Array, size: number): Float64Array {
  const diagonal = new Float64Array(size)
  const column = new Float64Array(size)
  for (let c = 0; c < size; c++) {
    // The column of L⁻¹ below its diagonal; its squares add up to the inverse's diagonal over all rows.
    column.fill(0)
    column[c] = 1 / (lower[c * size + c] ?? 1)
    for (let i = c + 1; i < size; i++) {
      let sum = 0
      for (let k = c; k < i; k++) sum -= (lower[i * size + k] ?? 0) * (column[k] ?? 0)
      column[i] = sum / (lower[i * size + i] ?? 1)
    }
    diagonal[c] = dot(column, column)
  }
  return diagonal
}
