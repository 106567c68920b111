import type { TextCorpus } from "./corpus.ts"
import { distanceOf } from "./distance.ts"

/** Above this number of different words in a task a pair of words is simply the same or not: the table would be large. */
const MOST_COMPARED = 2_048

/** Cells of the largest table; of longer texts only a band along the diagonal is looked at. */
const MOST_CELLS = 16_000_000

/** The answers to one task laid over each other. */
export interface Alignment {
  /** Answers in the order in which they were aligned: column k holds the votes of `answers[k]`. */
  readonly answers: Int32Array
  readonly slots: number
  /** Word (of the corpus; 0 is "no word") of slot s in column k at `s * answers.length + k`. */
  readonly votes: Int32Array
}

/** What is aligned: words of answers, and the letters of words. */
type Sequences = Pick<TextCorpus, "words" | "tokenStart" | "tokenWord" | "wordStart" | "wordLetters" | "alphabet">

/** Lays answers of one task after another over each other; keeps its tables from task to task. */
export class Aligner {
  readonly #corpus: Sequences
  readonly #letterBits: Int32Array
  /** Number of a word inside the task at hand; 0 for words that are not in it, and for "no word". */
  readonly #localOf: Int32Array
  /** Words of the task at hand; the first is "no word". */
  #words: Int32Array = new Int32Array(16)
  #count = 1
  /** Edit distance of characters over the longer length, 0 to 1, `#count` a row. */
  #unlike = new Float32Array(0)
  #hasTable = true
  #cost = new Float64Array(0)
  #moves = new Uint8Array(0)
  /** Candidates of each slot and their weights, `stride` a slot. */
  #candidates = new Int32Array(0)
  #weights = new Float64Array(0)
  #candidateCount = new Int32Array(0)

  constructor(corpus: Sequences) {
    this.#corpus = corpus
    this.#letterBits = new Int32Array(Math.max(1, corpus.alphabet))
    this.#localOf = new Int32Array(corpus.words.length)
  }

  /**
   * Aligns `answers` (all of one task) in the order given. `weights[k]` is how much `answers[k]` counts, above 0.
   *
   * A slot holds the words voted for in it. With weight t so far, leaving a slot out costs 1 - weight(no word)/t, a new slot
   * costs 1, and putting word x on a slot costs the weighted mean unlikeness of its other words to x; where x is already
   * there, at most half of what speaks against it. On ties a word is put on a slot before a slot is left out, and that
   * before a new one. Cost: slots x words of the answer, for each answer.
   */
  align(answers: Int32Array, weights: Float64Array): Alignment {
    this.#number(answers)
    const columns = answers.length
    let votes: Int32Array = new Int32Array(0)
    let slots = 0
    let total = 0
    for (let k = 0; k < columns; k++) {
      this.#tally(votes, slots, columns, k, weights)
      const next = this.#add(votes, slots, columns, k, answers[k] ?? 0, total)
      votes = next
      slots = next.length / columns
      total += weights[k] ?? 0
    }
    for (let i = 0; i < votes.length; i++) votes[i] = this.#words[votes[i] ?? 0] ?? 0
    this.#forget()
    return { answers, slots, votes }
  }

