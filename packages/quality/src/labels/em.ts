import { add, f64, i32 } from "./arrays.ts"
import type { Votes } from "./votes.ts"

/** How often each person gave each label to tasks of each class, in expectation. */
export interface Counts {
  /** `people × classes × classes`: cell `(person · K + label) · K + trueClass`. */
  readonly cells: Float64Array
  /** Expected tasks of each true class, over tasks with votes. */
  readonly classes: Float64Array
}

/** What the next round's posteriors are computed from. */
export interface Parameters {
  /** log P(label | true class) of each person, in the layout of `Counts.cells`. */
  readonly logConfusion: Float64Array
  /** log P(class). */
  readonly logPrior: Float64Array
}

/** Turns counts into parameters (the M step): all that tells Dawid–Skene, one-coin and MACE apart. */
export type Estimate = (counts: Counts, into: Parameters, people: number, classes: number) => void

/** How long to go on, and what is known. */
export interface EmOptions {
  /** Stop when the bound grows by less than this for each vote. */
  readonly tolerance: number
  readonly mostRounds: number
  /** Known classes by task, −1 where not known: they are clamped. */
  readonly gold?: Int32Array | undefined
  /** Counts to continue from; vote shares otherwise. */
  readonly start?: Counts | undefined
}

/** A finished fit. */
export interface EmFit extends Parameters {
  /** `tasks × classes`, row-major. Rows sum to 1. */
  readonly posterior: Float64Array
  /** Sums of exactly this posterior. */
  readonly counts: Counts
  readonly rounds: number
  /** Log-likelihood of the votes under the parameters, over the number of votes. */
  readonly bound: number
}

/** exp below this adds nothing that could matter to a count, so rounds skip it; the last pass does not. */
const SKIPPED = -30
/** A task this sure adds 1 to one cell for each vote instead of a row of products. */
const SURE = 1 - 1e-7

/**
 * Expectation–maximisation over sparse votes (Dempster, Laird and Rubin 1977; for votes Dawid and Skene 1979).
 *
 * One pass a round: add the log confusions of a task's votes, soft-max, add the result to the next round's counts. The
 * posterior itself is only stored by the last pass. O(rounds · votes · classes) time; memory for counts, confusions and
 * one posterior.
 */
export function expectationMaximisation(votes: Votes, estimate: Estimate, options: EmOptions): EmFit {
  const { people, classes: K, tasks } = votes
  const size = people * K * K
  let counts: Counts = { cells: new Float64Array(size), classes: new Float64Array(K) }
  let spare: Counts = { cells: new Float64Array(size), classes: new Float64Array(K) }
  const parameters: Parameters = { logConfusion: new Float64Array(size), logPrior: new Float64Array(K) }
  const cell = cellsOf(votes)
  if (options.start) copyCounts(options.start, counts)
  else countShares(votes, cell, options.gold, counts)
  let [rounds, bound] = [0, -Infinity]
  const each = Math.max(1, votes.person.length)
  while (rounds < options.mostRounds) {
    estimate(counts, parameters, people, K)
    spare.cells.fill(0)
    spare.classes.fill(0)
    const now = pass(votes, cell, parameters, options.gold, spare) / each
    ;[counts, spare] = [spare, counts]
    rounds++
    if (now - bound < options.tolerance) {
      bound = now
      break
    }
    bound = now
  }
  const posterior = new Float64Array(tasks * K)
  lastPass(votes, cell, parameters, options.gold, posterior)
  counts.cells.fill(0)
  counts.classes.fill(0)
  countPosterior(votes, posterior, counts)
  return { ...parameters, posterior, counts, rounds, bound }
}

/** The row of each vote in the counts: `(person · K + label) · K`. */
function cellsOf({ person, label, classes: K }: Votes): Int32Array {
  const cell = new Int32Array(person.length)
  for (let i = 0; i < cell.length; i++) cell[i] = (i32(person, i) * K + i32(label, i)) * K
  return cell
}

function copyCounts(from: Counts, to: Counts): void {
  to.cells.set(from.cells)
  to.classes.set(from.classes)
}

