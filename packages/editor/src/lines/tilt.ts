import type { Piece } from "./pieces.ts"

/** Tilts that are tried, as rise over run: up to 8°, in steps of half a degree, then ten times finer around the best. */
const STEEPEST = Math.tan((8 * Math.PI) / 180)
const STEP = Math.tan((0.5 * Math.PI) / 180)

/**
 * How steeply the lines of a page go down towards the right, as pixels down per pixel right, within ±tan 8°: the tilt under
 * which the feet of the letters come to the fewest heights. `letterPx` is the usual height of a letter. 0 without letters.
 */
export function findTilt(letters: readonly Piece[], letterPx: number): number {
  let best = { tilt: 0, score: scoreTilt(letters, 0, letterPx) }
  const attempt = (tilt: number) => {
    const score = scoreTilt(letters, tilt, letterPx)
    if (score > best.score) best = { tilt, score }
  }
  for (let tilt = STEP; tilt <= STEEPEST; tilt += STEP) for (const signed of [tilt, -tilt]) attempt(signed)
  const { tilt: coarse } = best
  for (let fine = 1; fine < 10; fine++) for (const side of [1, -1]) attempt(coarse + (side * fine * STEP) / 10)
  return best.tilt
}

/** Sum of squares of how many feet come into each slice of a quarter of a letter; slices overlap by half. */
function scoreTilt(letters: readonly Piece[], tilt: number, letterPx: number): number {
  const slices = new Map<number, number>()
  for (const { left, right, bottom } of letters) {
    const slice = Math.floor((bottom - (tilt * (left + right)) / 2) / (letterPx / 8))
    for (const near of [slice, slice + 1]) slices.set(near, (slices.get(near) ?? 0) + 1)
  }
  let score = 0
  for (const count of slices.values()) score += count * count
  return score
}
