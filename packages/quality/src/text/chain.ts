import type { Alignment } from "./align.ts"
import type { TextCorpus } from "./corpus.ts"
import { isPreferred } from "./reliability.ts"

/** How the votes on a whole text are put together; 0 and 0 is the plain weighted vote in each slot. */
export interface ChainSettings {
  /** How much a vote for two neighbouring words together counts beside the votes for each. */
  readonly pairs: number
  /** How many times the best vote for a word counts beside the sum of all votes for it. */
  readonly best: number
}

/**
 * Chosen by `npm run bench -- text choose` on CrowdSpeech. Each set with the other's choice: mean WER 5.82 instead of 5.82
 * (dev-clean, pairs 0.5) and 11.48 instead of 11.63 (dev-other, pairs 0.4); chosen on random halves and tested on the others
 * 5.82 instead of 5.81 and 11.52 instead of 11.65. A bonus for the best single vote gained nothing that carried over.
 */
export const CHAIN: ChainSettings = { pairs: 0.4, best: 0 }

/**
 * The words of a task decided together: of all ways through the slots the one with the most weight, where each word has the
 * weight of its votes and each two words in neighbouring slots `pairs` times the weight of the people who have both. So
 * the halves of "some one" and "someone" are not mixed, and a phrase that people heard whole wins over a patchwork.
 *
 * Viterbi 1967. O(slots x candidates² x answers). On ties the preferred word ({@link isPreferred}) of the later slot, then of
 * the earlier.
 *
 * @returns the word of each slot; 0 is "no word"
 */
export function decideChain(
  corpus: Pick<TextCorpus, "words">,
  { slots, votes }: Alignment,
  weights: Float64Array,
  settings: ChainSettings,
): Int32Array {
  const columns = weights.length
  const candidates = new Int32Array(slots * columns)
  const counts = new Int32Array(slots)
  const back = new Int32Array(slots * columns)
  let reached = new Float64Array(columns)
  let next = new Float64Array(columns)
  for (let s = 0; s < slots; s++) {
    const row = s * columns
    counts[s] = listCandidates(corpus, votes, candidates, row, columns)
    // Between two slots with one word each there is one way only.
    const pairs = counts[s] === 1 && (s === 0 || counts[s - 1] === 1) ? 0 : settings.pairs
    for (let i = 0; i < (counts[s] ?? 0); i++) {
      const word = candidates[row + i] ?? 0
      let most = s === 0 ? 0 : -1
      for (let j = 0; s > 0 && j < (counts[s - 1] ?? 0); j++) {
        const both = pairs === 0 ? 0 : pairWeight(votes, weights, row, candidates[row - columns + j] ?? 0, word)
        const weight = (reached[j] ?? 0) + pairs * both
        if (weight > most) {
          most = weight
          back[row + i] = j
        }
      }
      next[i] = most + wordWeight(votes, weights, row, word, settings.best)
    }
    ;[reached, next] = [next, reached]
  }
  return readBack(candidates, counts, back, reached, columns)
}

/** Each word of a slot once, the preferred first. */
function listCandidates(
  corpus: Pick<TextCorpus, "words">,
  votes: Int32Array,
  candidates: Int32Array,
  row: number,
  columns: number,
): number {
  let count = 0
  for (let k = 0; k < columns; k++) {
    const word = votes[row + k] ?? 0
    let at = row
    while (at < row + count && candidates[at] !== word) at++
    if (at < row + count) continue
    for (; at > row && isPreferred(corpus, word, candidates[at - 1] ?? 0); at--)
      candidates[at] = candidates[at - 1] ?? 0
    candidates[at] = word
    count++
  }
  return count
}

function wordWeight(votes: Int32Array, weights: Float64Array, row: number, word: number, best: number): number {
  let sum = 0
  let most = 0
  for (let k = 0; k < weights.length; k++) {
    if (votes[row + k] !== word) continue
    const weight = weights[k] ?? 0
    sum += weight
    if (weight > most) most = weight
  }
  return sum + best * most
}

/** Weight of the people who have `before` in the slot before and `word` in the one at `row`. */
function pairWeight(votes: Int32Array, weights: Float64Array, row: number, before: number, word: number): number {
  const columns = weights.length
  let sum = 0
  for (let k = 0; k < columns; k++)
    if (votes[row + k] === word && votes[row - columns + k] === before) sum += weights[k] ?? 0
  return sum
}

function readBack(
  candidates: Int32Array,
  counts: Int32Array,
  back: Int32Array,
  reached: Float64Array,
  columns: number,
): Int32Array {
  const slots = counts.length
  const words = new Int32Array(slots)
  let at = 0
  for (let i = 1; i < (counts[slots - 1] ?? 0); i++) if ((reached[i] ?? 0) > (reached[at] ?? 0)) at = i
  for (let s = slots - 1; s >= 0; s--) {
    words[s] = candidates[s * columns + at] ?? 0
    at = back[s * columns + at] ?? 0
  }
  return words
}
