import type { Alignment } from "@justesse/quality/text/align"
import type { TextCorpus } from "@justesse/quality/text/corpus"
import { isPreferred, winnerOf } from "@justesse/quality/text/reliability"

/** How votes are put together in the last decision; 0 and 0 is the plain weighted vote. */
export interface Pooling {
  /** Added to a person's vote for each of the two neighbouring slots in which they have the word decided there. */
  readonly neighbours: number
  /** How many times the best vote for a word counts beside the sum of all votes for it. */
  readonly best: number
}

/** The decision of each slot, and what each vote counted in it. */
export interface Decision {
  /** Word of each slot; 0 is "no word". */
  readonly winners: Int32Array
  /** What the vote of column k counted in slot s, at `s * columns + k`. */
  readonly counted: Float64Array
}

/**
 * Decides each slot of a task. A vote counts the person's weight, and more where the same person agrees with what is
 * decided right and left of it: whoever has heard the words around is likelier to have heard this one. Of a word's votes
 * the best counts several times, because the mistakes of weak people are not independent: many of them agreeing on a
 * wrong word says less than the sum.
 */
export function decide(corpus: TextCorpus, alignment: Alignment, weights: Float64Array, pooling: Pooling): Decision {
  const { slots, votes } = alignment
  const columns = weights.length
  const plain = new Int32Array(slots)
  for (let s = 0; s < slots; s++) plain[s] = winnerOf(corpus, votes, s * columns, weights)
  const counted = new Float64Array(slots * columns)
  const winners = new Int32Array(slots)
  for (let s = 0; s < slots; s++) {
    for (let k = 0; k < columns; k++) {
      const agreeing = agrees(votes, plain, columns, s - 1, k) + agrees(votes, plain, columns, s + 1, k)
      counted[s * columns + k] = (weights[k] ?? 0) + pooling.neighbours * agreeing
    }
    winners[s] = bestWord(corpus, votes, counted, s * columns, columns, pooling.best)
  }
  return { winners, counted }
}

/** Beyond the ends of the text everybody agrees. */
function agrees(votes: Int32Array, winners: Int32Array, columns: number, slot: number, k: number): number {
  return slot < 0 || slot >= winners.length || votes[slot * columns + k] === winners[slot] ? 1 : 0
}

/** Sum of the votes for a word and `best` times the greatest of them. */
export function scoreOf(
  votes: Int32Array,
  counted: Float64Array,
  row: number,
  columns: number,
  word: number,
  best: number,
): number {
  let sum = 0
  let most = 0
  for (let k = 0; k < columns; k++) {
    if (votes[row + k] !== word) continue
    const vote = counted[row + k] ?? 0
    sum += vote
    if (vote > most) most = vote
  }
  return sum + best * most
}

function bestWord(
  corpus: TextCorpus,
  votes: Int32Array,
  counted: Float64Array,
  row: number,
  columns: number,
  best: number,
): number {
  let winner = -1
  let most = -1
  for (let k = 0; k < columns; k++) {
    const word = votes[row + k] ?? 0
    if (word === winner) continue
    const score = scoreOf(votes, counted, row, columns, word, best)
    if (score > most || (score === most && isPreferred(corpus, word, winner))) {
      winner = word
      most = score
    }
  }
  return winner
}
