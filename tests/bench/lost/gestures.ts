import type { Box } from "@justesse/types"

/** Pictures of the sessions, in pixels. */
export const SIZE = { width: 960, height: 600 }

/** One box drawn, which its size and place tell from all others. */
export interface Gesture {
  readonly n: number
  readonly box: Box
  readonly project: string
  /** The task it was drawn in, by its address. */
  readonly task: string
  /** When the page's list had it, on this process's clock, in ms. */
  readonly at: number
  /** When the page first said afterwards that it is saved; null while it did not. */
  savedAt: number | null
  /** How long it was there before its tab or browser ended, in ms; infinite where neither did. */
  grace: number
}

/** A grid of so many places and sizes; a stride scatters what is drawn one after the other. */
const [COLUMNS, ROWS, SIZES, STEP, STRIDE] = [38, 24, 9, 16, 2_741]
export const MOST = COLUMNS * ROWS * SIZES

/** The box of the n-th gesture. No two of the first {@link MOST} lie within 6 px of each other in place and size. */
export function boxOfGesture(n: number): Box {
  const at = (n * STRIDE) % MOST
  const size = 40 + 14 * Math.floor(at / (COLUMNS * ROWS))
  const place = at % (COLUMNS * ROWS)
  return {
    x: 30 + STEP * (place % COLUMNS),
    y: 30 + STEP * Math.floor(place / COLUMNS),
    width: size + 20,
    height: size,
  }
}

/** Whether a box that arrived is the one of a gesture: screen pixels and the scale round by less than 2 px. */
export function isSameBox(one: Box, other: Box): boolean {
  return (["x", "y", "width", "height"] as const).every((key) => Math.abs(one[key] - other[key]) < 2)
}
