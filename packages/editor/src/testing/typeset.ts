import type { Point } from "@justesse/types"
import type { GreyPicture } from "../lines/ink.ts"

/** A line of made letters: where its ink begins, how tall capitals are, and how many letters each of its words has. */
export interface MadeLine {
  readonly x: number
  readonly y: number
  readonly capital: number
  readonly words: readonly number[]
}

/** A sheet to draw on, as code of tests sees it: `ink` takes a place on the level page and how dark it is there. */
export interface Sheet {
  readonly picture: GreyPicture
  rect(x: number, y: number, width: number, height: number, grey?: number): void
}

/** An empty sheet; what is drawn on it is rotated clockwise about its middle by so many degrees. */
export function blankSheet(width: number, height: number, degrees = 0, paper = 235): Sheet {
  const pixels = new Uint8Array(width * height).fill(paper)
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  const dot = ({ x, y }: Point, grey: number) => {
    const [right, down] = [x - width / 2, y - height / 2]
    const column = Math.round(width / 2 + right * cosine - down * sine)
    const row = Math.round(height / 2 + right * sine + down * cosine)
    if (column >= 0 && column < width && row >= 0 && row < height) pixels[row * width + column] = grey
  }
  return {
    picture: { width, height, pixels },
    rect(x, y, wide, tall, grey = 40) {
      // Half steps, so that a rotated rectangle has no holes.
      for (let down = 0; down < tall; down += 0.5)
        for (let right = 0; right < wide; right += 0.5) dot({ x: x + right, y: y + down }, grey)
    },
  }
}

/** Widths of a letter, of the room behind it and of the room between words, in heights of a capital. */
const LETTER = 0.55
const BEHIND = 0.2
const BETWEEN = 0.6

/** Draws a line: each letter an upright and a bar, every third one of the height of small letters. Gives the box around it. */
export function typeset(sheet: Sheet, { x, y, capital, words }: MadeLine) {
  let pen = x
  for (const [word, letters] of words.entries()) {
    if (word > 0) pen += BETWEEN * capital
    for (let letter = 0; letter < letters; letter++) {
      const tall = letter % 3 === 2 ? 0.7 * capital : capital
      sheet.rect(pen, y + capital - tall, 0.18 * capital, tall)
      sheet.rect(pen, y + capital - tall / 2, LETTER * capital, 0.18 * capital)
      pen += (LETTER + BEHIND) * capital
    }
  }
  return { x, y, width: pen - BEHIND * capital - x, height: capital }
}
