import { overlapOf, type TextLine } from "./join.ts"
import { heightOf } from "./letters.ts"

/** A bar of a barcode is taller than this many of its widths; so many of them, and such a share, are one. */
const BAR = 4
const MIN_BARS = 6
const BARS_RATIO = 0.6
/** A few pieces that are this many letters tall are a drawing. */
const TALL_LETTERS = 3.5
const MIN_PIECES = 4
/** Letters take at least this share of a line's width; else it is a row of dashes or specks that touches something tall. */
const LETTERS_RATIO = 0.3
/** What is narrower than this share of its height is text only beside text. */
const NARROW = 0.8
/** What counts as beside a text: of like height, in the same row. */
const SIMILAR_HEIGHT = 1.6
const SAME_ROW = 0.7

/** Whether what was joined to a line is one: no speck, barcode, drawing, or bit of ink by itself. */
export function isText(line: TextLine, lines: readonly TextLine[], letterPx: number): boolean {
  const height = heightOf(line)
  if (height < 0.5 * letterPx || isBarcode(line) || isMostlyMarks(line)) return false
  if (height > TALL_LETTERS * letterPx && line.pieces.length < MIN_PIECES) return false
  return line.right - line.left >= NARROW * height || lines.some((other) => other !== line && isBesideText(line, other))
}

/** How sure a line is, in (0, 1]: by how many letters it has, and how near the usual size they are. */
export function scoreLine(line: TextLine, letterPx: number): number {
  const height = heightOf(line)
  const letters = line.pieces.filter((piece) => heightOf(piece) >= 0.4 * height).length
  const size = Math.min(height, 1.5 * letterPx) / Math.max(height, 1.5 * letterPx)
  return (1 - 0.5 ** letters) * Math.sqrt(size)
}

function isMostlyMarks({ pieces, left, right, ...line }: TextLine): boolean {
  const tall = pieces.filter((piece) => heightOf(piece) >= 0.4 * heightOf(line))
  const wide = tall.reduce((sum, piece) => sum + piece.right - piece.left, 0)
  return wide < LETTERS_RATIO * (right - left)
}

function isBarcode({ pieces, ...line }: TextLine): boolean {
  const tall = pieces.filter((piece) => heightOf(piece) >= 0.5 * heightOf(line))
  const bars = tall.filter((piece) => heightOf(piece) > BAR * (piece.right - piece.left))
  return tall.length >= MIN_BARS && bars.length > BARS_RATIO * tall.length
}

function isBesideText(line: TextLine, other: TextLine): boolean {
  const [height, theirs] = [heightOf(line), heightOf(other)]
  const [lower, taller] = [Math.min(height, theirs), Math.max(height, theirs)]
  const isLine = other.right - other.left >= 1.2 * theirs && taller <= SIMILAR_HEIGHT * lower
  return isLine && overlapOf(line, other) > SAME_ROW * lower
}
