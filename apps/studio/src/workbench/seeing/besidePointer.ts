import type { Point, Size } from "@justesse/types"

/** How far from a mouse, and above a finger or pen, whose hand covers what lies below and beside it. */
const FROM_MOUSE = 24
const ABOVE_HAND = 56

/**
 * Where something is shown beside the pointer, in screen pixels of the canvas: at the lower right of a mouse, above a hand
 * (`byHand`: a finger or a pen), and on the other side where there is no room.
 */
export function besidePointer(at: Point, shown: Size, screen: Size, byHand: boolean): Point {
  if (byHand) {
    const x = Math.min(Math.max(0, at.x - shown.width / 2), screen.width - shown.width)
    const y = at.y - ABOVE_HAND - shown.height
    if (y >= 0) return rounded(x, y)
    // At the upper edge beside the hand, on the side with more room.
    return rounded(at.x > screen.width / 2 ? at.x - ABOVE_HAND - shown.width : at.x + ABOVE_HAND, 0)
  }
  const right = at.x + FROM_MOUSE
  const below = at.y + FROM_MOUSE
  return rounded(
    right + shown.width > screen.width ? at.x - FROM_MOUSE - shown.width : right,
    below + shown.height > screen.height ? at.y - FROM_MOUSE - shown.height : below,
  )
}

function rounded(x: number, y: number): Point {
  return { x: Math.round(x), y: Math.round(y) }
}
