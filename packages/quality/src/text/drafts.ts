import { boxShape, type Shape } from "@justesse/types"
import type { ReadLine } from "@justesse/types/models/reading"
import { overlapOf } from "../shapes/overlap.ts"
import type { NormaliserProfile } from "./profile.ts"
import { errorRates } from "./rates.ts"

/** Fewer lines than these say nothing yet about how well a program reads. */
export const LEAST_LINES = 30
/** With more words wrong than this share, mending a text takes longer than writing it: it is not shown. */
export const MOST_WORDS_WRONG = 0.3

/** A line is the same as another from this overlap on: a program draws it tighter than people do. */
const SAME_LINE = 0.3

/** Only runs of white space are left out: all else is a letter that somebody has to mend. */
const PROFILE: NormaliserProfile = { rules: ["spaces"], markers: [] }

/** A line as people left it. */
interface WrittenLine {
  readonly shape: Shape
  readonly text: string
}

/** What is written in a line, and what was read there. */
interface DraftPair {
  readonly reference: string
  readonly answer: string
}

/**
 * Lines of one page that people wrote, each with the line that was read there: the nearest pairs first, each line once. Lines that were
 * not read, and those that are none, are left out: nobody was given a text for them.
 */
export function pairDrafts(
  written: readonly WrittenLine[],
  read: readonly Pick<ReadLine, "x" | "y" | "width" | "height" | "text">[],
): DraftPair[] {
  const near = written
    .flatMap(({ shape }, w) => read.map((line, r) => ({ w, r, overlap: overlapOf(shape, boxShape(line)) })))
    .filter(({ overlap }) => overlap >= SAME_LINE)
    .sort((a, b) => b.overlap - a.overlap || a.w - b.w || a.r - b.r)
  const [usedWritten, usedRead] = [new Set<number>(), new Set<number>()]
  const pairs: DraftPair[] = []
  for (const { w, r } of near) {
    const [own, found] = [written[w], read[r]]
    if (usedWritten.has(w) || usedRead.has(r) || !own || !found) continue
    usedWritten.add(w)
    usedRead.add(r)
    pairs.push({ reference: own.text, answer: found.text })
  }
  return pairs
}

/** How well a program reads, and whether people are shown what it read. */
export interface DraftQuality {
  readonly lines: number
  /** Shares that are wrong; null while too few lines were compared. */
  readonly letters: number | null
  readonly words: number | null
  /** Not before it is known that few enough words are wrong. */
  readonly showsText: boolean
}

/** Tells from lines that were compared how well a program reads here. */
export function judgeDrafts(pairs: readonly DraftPair[]): DraftQuality {
  const lines = pairs.length
  if (lines < LEAST_LINES) return { lines, letters: null, words: null, showsText: false }
  const { cer, wer } = errorRates(pairs, PROFILE)
  return { lines, letters: cer.micro, words: wer.micro, showsText: wer.micro !== null && wer.micro <= MOST_WORDS_WRONG }
}
