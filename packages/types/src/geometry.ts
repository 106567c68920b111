import { z } from "zod"

/** A place in pixels of the upright image (I1): origin top-left, y grows downward, fractions allowed. */
export const Point = z.strictObject({ x: z.number(), y: z.number() })
export type Point = z.infer<typeof Point>

/** Axis-aligned box in image pixels (I1). Origin top-left; edges may be fractional and may lie outside the picture. */
export const Box = z.strictObject({
  x: z.number(),
  y: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
})
export type Box = z.infer<typeof Box>

/** Width and height of an upright image, whole pixels. */
export const Size = z.strictObject({ width: z.int().positive(), height: z.int().positive() })
export type Size = z.infer<typeof Size>

/** The smallest box around `points`, or `null` when they have no width or no height, or one beyond all numbers. */
export function boundsOf(points: readonly Point[]): Box | null {
  let left = Infinity
  let top = Infinity
  let right = -Infinity
  let bottom = -Infinity
  for (const { x, y } of points) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  const box = { x: left, y: top, width: right - left, height: bottom - top }
  const hasSides = box.width > 0 && box.height > 0
  return hasSides && Number.isFinite(box.width) && Number.isFinite(box.height) ? box : null
}

/** True when some part of `box` lies outside an image of `size`: kept as it is, and flagged to people. */
export function reachesOutside(box: Box, size: Size): boolean {
  return box.x < 0 || box.y < 0 || box.x + box.width > size.width || box.y + box.height > size.height
}
