import type { Span } from "@justesse/editor/sound/segments"
import { type AnswerRow, textOf } from "../../review/model/answers.ts"

/** How much is heard and seen around a difference, in milliseconds. */
export const AROUND_MS = 500
/** Borders nearer than this to each other are no difference that is shown. */
const NEAR_MS = 30

/** Where an answer lies in time; null where somebody has nothing there. */
export function spanOf({ region }: Pick<AnswerRow, "region">): Span | null {
  return region?.geometry.type === "span" ? region.geometry : null
}

/** What an answer has there: its segment, or those that it cuts the stretch into; none where somebody has nothing. */
export function piecesOf({ region, pieces }: Pick<AnswerRow, "region" | "pieces">) {
  const all = pieces ?? (region ? [region] : [])
  return all.flatMap((piece) => {
    const span = spanOf({ region: piece })
    return span ? [{ span, text: textOf(piece) }] : []
  })
}

/** Behind which of the words that are laid over the others' an answer begins another segment. */
export function cutsAfter(row: Pick<AnswerRow, "region" | "pieces">, words: readonly (string | null)[]): Set<number> {
  const found = new Set<number>()
  let [said, piece] = [0, 0]
  const ends = piecesOf(row).map(({ text }) => (said += text.split(/\s+/u).filter((word) => word !== "").length))
  said = 0
  words.forEach((word, at) => {
    if (word === null) return
    said++
    if (piece < ends.length - 1 && said === ends[piece]) {
      found.add(at)
      piece++
    }
  })
  return found
}

/** The stretch in which all of the answers lie. */
export function spanOfAll(spans: readonly Span[]): Span {
  return {
    startMs: Math.min(...spans.map(({ startMs }) => startMs)),
    endMs: Math.max(...spans.map(({ endMs }) => endMs)),
  }
}

/** From the first to the last of the starts, and of the ends, where they lie apart. */
export function apartIn(spans: readonly Span[]): { readonly fromMs: number; readonly toMs: number }[] {
  return (["startMs", "endMs"] as const).flatMap((border) => {
    const moments = spans.map((span) => span[border])
    const [fromMs, toMs] = [Math.min(...moments), Math.max(...moments)]
    return spans.length > 1 && toMs - fromMs > NEAR_MS ? [{ fromMs, toMs }] : []
  })
}
