import type { Votes } from "./votes.ts"

// `as number` in this file: the loops bound every index, and a call for each read would cost most of the time.

/** How often each person gave each label to tasks of each class, in expectation. */
export interface Counts {
  /** `people × classes × classes`: cell `(person · K + label) · K + trueClass`. */
  readonly cells: Float64Array
  /** Expected tasks of each true class, over tasks with votes. */
  readonly classes: Float64Array
}

/** What the next round's posteriors are computed from. */
interface Parameters {
  /** log P(label | true class) of each person, in the layout of `Counts.cells`. */
  readonly logConfusion: Float64Array
  /** log P(class). */
  readonly logPrior: Float64Array
}

/** Turns counts into parameters (the M step): all that tells Dawid–Skene, one-coin and MACE apart. */
export type Estimate = (counts: Counts, into: Parameters, people: number, classes: number) => void

/** How long to go on, and what is known. */
interface EmOptions {
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
  for (let i = 0; i < cell.length; i++) cell[i] = ((person[i] as number) * K + (label[i] as number)) * K
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
    const [begin, end] = [offsets[t] as number, offsets[t + 1] as number]
    if (begin === end) continue
    share.fill(0)
    const known = gold === undefined ? -1 : (gold[t] as number)
    if (known >= 0) share[known] = 1
    else
      for (let i = begin; i < end; i++)
        share[label[i] as number] = (share[label[i] as number] as number) + 1 / (end - begin)
    for (let c = 0; c < K; c++) into.classes[c] = (into.classes[c] as number) + (share[c] as number)
    for (let i = begin; i < end; i++) {
      const row = cell[i] as number
      for (let c = 0; c < K; c++) into.cells[row + c] = (into.cells[row + c] as number) + (share[c] as number)
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
    const begin = offsets[t] as number
    const end = offsets[t + 1] as number
    if (begin === end) continue
    for (let c = 0; c < K; c++) score[c] = logPrior[c] as number
    for (let i = begin; i < end; i++) {
      const row = cell[i] as number
      for (let c = 0; c < K; c++) score[c] = (score[c] as number) + (logConfusion[row + c] as number)
    }
    let best = gold === undefined ? -1 : (gold[t] as number)
    let probability = 1
    if (best >= 0) bound += score[best] as number
    else {
      best = 0
      for (let c = 1; c < K; c++) if ((score[c] as number) > (score[best] as number)) best = c
      const top = score[best] as number
      let sum = 0
      for (let c = 0; c < K; c++) {
        const below = (score[c] as number) - top
        const e = below < SKIPPED ? 0 : Math.exp(below)
        score[c] = e
        sum += e
      }
      bound += top + Math.log(sum)
      probability = 1 / sum
    }
    if (probability > SURE) {
      classes[best] = (classes[best] as number) + 1
      for (let i = begin; i < end; i++)
        cells[(cell[i] as number) + best] = (cells[(cell[i] as number) + best] as number) + 1
      continue
    }
    for (let c = 0; c < K; c++) {
      score[c] = (score[c] as number) * probability
      classes[c] = (classes[c] as number) + (score[c] as number)
    }
    for (let i = begin; i < end; i++) {
      const row = cell[i] as number
      for (let c = 0; c < K; c++) cells[row + c] = (cells[row + c] as number) + (score[c] as number)
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
    const known = gold === undefined ? -1 : (gold[t] as number)
    if (known >= 0) {
      posterior[t * K + known] = 1
      continue
    }
    for (let c = 0; c < K; c++) score[c] = logPrior[c] as number
    const end = offsets[t + 1] as number
    for (let i = offsets[t] as number; i < end; i++) {
      const row = cell[i] as number
      for (let c = 0; c < K; c++) score[c] = (score[c] as number) + (logConfusion[row + c] as number)
    }
    softMax(score, posterior, t * K)
  }
}

/** Probabilities from logs, written at `to`; sums of logs may be far below what exp can hold. */
export function softMax(score: Float64Array, into: Float64Array, to: number): void {
  const K = score.length
  let top = -Infinity
  for (let c = 0; c < K; c++) top = Math.max(top, score[c] as number)
  let sum = 0
  for (let c = 0; c < K; c++) {
    const e = Math.exp((score[c] as number) - top)
    into[to + c] = e
    sum += e
  }
  for (let c = 0; c < K; c++) into[to + c] = (into[to + c] as number) / sum
}

/** Adds the sums of a posterior over the votes of each person to `into`. */
export function countPosterior(votes: Votes, posterior: Float64Array, into: Counts): void {
  const { tasks, classes: K, offsets, person, label } = votes
  for (let t = 0; t < tasks; t++) {
    const begin = offsets[t] as number
    const end = offsets[t + 1] as number
    if (begin === end) continue
    for (let c = 0; c < K; c++) into.classes[c] = (into.classes[c] as number) + (posterior[t * K + c] as number)
    for (let i = begin; i < end; i++) {
      const row = ((person[i] as number) * K + (label[i] as number)) * K
      for (let c = 0; c < K; c++)
        into.cells[row + c] = (into.cells[row + c] as number) + (posterior[t * K + c] as number)
    }
  }
}