/** Where EM starts: each task's vote shares; gold is certain. */
function countShares(votes: Votes, cell: Int32Array, gold: Int32Array | undefined, into: Counts): void {
  const { tasks, classes: K, offsets, label } = votes
  const share = new Float64Array(K)
  for (let t = 0; t < tasks; t++) {
    const [begin, end] = [i32(offsets, t), i32(offsets, t + 1)]
    if (begin === end) continue
    share.fill(0)
    const known = gold === undefined ? -1 : i32(gold, t)
    if (known >= 0) share[known] = 1
    else for (let i = begin; i < end; i++) add(share, i32(label, i), 1 / (end - begin))
    for (let c = 0; c < K; c++) add(into.classes, c, f64(share, c))
    for (let i = begin; i < end; i++) {
      const row = i32(cell, i)
      for (let c = 0; c < K; c++) add(into.cells, row + c, f64(share, c))
    }
  }
}

/** One fused E step; returns the log-likelihood. */
function pass(
  votes: Votes,
  cell: Int32Array,
  { logConfusion, logPrior }: Parameters,
  gold: Int32Array | undefined,
  into: Counts,
): number {
  const { tasks, classes: K, offsets } = votes
  const { cells, classes } = into
  const score = new Float64Array(K)
  let bound = 0
  for (let t = 0; t < tasks; t++) {
    const begin = i32(offsets, t)
    const end = i32(offsets, t + 1)
    if (begin === end) continue
    for (let c = 0; c < K; c++) score[c] = f64(logPrior, c)
    for (let i = begin; i < end; i++) {
      const row = i32(cell, i)
      for (let c = 0; c < K; c++) score[c] = f64(score, c) + f64(logConfusion, row + c)
    }
    let best = gold === undefined ? -1 : i32(gold, t)
    let probability = 1
    if (best >= 0) bound += f64(score, best)
    else {
      best = 0
      for (let c = 1; c < K; c++) if (f64(score, c) > f64(score, best)) best = c
      const top = f64(score, best)
      let sum = 0
      for (let c = 0; c < K; c++) {
        const below = f64(score, c) - top
        const e = below < SKIPPED ? 0 : Math.exp(below)
        score[c] = e
        sum += e
      }
      bound += top + Math.log(sum)
      probability = 1 / sum
    }
    if (probability > SURE) {
      add(classes, best, 1)
      for (let i = begin; i < end; i++) add(cells, i32(cell, i) + best, 1)
      continue
    }
    for (let c = 0; c < K; c++) {
      score[c] = f64(score, c) * probability
      add(classes, c, f64(score, c))
    }
    for (let i = begin; i < end; i++) {
      const row = i32(cell, i)
      for (let c = 0; c < K; c++) add(cells, row + c, f64(score, c))
    }
  }
  return bound
}

/** The posterior to full precision. A task without votes has the class prior. */
function lastPass(
  votes: Votes,
  cell: Int32Array,
  { logConfusion, logPrior }: Parameters,
  gold: Int32Array | undefined,
  posterior: Float64Array,
): void {
  const { tasks, classes: K, offsets } = votes
  const score = new Float64Array(K)
  for (let t = 0; t < tasks; t++) {
    const known = gold === undefined ? -1 : i32(gold, t)
    if (known >= 0) {
      posterior[t * K + known] = 1
      continue
    }
    for (let c = 0; c < K; c++) score[c] = f64(logPrior, c)
    const end = i32(offsets, t + 1)
    for (let i = i32(offsets, t); i < end; i++) {
      const row = i32(cell, i)
      for (let c = 0; c < K; c++) score[c] = f64(score, c) + f64(logConfusion, row + c)
    }
    softMax(score, posterior, t * K)
  }
}

/** Probabilities from logs, written at `to`; sums of logs may be far below what exp can hold. */
export function softMax(score: Float64Array, into: Float64Array, to: number): void {
  const K = score.length
  let top = -Infinity
  for (let c = 0; c < K; c++) top = Math.max(top, f64(score, c))
  let sum = 0
  for (let c = 0; c < K; c++) {
    const e = Math.exp(f64(score, c) - top)
    into[to + c] = e
    sum += e
  }
  for (let c = 0; c < K; c++) into[to + c] = f64(into, to + c) / sum
}

/** Adds the sums of a posterior over the votes of each person to `into`. */
export function countPosterior(votes: Votes, posterior: Float64Array, into: Counts): void {
  const { tasks, classes: K, offsets, person, label } = votes
  for (let t = 0; t < tasks; t++) {
    const begin = i32(offsets, t)
    const end = i32(offsets, t + 1)
    if (begin === end) continue
    for (let c = 0; c < K; c++) add(into.classes, c, f64(posterior, t * K + c))
    for (let i = begin; i < end; i++) {
      const row = (i32(person, i) * K + i32(label, i)) * K
      for (let c = 0; c < K; c++) add(into.cells, row + c, f64(posterior, t * K + c))
    }
  }
}
