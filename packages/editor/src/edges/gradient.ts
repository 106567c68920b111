/**
 * By how much the colour changes at each sample, to the right and downwards, in shades a sample; row by row from the top. Of red, green
 * and blue it is the one that changes most: things that are as light as what is behind them have edges too.
 */
export interface Gradient {
  readonly right: Float32Array
  readonly down: Float32Array
}

/** Samples around what is wanted that {@link findGradient} needs to see. */
export const GRADIENT_MARGIN = 3

const CHANNELS = [0, 1, 2]

/**
 * The gradient of a square of samples (red, green, blue, opacity for each), smoothed by a binomial of five, so that noise of single
 * pixels counts for little. The square given is `side + 2 * GRADIENT_MARGIN` samples wide and high, what comes back is `side`.
 */
export function findGradient(rgba: Uint8Array | Uint8ClampedArray, side: number): Gradient {
  const wide = side + 2 * GRADIENT_MARGIN
  const gradient = { right: new Float32Array(side * side), down: new Float32Array(side * side) }
  const [rows, both] = [new Float32Array(wide * wide), new Float32Array(wide * wide)]
  for (const channel of CHANNELS) {
    for (let i = 2; i < wide * wide - 2; i++) {
      const at = 4 * i + channel
      const near = (rgba[at - 4] ?? 0) + (rgba[at + 4] ?? 0)
      const far = (rgba[at - 8] ?? 0) + (rgba[at + 8] ?? 0)
      rows[i] = (6 * (rgba[at] ?? 0) + 4 * near + far) / 16
    }
    for (let i = 2 * wide; i < wide * (wide - 2); i++) {
      const near = (rows[i - wide] ?? 0) + (rows[i + wide] ?? 0)
      const far = (rows[i - 2 * wide] ?? 0) + (rows[i + 2 * wide] ?? 0)
      both[i] = (6 * (rows[i] ?? 0) + 4 * near + far) / 16
    }
    keepStronger(gradient, both, side)
  }
  return gradient
}

/** Where this channel changes more than those before it, it is what counts. */
function keepStronger({ right, down }: Gradient, smooth: Float32Array, side: number): void {
  const wide = side + 2 * GRADIENT_MARGIN
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const from = (y + GRADIENT_MARGIN) * wide + x + GRADIENT_MARGIN
      const across = ((smooth[from + 1] ?? 0) - (smooth[from - 1] ?? 0)) / 2
      const below = ((smooth[from + wide] ?? 0) - (smooth[from - wide] ?? 0)) / 2
      const to = y * side + x
      const [was, wasBelow] = [right[to] ?? 0, down[to] ?? 0]
      if (across * across + below * below <= was * was + wasBelow * wasBelow) continue
      right[to] = across
      down[to] = below
    }
}
