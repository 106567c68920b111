import type { Piece } from "./pieces.ts"

/** The height of a letter where a page has none that could tell it, in pixels. */
const USUAL_LETTER_PX = 12
/** Letters are at least this tall, in pixels, and at most this share of the page. */
const MIN_LETTER_PX = 6
const MAX_LETTER_RATIO = 0.1
/** Of the heights of all that may be a letter: more than half, since small letters and broken ones are many. */
const LETTER_QUANTILE = 0.6

/** A page's pieces by what they may be: letters that make lines, and marks (dots, accents, dashes) that go with one. */
interface Sorted {
  readonly letters: readonly Piece[]
  readonly marks: readonly Piece[]
}

/** How tall letters are on a page, in pixels. */
export function findLetterHeight(pieces: readonly Piece[], pageHeight: number): number {
  const heights = pieces
    .filter(({ left, right, top, bottom, area }) => {
      const [width, height] = [right - left, bottom - top]
      const isOfSize = height >= MIN_LETTER_PX && height <= pageHeight * MAX_LETTER_RATIO
      return isOfSize && width <= 3 * height && height <= 4 * width && area >= 0.1 * width * height
    })
    .map(heightOf)
    .sort((a, b) => a - b)
  return heights[Math.floor(heights.length * LETTER_QUANTILE)] ?? USUAL_LETTER_PX
}

/** Which pieces are letters and marks, by their size. What touches the border of the picture is neither, nor are specks. */
export function sortPieces(pieces: readonly Piece[], letterPx: number, width: number, height: number): Sorted {
  const letters: Piece[] = []
  const marks: Piece[] = []
  for (const piece of pieces) {
    const tall = heightOf(piece) / letterPx
    const wide = (piece.right - piece.left) / letterPx
    const touches = piece.left === 0 || piece.top === 0 || piece.right === width || piece.bottom === height
    if (touches) continue
    if (tall >= 0.5 && tall <= 4 && wide < 12) letters.push(piece)
    else if (tall < 0.5 && wide < 3 && piece.area >= 0.01 * letterPx * letterPx) marks.push(piece)
  }
  return { letters, marks }
}

/** The height of a piece in pixels. */
export function heightOf({ top, bottom }: Pick<Piece, "top" | "bottom">): number {
  return bottom - top
}

/** The piece where it were if the page were not tilted: up or down, by its middle. */
export function straighten(piece: Piece, tilt: number): Piece {
  const down = (tilt * (piece.left + piece.right)) / 2
  return { ...piece, top: piece.top - down, bottom: piece.bottom - down }
}
