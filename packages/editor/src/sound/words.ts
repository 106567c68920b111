import type { Span } from "./segments.ts"

/** A word of a text by the place of its first letter and the place behind its last. */
interface Word {
  readonly from: number
  readonly to: number
}

/**
 * The word of a segment's text that is heard at a moment, as far as can be told without times of words: each letter is given the same
 * share of the segment. Null outside of it, and where there is no word.
 */
export function wordHeard(text: string, { startMs, endMs }: Span, nowMs: number): Word | null {
  if (nowMs < startMs || nowMs >= endMs) return null
  const letter = ((nowMs - startMs) / (endMs - startMs)) * text.length
  let last: Word | null = null
  for (const match of text.matchAll(/\S+/gu)) {
    const word = { from: match.index, to: match.index + match[0].length }
    // In the white space before a word that word is next.
    if (letter < word.to) return word
    last = word
  }
  return last
}

/**
 * Texts laid over the first one word by word: a row for each, all of the same length, null where a text has no word. Read across, every
 * row gives its words again. What others have more stands before the word that it precedes. Cost: fewest words that differ.
 */
export function alignWords(texts: readonly string[]): (string | null)[][] {
  const [base = [], ...others] = texts.map((text) => text.split(/\s+/u).filter((word) => word !== ""))
  const spread = [base, ...others].map((words) => spreadOver(base, words))
  const rows: (string | null)[][] = texts.map(() => [])
  for (let i = 0; i <= base.length; i++) {
    const room = Math.max(0, ...spread.map(({ before }) => before[i]?.length ?? 0))
    spread.forEach(({ before, at }, row) => {
      const more = before[i] ?? []
      for (let slot = 0; slot < room; slot++) rows[row]?.push(more[slot] ?? null)
      if (i < base.length) rows[row]?.push(at[i] ?? null)
    })
  }
  return rows
}

/** Which word stands at each of the base's, and which stand before each of these and behind the last. */
function spreadOver(base: readonly string[], words: readonly string[]) {
  const width = words.length + 1
  const cost = new Uint32Array((base.length + 1) * width)
  const costAt = (i: number, j: number) => cost[i * width + j] ?? 0
  const differs = (i: number, j: number) => (base[i - 1] === words[j - 1] ? 0 : 1)
  for (let i = 0; i <= base.length; i++)
    for (let j = 0; j <= words.length; j++) {
      if (i === 0 || j === 0) cost[i * width + j] = i + j
      else
        cost[i * width + j] = Math.min(costAt(i - 1, j - 1) + differs(i, j), costAt(i - 1, j) + 1, costAt(i, j - 1) + 1)
    }
  const at: (string | null)[] = base.map(() => null)
  const before: string[][] = Array.from({ length: base.length + 1 }, () => [])
  for (let i = base.length, j = words.length; i > 0 || j > 0; ) {
    if (i > 0 && j > 0 && costAt(i, j) === costAt(i - 1, j - 1) + differs(i, j)) at[--i] = words[--j] ?? null
    else if (i > 0 && costAt(i, j) === costAt(i - 1, j) + 1) i--
    else before[i]?.unshift(words[--j] ?? "")
  }
  return { at, before }
}
