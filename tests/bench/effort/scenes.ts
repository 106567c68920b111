import type { Box, Point } from "@justesse/types"

/** Pictures of the sessions, in pixels: flat enough to be seen whole in a window of 1,920 by 1,080, documents too. */
export const SIZE = { width: 1_440, height: 840 }
/** Labels by the digit that chooses them. */
export const LABELS = 5

/** A box to be drawn, and its label as a digit; `off`: how far its right edge is drawn beside it first, and then corrected. */
export interface BoxToDraw {
  readonly box: Box
  readonly label: number
  readonly off: number
}
export interface LineToWrite {
  readonly box: Box
  readonly text: string
}
export interface OutlineToDraw {
  readonly points: readonly Point[]
  readonly label: number
}

/** mulberry32: the same scenes every time. */
function diceOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Twenty boxes of five labels; eight of them begin within 6 px of the one before, three are corrected. */
export function boxScene(): BoxToDraw[] {
  const random = diceOf(5)
  const boxes: BoxToDraw[] = []
  for (let n = 0; n < 20; n++) {
    const before = boxes.at(-1)?.box
    const touches = n % 5 === 1 || n % 5 === 3
    const [width, height] = [60 + Math.round(60 * random()), 50 + Math.round(50 * random())]
    const fresh = { x: 90 + 220 * (n % 5) + Math.round(20 * random()), y: 60 + 190 * Math.floor(n / 5), width, height }
    const beside = before && { ...fresh, x: before.x + before.width + Math.round(6 * random()), y: before.y + 8 }
    boxes.push({
      box: touches && beside ? beside : fresh,
      label: 1 + Math.floor(LABELS * random()),
      off: n % 7 === 4 ? 14 : 0,
    })
  }
  return boxes
}

/** Thirty lines of a receipt. */
export function lineScene(): LineToWrite[] {
  const random = diceOf(6)
  const words = [
    "TOTAL",
    "CASH",
    "TEH TARIK",
    "5.40",
    "GST 6%",
    "NO. 114",
    "THANK YOU",
    "QTY 2",
    "ROUNDING",
    "RM 12.90",
  ]
  return Array.from({ length: 30 }, (_, n) => ({
    box: { x: 330 + Math.round(20 * random()), y: 10 + 23 * n, width: 320 + Math.round(120 * random()), height: 18 },
    text: [0, 1].map(() => words[Math.floor(words.length * random())]).join(" "),
  }))
}

/** Ten outlines of twelve points. */
export function outlineScene(): OutlineToDraw[] {
  const random = diceOf(7)
  return Array.from({ length: 10 }, (_, n) => {
    const middle = { x: 150 + 220 * (n % 5), y: 210 + 380 * Math.floor(n / 5) }
    const points = Array.from({ length: 12 }, (__, i) => {
      const [angle, away] = [(i * Math.PI) / 6, 60 + 30 * random()]
      return { x: Math.round(middle.x + away * Math.cos(angle)), y: Math.round(middle.y + away * Math.sin(angle)) }
    })
    return { points, label: 1 + Math.floor(LABELS * random()) }
  })
}
