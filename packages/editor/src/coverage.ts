import type { Size } from "@justesse/types"
import { type ScreenSize, toImage, type View } from "./viewport.ts"

/** Side of a part of a picture that counts as seen or not, in image pixels. */
const PART_PX = 512
/** From this zoom on (screen pixels per image pixel) a part counts as looked at closely; a little below 100 % is close enough. */
const CLOSE_SCALE = 0.98

/** Which parts of a picture were looked at closely, row by row: 1 seen, 0 not yet. */
export interface Coverage {
  readonly columns: number
  readonly rows: number
  readonly seen: Uint8Array
}

/** Nothing of the picture was looked at yet. */
export function startCoverage({ width, height }: Size): Coverage {
  const columns = Math.max(1, Math.ceil(width / PART_PX))
  const rows = Math.max(1, Math.ceil(height / PART_PX))
  return { columns, rows, seen: new Uint8Array(columns * rows) }
}

/** What was looked at, as text: one sign for each part, row by row. */
export function writeCoverage({ seen }: Coverage): string {
  return seen.join("")
}

/** What a text says was looked at of a picture; nothing of it where the text is of a picture of another size. */
export function readCoverage(text: string, start: Coverage): Coverage {
  if (text.length !== start.seen.length || /[^01]/.test(text)) return start
  return { ...start, seen: Uint8Array.from(text, Number) }
}

/** With what is in sight now; the same value where that adds nothing. A part counts once its middle is on the screen. */
export function seeMore(coverage: Coverage, size: Size, view: View, screen: ScreenSize): Coverage {
  if (view.scale < CLOSE_SCALE) return coverage
  const from = toImage(view, { x: 0, y: 0 })
  const to = toImage(view, { x: screen.width, y: screen.height })
  let seen: Uint8Array | null = null
  for (let row = 0; row < coverage.rows; row++) {
    const y = middleOf(row, size.height)
    if (y < from.y || y > to.y) continue
    for (let column = 0; column < coverage.columns; column++) {
      const x = middleOf(column, size.width)
      const at = row * coverage.columns + column
      if (x < from.x || x > to.x || coverage.seen[at] === 1) continue
      seen ??= coverage.seen.slice()
      seen[at] = 1
    }
  }
  return seen ? { ...coverage, seen } : coverage
}

/** The share of the parts that were looked at, 0 to 1. */
export function seenRatio({ seen }: Coverage): number {
  return seen.reduce((sum, one) => sum + one, 0) / seen.length
}

/** The middle of the part that is nearest to what is in sight and not looked at yet, in image pixels; null when all were. */
export function nextUnseen(
  coverage: Coverage,
  size: Size,
  view: View,
  screen: ScreenSize,
): { x: number; y: number } | null {
  const here = toImage(view, { x: screen.width / 2, y: screen.height / 2 })
  let best: { x: number; y: number } | null = null
  let nearest = Infinity
  for (let at = 0; at < coverage.seen.length; at++) {
    if (coverage.seen[at] === 1) continue
    const x = middleOf(at % coverage.columns, size.width)
    const y = middleOf(Math.floor(at / coverage.columns), size.height)
    const far = Math.hypot(x - here.x, y - here.y)
    if (far < nearest) [nearest, best] = [far, { x, y }]
  }
  return best
}

function middleOf(part: number, length: number): number {
  const from = part * PART_PX
  return (from + Math.min(length, from + PART_PX)) / 2
}
