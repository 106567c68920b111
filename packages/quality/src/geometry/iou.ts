import type { Box } from "@justesse/types"

/** The four edges of a box in image pixels. */
export interface Edges {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Where the four sides of a box lie, in image pixels. */
export function edgesOf(box: Box): Edges {
  return { left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height }
}

/**
 * Intersection over union of two boxes, in [0, 1]; boxes that only touch have 0, a box with itself exactly 1.
 * Symmetric to the bit. Areas come from the edges, so that rounding of `x + width` cannot lift a ratio over 1.
 */
export function iou(a: Box, b: Box): number {
  const aRight = a.x + a.width
  const bRight = b.x + b.width
  const width = Math.min(aRight, bRight) - Math.max(a.x, b.x)
  if (!(width > 0)) return 0
  const aBottom = a.y + a.height
  const bBottom = b.y + b.height
  const height = Math.min(aBottom, bBottom) - Math.max(a.y, b.y)
  if (!(height > 0)) return 0
  const shared = width * height
  const union = (aRight - a.x) * (aBottom - a.y) + (bRight - b.x) * (bBottom - b.y) - shared
  // Two areas can round to less than what they share when a box is a billionth of its distance from the origin.
  return union > 0 ? Math.min(1, shared / union) : 0
}

/** The smallest box around all `boxes`, or null when there are none. */
export function boundsOfBoxes(boxes: readonly Box[]): Box | null {
  let left = Infinity
  let top = Infinity
  let right = -Infinity
  let bottom = -Infinity
  for (const box of boxes) {
    left = Math.min(left, box.x)
    top = Math.min(top, box.y)
    right = Math.max(right, box.x + box.width)
    bottom = Math.max(bottom, box.y + box.height)
  }
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null
}

/** A box as four numbers: left, top, width, height. */
export function fourOf({ x, y, width, height }: Box): readonly [number, number, number, number] {
  return [x, y, width, height]
}
