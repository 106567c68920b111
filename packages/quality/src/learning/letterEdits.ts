import { graphemesOf } from "../text/graphemes.ts"

/** One character of the right text beside what was written for it: null right for one too many, null mine for one left out. */
export interface LetterEdit {
  readonly right: string | null
  readonly mine: string | null
}

/** Longer pairs are not compared letter by letter: the table would have more cells than this. */
const MOST_CELLS = 4_000_000

/**
 * The right text and the written one letter by letter, with the fewest edits; of equally few the ones with most letters replaced, from
 * the end. Letters are what people see. Null where both are too long for it.
 */
export function letterEdits(right: string, mine: string): LetterEdit[] | null {
  const [a, b] = [lettersOf(right), lettersOf(mine)]
  const width = b.length + 1
  if ((a.length + 1) * width > MOST_CELLS) return null
  const cost = new Int32Array((a.length + 1) * width)
  for (let j = 0; j < width; j++) cost[j] = j
  for (let i = 1; i <= a.length; i++) {
    cost[i * width] = i
    for (let j = 1; j < width; j++) {
      const on = (cost[(i - 1) * width + j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const away = Math.min(cost[(i - 1) * width + j] ?? 0, cost[i * width + j - 1] ?? 0) + 1
      cost[i * width + j] = Math.min(on, away)
    }
  }
  const edits: LetterEdit[] = []
  for (let i = a.length, j = b.length; i > 0 || j > 0; ) {
    const here = cost[i * width + j] ?? 0
    const on = i > 0 && j > 0 ? (cost[(i - 1) * width + j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1) : Infinity
    if (here === on) edits.push({ right: a[--i] ?? null, mine: b[--j] ?? null })
    else if (i > 0 && here === (cost[(i - 1) * width + j] ?? 0) + 1) edits.push({ right: a[--i] ?? null, mine: null })
    else edits.push({ right: null, mine: b[--j] ?? null })
  }
  return edits.reverse()
}

function lettersOf(text: string): string[] {
  return graphemesOf(text).map((one) => (typeof one === "number" ? String.fromCodePoint(one) : one))
}
