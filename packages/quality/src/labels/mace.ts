import { f64 } from "./arrays.ts"
import { MOST_ROUNDS, TOLERANCE } from "./dawidSkene.ts"
import { type Counts, type EmFit, type Estimate, expectationMaximisation } from "./em.ts"
import type { FitOptions } from "./oneCoin.ts"
import type { Votes } from "./votes.ts"

// `as number` in this file: the loops bound every index.

/** Pseudo-labels on answering at random and on answering honestly: Hovy et al. 2013 use a Beta(1/2, 1/2). */
const HALF = 0.5
/** Pseudo-labels spread evenly over what a person answers at random. Set before any run and not searched: a habit needs more
 * than a handful of labels to be believed. */
const HABIT = 10

/** A fit of MACE: beside confusions, how often each person answers without looking, and what. */
interface MaceFit extends EmFit {
  /** P(a label of this person is given without regard to the task), 0–1. */
  readonly random: Float64Array
  /** What each person answers then: `people × classes`, rows sum to 1. */
  readonly habit: Float64Array
}

/**
 * MACE (Hovy et al. 2013): each label is either the truth, or, with probability θ_w, drawn from the person's habit ξ_w
 * without regard to the task: π_w(y | c) = (1 − θ_w) [y = c] + θ_w ξ_w(y). All classes are equally likely beforehand.
 * Started at the vote shares instead of at random, so there is one result.
 */
export function mace(votes: Votes, options: FitOptions = {}): MaceFit {
  const state = startState(votes.people, votes.classes)
  const fit = expectationMaximisation(votes, estimateMace(state), {
    tolerance: options.tolerance ?? TOLERANCE,
    mostRounds: options.mostRounds ?? MOST_ROUNDS,
    gold: options.gold,
  })
  return { ...fit, random: state.random, habit: state.habit }
}

interface State {
  readonly random: Float64Array
  readonly habit: Float64Array
}

function startState(people: number, K: number): State {
  return { random: new Float64Array(people).fill(HALF), habit: new Float64Array(people * K).fill(1 / K) }
}

/** One M step: the share of labels that must, or may, have been random, given the last θ and ξ. */
function estimateMace(state: State): Estimate {
  return (counts, into, people, K) => {
    const random = new Float64Array(K)
    for (let w = 0; w < people; w++) {
      const total = randomLabels(counts, state, w, K, random)
      let sum = 0
      for (let y = 0; y < K; y++) sum += random[y] as number
      state.random[w] = (sum + HALF) / (total + 2 * HALF)
      for (let y = 0; y < K; y++) state.habit[w * K + y] = ((random[y] as number) + HABIT / K) / (sum + HABIT)
      writeRow(state, into.logConfusion, w, K)
    }
    into.logPrior.fill(-Math.log(K))
  }
}

/** Expected random labels of one person by class, written into `random`; returns how many labels they gave. */
function randomLabels(counts: Counts, { random, habit }: State, w: number, K: number, into: Float64Array): number {
  let total = 0
  const theta = f64(random, w)
  for (let y = 0; y < K; y++) {
    const guess = theta * f64(habit, w * K + y)
    const share = guess / Math.max(1e-300, 1 - theta + guess)
    let labels = 0
    for (let c = 0; c < K; c++) {
      const count = counts.cells[(w * K + y) * K + c] as number
      total += count
      labels += y === c ? share * count : count
    }
    into[y] = labels
  }
  return total
}

function writeRow({ random, habit }: State, logConfusion: Float64Array, w: number, K: number): void {
  const theta = f64(random, w)
  for (let y = 0; y < K; y++) {
    const guess = theta * f64(habit, w * K + y)
    for (let c = 0; c < K; c++) {
      logConfusion[(w * K + y) * K + c] = Math.log(Math.max(1e-12, y === c ? 1 - theta + guess : guess))
    }
  }
}
