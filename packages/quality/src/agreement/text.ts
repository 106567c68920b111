import { graphemesOf } from "../text/graphemes.ts"
import { SCORE_PROFILE } from "../text/profile.ts"
import { comparedWords } from "../text/tokens.ts"

/** What edit distances compare: characters as code points, or words. */
type Symbols = ArrayLike<string | number>

/** The characters of a text as Unicode code points, so that an emoji is one and not two. */
export function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0)
}

/** The words of a text, split at white space. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== "")
}

/**
 * Least number of insertions, deletions and replacements that turn `a` into `b` (Levenshtein). Looks only at a band
 * around the diagonal that doubles until the answer fits in it (Ukkonen, 1985): fast for texts that are nearly equal.
 */
export function editDistance(a: Symbols, b: Symbols): number {
  let start = 0
  let endA = a.length
  let endB = b.length
  while (start < endA && start < endB && a[start] === b[start]) start++
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const [n, m] = [endA - start, endB - start]
  if (n === 0 || m === 0) return n + m
  const most = Math.max(n, m)
  for (let band = Math.max(8, Math.abs(n - m)); ; band *= 2) {
    const distance = bandedDistance(a, b, start, n, m, band)
    if (distance <= band || band >= most) return distance
  }
}

/** The distance if it is at most `band`, otherwise some number above `band`. */
function bandedDistance(a: Symbols, b: Symbols, start: number, n: number, m: number, band: number): number {
  const far = n + m + 1
  let previous = new Int32Array(m + 1).fill(far)
  let current = new Int32Array(m + 1).fill(far)
  for (let j = 0; j <= Math.min(m, band); j++) previous[j] = j
  for (let i = 1; i <= n; i++) {
    const low = Math.max(0, i - band)
    const high = Math.min(m, i + band)
    if (low > 0) current[low - 1] = far
    for (let j = low; j <= high; j++) {
      if (j === 0) {
        current[0] = i
        continue
      }
      const same = a[start + i - 1] === b[start + j - 1] ? 0 : 1
      const replaced = (previous[j - 1] ?? far) + same
      const removed = (j === i + band ? far : (previous[j] ?? far)) + 1
      const inserted = (current[j - 1] ?? far) + 1
      current[j] = Math.min(replaced, removed, inserted)
    }
    ;[previous, current] = [current, previous]
  }
  return previous[m] ?? far
}

/** Characters that differ between two texts (code points). */
export function characterEdits(a: string, b: string): number {
  return a === b ? 0 : editDistance(codePoints(a), codePoints(b))
}

/** How far two texts lie apart: edits of characters as people see them, over the mean of their lengths. */
interface TextDistance {
  readonly edits: number
  /** Mean number of characters of the two. */
  readonly characters: number
}

/** The distance of two texts, neither of which is the right one; composed and decomposed letters are one. Symmetric. */
export function textDistance(a: string, b: string): TextDistance {
  const [first, second] = [graphemesOf(a.normalize("NFC")), graphemesOf(b.normalize("NFC"))]
  return { edits: a === b ? 0 : editDistance(first, second), characters: (first.length + second.length) / 2 }
}

/**
 * Character error rate: edits over the characters of the reference as people see them ({@link graphemesOf}), 0 or more
 * (above 1 when far more was written). Composed and decomposed letters are one.
 * An empty reference gives 0 for an empty answer, otherwise 1.
 */
export function cer(reference: string, answer: string): number {
  return errorRate(graphemesOf(reference.normalize("NFC")), graphemesOf(answer.normalize("NFC")))
}

/** Word error rate, as {@link cer} on the words that scores compare: without case and signs, letter by letter where a script has no spaces. */
export function wer(reference: string, answer: string): number {
  return errorRate(comparedWords(SCORE_PROFILE, reference), comparedWords(SCORE_PROFILE, answer))
}

function errorRate(reference: Symbols, answer: Symbols): number {
  if (reference.length === 0) return answer.length === 0 ? 0 : 1
  return editDistance(reference, answer) / reference.length
}
