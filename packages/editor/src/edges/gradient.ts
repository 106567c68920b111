/** By how much grey changes at each sample, to the right and downwards, in shades a sample; row by row from the top. */
export interface Gradient {
  readonly right: Float32Array
  readonly down: Float32Array
}

/** Samples around what is wanted that {@link findGradient} needs to see. */
export const GRADIENT_MARGIN = 3

/**
 * The gradient of a square of grey samples, smoothed by a binomial of five, so that noise of single pixels counts for little. The
 * square given is `side + 2 * GRADIENT_MARGIN` samples wide and high, what comes back is `side`.
 */
export function findGradient(grey: Uint8Array | Float32Array, side: number): Gradient {
  const wide = side + 2 * GRADIENT_MARGIN
  const smooth = smoothed(grey, wide)
  const right = new Float32Array(side * side)
  const down = new Float32Array(side * side)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const at = (y + GRADIENT_MARGIN) * wide + x + GRADIENT_MARGIN
      right[y * side + x] = ((smooth[at + 1] ?? 0) - (smooth[at - 1] ?? 0)) / 2
      down[y * side + x] = ((smooth[at + wide] ?? 0) - (smooth[at - wide] ?? 0)) / 2
    }
  return { right, down }
}

/** Smoothed along rows and then along columns; the outermost two samples stay as they are and are not used. */
function smoothed(grey: Uint8Array | Float32Array, wide: number): Float32Array {
  const rows = Float32Array.from(grey)
  const both = Float32Array.from(grey)
  for (let i = 2; i < wide * wide - 2; i++) rows[i] = binomial(grey, i, 1)
  for (let i = 2 * wide; i < wide * (wide - 2); i++) both[i] = binomial(rows, i, wide)
  return both
}

function binomial(of: Uint8Array | Float32Array, at: number, by: number): number {
  const near = (of[at - by] ?? 0) + (of[at + by] ?? 0)
  const far = (of[at - 2 * by] ?? 0) + (of[at + 2 * by] ?? 0)
  return (6 * (of[at] ?? 0) + 4 * near + far) / 16
}