  /** Numbers the task's words from 1 and compares each two. */
  #number(answers: Int32Array): void {
    const { tokenStart, tokenWord, wordStart, wordLetters } = this.#corpus
    this.#count = 1
    for (const answer of answers) {
      for (let i = tokenStart[answer] ?? 0; i < (tokenStart[answer + 1] ?? 0); i++) {
        const word = tokenWord[i] ?? 0
        if (this.#localOf[word] !== 0) continue
        if (this.#count === this.#words.length) this.#words = grown(this.#words)
        this.#localOf[word] = this.#count
        this.#words[this.#count++] = word
      }
    }
    const n = this.#count
    this.#hasTable = n <= MOST_COMPARED
    if (!this.#hasTable) return
    if (this.#unlike.length < n * n) this.#unlike = new Float32Array(2 * n * n)
    const unlike = this.#unlike
    unlike[0] = 0
    for (let a = 1; a < n; a++) {
      unlike[a] = 1
      unlike[a * n] = 1
      unlike[a * n + a] = 0
      const startA = wordStart[this.#words[a] ?? 0] ?? 0
      const endA = wordStart[(this.#words[a] ?? 0) + 1] ?? 0
      for (let b = 1; b < a; b++) {
        const startB = wordStart[this.#words[b] ?? 0] ?? 0
        const endB = wordStart[(this.#words[b] ?? 0) + 1] ?? 0
        const edits = distanceOf(wordLetters, startA, endA, startB, endB, this.#letterBits)
        const ratio = edits / Math.max(endA - startA, endB - startB)
        unlike[a * n + b] = ratio
        unlike[b * n + a] = ratio
      }
    }
  }

  #forget(): void {
    for (let local = 1; local < this.#count; local++) this.#localOf[this.#words[local] ?? 0] = 0
  }

  /** The candidates of each slot and their weights from the first `k` columns. */
  #tally(votes: Int32Array, slots: number, columns: number, k: number, weights: Float64Array): void {
    if (this.#candidates.length < slots * columns) {
      this.#candidates = new Int32Array(2 * slots * columns)
      this.#weights = new Float64Array(2 * slots * columns)
    }
    if (this.#candidateCount.length < slots) this.#candidateCount = new Int32Array(2 * slots)
    for (let s = 0; s < slots; s++) {
      const row = s * columns
      let count = 0
      for (let column = 0; column < k; column++) {
        const word = votes[row + column] ?? 0
        let at = row
        while (at < row + count && this.#candidates[at] !== word) at++
        if (at === row + count) {
          this.#candidates[at] = word
          this.#weights[at] = 0
          count++
        }
        this.#weights[at] = (this.#weights[at] ?? 0) + (weights[column] ?? 0)
      }
      this.#candidateCount[s] = count
    }
  }

  /** Weight of a word in a slot, 0 where it is not there. */
  #weightIn(slot: number, columns: number, word: number): number {
    const row = slot * columns
    const end = row + (this.#candidateCount[slot] ?? 0)
    for (let at = row; at < end; at++) if (this.#candidates[at] === word) return this.#weights[at] ?? 0
    return 0
  }

  /** Adds one answer: fills the table of costs, reads the way back, and gives the votes with the new column. */
  #add(votes: Int32Array, slots: number, columns: number, k: number, answer: number, total: number): Int32Array {
    const first = this.#corpus.tokenStart[answer] ?? 0
    const length = (this.#corpus.tokenStart[answer + 1] ?? 0) - first
    const band = bandOf(slots, length)
    this.#fill(slots, columns, first, length, total, band)
    const path = new Uint8Array(slots + length)
    let steps = 0
    for (let s = slots, i = length; s > 0 || i > 0; ) {
      const move = this.#moves[s * band.width + i - bandStart(band, s)] ?? 0
      path[steps++] = move
      if (move !== NEW_SLOT) s--
      if (move !== LEFT_OUT) i--
    }
    const next = new Int32Array(steps * columns)
    for (let row = 0, s = 0, i = 0; row < steps; row++) {
      const move = path[steps - 1 - row]
      if (move !== NEW_SLOT) {
        for (let column = 0; column < k; column++) next[row * columns + column] = votes[s * columns + column] ?? 0
        s++
      }
      if (move !== LEFT_OUT) next[row * columns + k] = this.#localOf[this.#corpus.tokenWord[first + i++] ?? 0] ?? 0
    }
    return next
  }

  #fill(slots: number, columns: number, first: number, length: number, total: number, band: Band): void {
    const width = length + 1
    if (this.#moves.length < (slots + 1) * band.width) this.#moves = new Uint8Array(2 * (slots + 1) * band.width)
    if (this.#cost.length < 2 * width) this.#cost = new Float64Array(4 * width)
    const cost = this.#cost
    const moves = this.#moves
    cost.fill(Infinity, 0, 2 * width)
    for (let i = 0; i <= bandEnd(band, 0); i++) {
      cost[i] = i
      moves[i] = NEW_SLOT
    }
    const { tokenWord } = this.#corpus
    const localOf = this.#localOf
    const count = this.#count
    const unlike = this.#hasTable ? this.#unlike : null
    const candidates = this.#candidates
    const weights = this.#weights
    let previous = 0
    let current = width
    for (let s = 1; s <= slots; s++) {
      const leave = 1 - this.#weightIn(s - 1, columns, 0) / total
      const start = (s - 1) * columns
      const end = start + (this.#candidateCount[s - 1] ?? 0)
      const from = bandStart(band, s)
      const to = bandEnd(band, s)
      const row = s * band.width - from
      if (from > 0) cost[current + from - 1] = Infinity
      for (let i = from; i <= to; i++) {
        let best = Infinity
        let move = ON_SLOT
        if (i > 0) {
          const word = localOf[tokenWord[first + i - 1] ?? 0] ?? 0
          const onSlot = unlikeness(candidates, weights, start, end, unlike, count, word, total)
          best = (cost[previous + i - 1] ?? 0) + onSlot
        }
        const left = (cost[previous + i] ?? 0) + leave
        if (left < best) {
          best = left
          move = LEFT_OUT
        }
        if (i > 0) {
          const opened = (cost[current + i - 1] ?? 0) + 1
          if (opened < best) {
            best = opened
            move = NEW_SLOT
          }
        }
        cost[current + i] = best
        moves[row + i] = move
      }
      ;[previous, current] = [current, previous]
    }
  }
}

/**
 * What it costs to put a word on the slot with candidates `start` to `end - 1`: the weighted mean unlikeness of its other
 * words; where the word is there itself, at most half of what the others weigh.
 */
function unlikeness(
  candidates: Int32Array,
  weights: Float64Array,
  start: number,
  end: number,
  unlike: Float32Array | null,
  count: number,
  word: number,
  total: number,
): number {
  let sum = 0
  let own = -1
  for (let at = start; at < end; at++) {
    const other = candidates[at] ?? 0
    if (other === word) own = weights[at] ?? 0
    else sum += (weights[at] ?? 0) * (unlike === null ? 1 : (unlike[other * count + word] ?? 1))
  }
  const mean = sum / total
  const half = own < 0 ? mean : 0.5 * (1 - own / total)
  return half < mean ? half : mean
}

/** The part of each row of the table that is filled: the whole row as long as the table is not large. */
interface Band {
  readonly width: number
  /** Cells to each side of the diagonal; 0 for the whole row. */
  readonly half: number
  /** Words of the answer for each slot. */
  readonly slope: number
  readonly length: number
}

function bandOf(slots: number, length: number): Band {
  const slope = slots === 0 ? 0 : length / slots
  const half = Math.max(Math.ceil(slope) + 1, Math.floor(MOST_CELLS / (slots + 1) / 2))
  if (slots === 0 || half >= length) return { width: length + 1, half: 0, slope, length }
  return { width: 2 * half + 1, half, slope, length }
}

function bandStart({ half, slope }: Band, slot: number): number {
  return half === 0 ? 0 : Math.max(0, Math.floor(slot * slope) - half)
}

function bandEnd({ half, slope, length }: Band, slot: number): number {
  return half === 0 ? length : Math.min(length, Math.floor(slot * slope) + half)
}

const ON_SLOT = 0
const LEFT_OUT = 1
const NEW_SLOT = 2

function grown(from: Int32Array): Int32Array {
  const to = new Int32Array(2 * from.length)
  to.set(from)
  return to
}
