import type { Box } from "@justesse/types"

/** Height of the strip with the ink of a line, in screen pixels. */
export const CROP_HEIGHT = 60
/** Letters without ascenders are about this share of a line's box; they are shown at least 24 px high. */
const X_HEIGHT_RATIO = 0.45
const X_HEIGHT_MIN = 24
/** A character is about this wide, as a share of the height of its line. */
const CHARACTER_RATIO = 0.45

/** The line as high as the strip allows; a long one smaller, but never so small that it is hard to read. */
export function cropScale(line: Box, room: number): number {
  const high = (CROP_HEIGHT - 6) / line.height
  const whole = Math.min(high, room / line.width)
  const readable = Math.min(high, X_HEIGHT_MIN / (X_HEIGHT_RATIO * line.height))
  return Math.max(whole, readable)
}

/**
 * How far a line that is wider than `room` (screen pixels) is moved to the left after `typed` characters: not at all
 * at its beginning, so that its end is in sight when about as many are typed as it has.
 */
export function cropShift(line: Box, scale: number, room: number, typed: number): number {
  const over = Math.max(0, line.width * scale - room)
  const characters = Math.max(1, line.width / (line.height * CHARACTER_RATIO))
  return over * Math.min(1, typed / characters)
}
