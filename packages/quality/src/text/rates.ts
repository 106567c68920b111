import { graphemesOf } from "./graphemes.ts"
import { type NormaliserProfile, normaliseWith } from "./profile.ts"
import { comparedWords } from "./tokens.ts"

/** Edits of one kind each that turn a reference into an answer, as few as possible in all. */
export interface EditCounts {
  readonly substitutions: number
  /** In the reference, not in the answer. */
  readonly deletions: number
  /** In the answer, not in the reference. */
  readonly insertions: number
  /** Words or characters of the reference. */
  readonly length: number
}

/** An error rate over many texts, and what it is made of. */
export interface ErrorRate extends EditCounts {
  /** Corpus rate: all edits over all reference length; null when every reference is empty and something was written. */
  readonly micro: number | null
  /** Mean of the texts' rates; an empty reference counts 0 for an empty answer, otherwise 1. Null without texts. */
  readonly macro: number | null
}

/** Word and character error rates of the same texts. */
interface ErrorRates {
  readonly wer: ErrorRate
  readonly cer: ErrorRate
  readonly texts: number
}

/** A text as it should be and as it was written. */
interface TextPair {
  readonly reference: string
  readonly answer: string
}

/**
 * Fewest substitutions, deletions and insertions between two sequences. Of equally short ways the one with the most
 * substitutions is counted. O(n x m) time, O(m) memory.
 *
 * @example
 * countEdits(["a", "b", "c"], ["a", "x", "c", "d"]) // 1 substitution, 0 deletions, 1 insertion, length 3
 */
export function countEdits(reference: ArrayLike<string | number>, answer: ArrayLike<string | number>): EditCounts {
  const [n, m] = [reference.length, answer.length]
  let start = 0
  while (start < n && start < m && reference[start] === answer[start]) start++
  let ends = 0
  while (ends < n - start && ends < m - start && reference[n - 1 - ends] === answer[m - 1 - ends]) ends++
  const width = m - start - ends
  // Edits in all, and those of them that are substitutions: the others follow from the lengths.
  const edits = Int32Array.from({ length: width + 1 }, (_, j) => j)
  const replaced = new Int32Array(width + 1)
  for (let i = start; i < n - ends; i++) {
    let [diagonal, diagonalReplaced] = [edits[0] ?? 0, replaced[0] ?? 0]
    edits[0] = diagonal + 1
    for (let j = 1; j <= width; j++) {
      const differs = reference[i] === answer[start + j - 1] ? 0 : 1
      let [best, most] = [diagonal + differs, diagonalReplaced + differs]
      diagonal = edits[j] ?? 0
      diagonalReplaced = replaced[j] ?? 0
      if (isBetter(diagonal + 1, diagonalReplaced, best, most)) [best, most] = [diagonal + 1, diagonalReplaced]
      const [before, beforeReplaced] = [(edits[j - 1] ?? 0) + 1, replaced[j - 1] ?? 0]
      if (isBetter(before, beforeReplaced, best, most)) [best, most] = [before, beforeReplaced]
      edits[j] = best
      replaced[j] = most
    }
  }
  const substitutions = replaced[width] ?? 0
  const others = (edits[width] ?? 0) - substitutions
  const deletions = (others + n - m) / 2
  return { substitutions, deletions, insertions: others - deletions, length: n }
}

function isBetter(edits: number, replaced: number, best: number, most: number): boolean {
  return edits < best || (edits === best && replaced > most)
}

/**
 * Word and character error rates of answers against references under a profile: (S + D + I) / N, over all texts together
 * (micro) and as the mean of the texts (macro).
 *
 * Words are those of {@link comparedWords}: letters of scripts without spaces and markers of the profile for "cannot be
 * read" count as one each. Characters are those that people see in the normalised text ({@link graphemesOf}); a marker is
 * one character.
 *
 * @see Morris, Maier & Green 2004, "From WER and RIL to MER and WIL" for what is counted.
 */
export function errorRates(pairs: readonly TextPair[], profile: NormaliserProfile): ErrorRates {
  const words = pairs.map(({ reference, answer }) =>
    countEdits(comparedWords(profile, reference), comparedWords(profile, answer)),
  )
  const characters = pairs.map(({ reference, answer }) =>
    countEdits(comparedCharacters(profile, reference), comparedCharacters(profile, answer)),
  )
  return { wer: rateOf(words), cer: rateOf(characters), texts: pairs.length }
}

/** Characters of the normalised text; markers stand as themselves. */
function comparedCharacters(profile: NormaliserProfile, text: string): (string | number)[] {
  if (profile.markers.length === 0) return graphemesOf(normaliseWith(profile, text))
  const parts: (string | number)[] = []
  let rest = text
  while (rest !== "") {
    const next = firstMarker(profile.markers, rest)
    for (const one of graphemesOf(normaliseWith(profile, next === null ? rest : rest.slice(0, next.at))))
      parts.push(one)
    if (next === null) break
    parts.push(next.marker)
    rest = rest.slice(next.at + next.marker.length)
  }
  return parts
}

function firstMarker(markers: readonly string[], text: string): { at: number; marker: string } | null {
  let first: { at: number; marker: string } | null = null
  for (const marker of markers) {
    const at = marker === "" ? -1 : text.indexOf(marker)
    if (at < 0) continue
    if (first === null || at < first.at || (at === first.at && marker.length > first.marker.length))
      first = { at, marker }
  }
  return first
}

/** Edits over the mean length of both sides: the rate between two texts neither of which is the right one. Null of nothing. */
export function mutualRate({ substitutions, deletions, insertions, length }: EditCounts): number | null {
  const mean = length + (insertions - deletions) / 2
  return mean > 0 ? (substitutions + deletions + insertions) / mean : null
}

/** Counts of several texts together. */
export function addEdits(counts: readonly EditCounts[]): EditCounts {
  const sum = (key: keyof EditCounts) => counts.reduce((total, count) => total + count[key], 0)
  return {
    ...{ substitutions: sum("substitutions"), deletions: sum("deletions") },
    ...{ insertions: sum("insertions"), length: sum("length") },
  }
}

function rateOf(counts: readonly EditCounts[]): ErrorRate {
  const { substitutions, deletions, insertions, length } = addEdits(counts)
  const edits = substitutions + deletions + insertions
  const ratios = counts.map((count) => {
    const own = count.substitutions + count.deletions + count.insertions
    return count.length === 0 ? Math.min(1, own) : own / count.length
  })
  return {
    substitutions,
    deletions,
    insertions,
    length,
    micro: length > 0 ? edits / length : edits === 0 ? 0 : null,
    macro: counts.length === 0 ? null : ratios.reduce((total, ratio) => total + ratio, 0) / counts.length,
  }
}
