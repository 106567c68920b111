import { boxAt, boxToScreen, FLAG_HIDDEN, type Scene, type View } from "@justesse/editor"
import type { Box } from "@justesse/types"
import { CAPTION_HEIGHT } from "../ink.ts"

/** Where a caption is: over its box, in its upper left, or under its lower right. */
export type CaptionSide = "above" | "inside" | "below"

/** A caption's place on the screen; all are of one height. */
export interface CaptionBox {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** A caption that looks for its place. */
interface Choice {
  readonly scene: Scene
  readonly slot: number
  readonly view: View
  /** Of the caption, in pixels of the screen. */
  readonly width: number
  /** Of the screen. */
  readonly height: number
  /** Captions that have their place. */
  readonly taken: readonly CaptionBox[]
}

/**
 * Above the box; inside when the top is out of sight; at the lower right when another caption is there already. What another region
 * marks, as the words of a sign above a stall, is left in sight where one of these places leaves it so.
 */
export function chooseSide({ scene, slot, view, width, height, taken }: Choice): CaptionSide {
  const box = boxToScreen(view, boxAt(scene, slot))
  const first = box.y - CAPTION_HEIGHT - 2 < 0 ? "inside" : "above"
  const other = first === "above" && captionAt("below", box, width).y + CAPTION_HEIGHT > height ? "inside" : "below"
  const place = (side: CaptionSide) => ({ ...captionAt(side, box, width), width })
  const free = ([first, other] as const).filter((side) => isFree(place(side), taken))
  return free.find((side) => !coversAnother(scene, slot, view, place(side))) ?? free[0] ?? first
}

/** Where a caption of a width is for a box, both on the screen. */
export function captionAt(side: CaptionSide, box: Box, width: number): { readonly x: number; readonly y: number } {
  if (side === "inside") return { x: box.x + 2, y: Math.max(2, box.y + 3) }
  if (side === "below") return { x: box.x + box.width + 1 - width, y: box.y + box.height + 2 }
  return { x: box.x - 1, y: Math.max(2, box.y - CAPTION_HEIGHT - 2) }
}

/** Whether a caption would cover no other one's text; a few pixels of touching are no matter. */
function isFree({ x, y, width }: CaptionBox, taken: readonly CaptionBox[]): boolean {
  return !taken.some((t) => x < t.x + t.width - 4 && t.x < x + width - 4 && Math.abs(t.y - y) < CAPTION_HEIGHT - 2)
}

/** Whether a caption lies on another region that is shown; one that holds the caption's own region is behind it anyway. */
function coversAnother({ boxes, flags, alive, count }: Scene, own: number, view: View, at: CaptionBox): boolean {
  const edge = (slot: number, side: number) => boxes[slot * 4 + side] ?? 0
  const [left, top] = [(at.x - view.x) / view.scale, (at.y - view.y) / view.scale]
  const [right, bottom] = [left + at.width / view.scale, top + CAPTION_HEIGHT / view.scale]
  const [x, y] = [edge(own, 0), edge(own, 1)]
  const [farX, farY] = [x + edge(own, 2), y + edge(own, 3)]
  for (let slot = 0; slot < count; slot++) {
    if (slot === own || alive[slot] === 0 || ((flags[slot] ?? 0) & FLAG_HIDDEN) !== 0) continue
    const [from, over] = [edge(slot, 0), edge(slot, 1)]
    const [to, under] = [from + edge(slot, 2), over + edge(slot, 3)]
    const meets = from < right && left < to && over < bottom && top < under
    if (meets && !(from <= x && over <= y && to >= farX && under >= farY)) return true
  }
  return false
}
