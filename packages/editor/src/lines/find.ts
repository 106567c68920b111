import type { Box, BoxShape, RotatedBox } from "@justesse/types"
import { inReadingOrder } from "../readingOrder.ts"
import { findInk, findUsualDepth, type GreyPicture } from "./ink.ts"
import { addMarks, joinLetters, joinLines, type TextLine } from "./join.ts"
import { isText, scoreLine } from "./judge.ts"
import { findLetterHeight, heightOf, sortPieces, straighten } from "./letters.ts"
import { findPieces } from "./pieces.ts"
import { findTilt } from "./tilt.ts"

/** A line of text that was found: where it is, and how sure that is. */
export interface FoundLine {
  /** In pixels of the picture: an upright box, or a rotated one where the page is tilted. */
  readonly shape: BoxShape | RotatedBox
  /** In (0, 1]: higher is surer. It orders lines and is no probability. */
  readonly score: number
}

/** A piece without any pixel of this share of the usual darkness is no letter: grain of a table, a fold, a shadow, a stain. */
const FAINT = 0.5
/** No page of text comes to more rows of letters, those included that are none: it is noise. */
const MOST_LINES = 3_000
/** People leave this share of a line's height free around it. */
const MARGIN = 0.1
/** A line is upright as long as it goes up or down by less than this share of its height. */
const UPRIGHT = 0.25

/**
 * The lines of text on a picture of a document, by ink alone and without reading it: letters side by side are a line, which
 * ends where a gap is clearly wider than one between words (so the columns of a table are lines of their own). Printed text in
 * rows up to 8° from level, in reading order from the left. The same picture gives the same lines; a page without text gives none. `onShare` hears
 * now and then what share of the work, in [0, 1], is done.
 */
export function findLines(picture: GreyPicture, onShare: (share: number) => void = () => {}): FoundLine[] {
  const { width, height } = picture
  const ink = findInk(picture)
  onShare(0.6)
  const dark = FAINT * findUsualDepth(ink)
  const pieces = findPieces(ink, width, height).filter(({ depth }) => depth >= dark)
  onShare(0.8)
  const letterPx = findLetterHeight(pieces, height)
  const { letters, marks } = sortPieces(pieces, letterPx, width, height)
  const tilt = findTilt(letters, letterPx)
  const level = joinLetters(letters.map((letter) => straighten(letter, tilt)))
  if (level.length > MOST_LINES) return []
  const marked = addMarks(
    level,
    marks.map((mark) => straighten(mark, tilt)),
    letterPx,
  )
  const lines = joinLines(marked)
  const text = lines.filter((line) => isText(line, lines, letterPx))
  return inReadingOrder(text, toBox).map((line) => ({
    shape: toShape(line, tilt, picture),
    score: scoreLine(line, letterPx),
  }))
}

function toBox({ left, top, right, bottom }: TextLine): Box {
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** The same line on a picture so many times larger. */
export function enlargeLine({ shape, score }: FoundLine, times: number): FoundLine {
  const { x, y, width, height } = shape
  return { score, shape: { ...shape, x: x * times, y: y * times, width: width * times, height: height * times } }
}

/** The line where it is on the tilted page, with a margin, within the picture. */
function toShape(line: TextLine, tilt: number, { width, height }: GreyPicture): FoundLine["shape"] {
  const margin = MARGIN * heightOf(line)
  const [left, right] = [Math.max(0, line.left - margin), Math.min(width, line.right + margin)]
  const middle = (left + right) / 2
  const down = tilt * middle
  const [top, bottom] = [line.top - margin + down, line.bottom + margin + down]
  if (Math.abs(tilt) * (right - left) < UPRIGHT * (bottom - top)) {
    const [upper, lower] = [Math.max(0, top), Math.min(height, bottom)]
    return { type: "box", x: left, y: upper, width: right - left, height: lower - upper }
  }
  const cosine = 1 / Math.hypot(1, tilt)
  const box = { x: 0, y: 0, width: (right - left) / cosine, height: (bottom - top) * cosine }
  const [x, y] = [middle - box.width / 2, (top + bottom) / 2 - box.height / 2]
  return { type: "rotatedBox", ...box, x, y, rotation: (Math.atan(tilt) * 180) / Math.PI }
}
