import { logPriorFrom, TOLERANCE } from "./dawidSkene.ts"
import { softMax } from "./em.ts"
import type { FitOptions } from "./oneCoin.ts"
import type { Votes } from "./votes.ts"

// `as number` in this file: the loops bound every index, and a call for each read would cost most of the time.

/** A fit of GLAD. */
export interface GladFit {
  readonly posterior: Float64Array
  /** Ability of each person: log odds of being right on a task of middling ease. 0 is chance of a coin, below 0 misleading. */
  readonly ability: Float64Array
  /** Ease of each task, above 0: the number that multiplies everybody's log odds. Small is difficult. */
  readonly ease: Float64Array
  /** log P(class). */
  readonly logPrior: Float64Array
  readonly rounds: number
  /** Log-likelihood of the votes, over their number. */
  readonly bound: number
}

/** Priors of Whitehill et al. 2009: ability and log ease are normal with mean 1 and standard deviation 1. */
const MEAN = 1
/** A Newton step never moves an ability or a log ease further than this, so that a round cannot overshoot. */
const LONGEST_STEP = 1
/** GLAD gains little after this; it is reported for task difficulty, not used as the default. */
const MOST_ROUNDS = 40

/**
 * GLAD (Whitehill et al. 2009): P(person w is right on task t) = σ(α_w β_t), wrong evenly; α is the person's ability and
 * β > 0 the task's ease. EM with one safeguarded Newton step for every α, then for every log β, in each round.
 * Deterministic; O(rounds · votes · classes).
 */
export function glad(votes: Votes, options: FitOptions = {}): GladFit {
  const { tasks, people, classes: K } = votes
  const ability = new Float64Array(people).fill(MEAN)
  const logEase = new Float64Array(tasks).fill(0)
  const posterior = new Float64Array(tasks * K)
  const logPrior = new Float64Array(K).fill(-Math.log(K))
  const each = Math.max(1, votes.person.length)
  let [rounds, bound] = [0, -Infinity]
  while (rounds < (options.mostRounds ?? MOST_ROUNDS)) {
    const now = believe(votes, { ability, logEase, logPrior, gold: options.gold, posterior }) / each
    rounds++
    const gained = now - bound
    bound = now
    if (gained < (options.tolerance ?? TOLERANCE)) break
    logPriorFrom(votersClasses(votes, posterior), logPrior)
    stepAbility(votes, posterior, ability, logEase)
    stepEase(votes, posterior, ability, logEase)
  }
  return { posterior, ability, ease: logEase.map(Math.exp), logPrior, rounds, bound }
}

interface Belief {
  readonly ability: Float64Array
  readonly logEase: Float64Array
  readonly logPrior: Float64Array
  readonly gold: Int32Array | undefined
  readonly posterior: Float64Array
}

/** The E step; returns the log-likelihood. */
function believe(votes: Votes, { ability, logEase, logPrior, gold, posterior }: Belief): number {
  const { tasks, classes: K, offsets, person, label } = votes
  const score = new Float64Array(K)
  let bound = 0
  for (let t = 0; t < tasks; t++) {
    const ease = Math.exp(logEase[t] as number)
    const end = offsets[t + 1] as number
    for (let c = 0; c < K; c++) score[c] = logPrior[c] as number
    for (let i = offsets[t] as number; i < end; i++) {
      const x = (ability[person[i] as number] as number) * ease
      const miss = logSigmoid(-x) - Math.log(Math.max(1, K - 1))
      const y = label[i] as number
      for (let c = 0; c < K; c++) score[c] = (score[c] as number) + (c === y ? logSigmoid(x) : miss)
    }
    const known = gold === undefined ? -1 : (gold[t] as number)
    if (known >= 0) {
      posterior.fill(0, t * K, t * K + K)
      posterior[t * K + known] = 1
      bound += score[known] as number
      continue
    }
    softMax(score, posterior, t * K)
    let best = 0
    for (let c = 1; c < K; c++) if ((score[c] as number) > (score[best] as number)) best = c
    bound += (score[best] as number) - Math.log(posterior[t * K + best] as number)
  }
  return bound
}

/** Newton step of every person's ability given the ease of tasks. */
function stepAbility(votes: Votes, posterior: Float64Array, ability: Float64Array, logEase: Float64Array): void {
  const { tasks, classes: K, offsets, person, label } = votes
  const slope = ability.map((a) => MEAN - a)
  const curve = new Float64Array(ability.length).fill(1)
  for (let t = 0; t < tasks; t++) {
    const ease = Math.exp(logEase[t] as number)
    const end = offsets[t + 1] as number
    for (let i = offsets[t] as number; i < end; i++) {
      const w = person[i] as number
      const s = sigmoid((ability[w] as number) * ease)
      slope[w] = (slope[w] as number) + ((posterior[t * K + (label[i] as number)] as number) - s) * ease
      curve[w] = (curve[w] as number) + s * (1 - s) * ease * ease
    }
  }
  for (let w = 0; w < ability.length; w++) {
    ability[w] = (ability[w] as number) + bounded((slope[w] as number) / (curve[w] as number))
  }
}

/** Newton step of every task's log ease given the abilities. */
function stepEase(votes: Votes, posterior: Float64Array, ability: Float64Array, logEase: Float64Array): void {
  const { tasks, classes: K, offsets, person, label } = votes
  for (let t = 0; t < tasks; t++) {
    const log = logEase[t] as number
    const ease = Math.exp(log)
    let slope = MEAN - log
    let curve = 1
    const end = offsets[t + 1] as number
    for (let i = offsets[t] as number; i < end; i++) {
      const x = (ability[person[i] as number] as number) * ease
      const s = sigmoid(x)
      slope += ((posterior[t * K + (label[i] as number)] as number) - s) * x
      curve += s * (1 - s) * x * x
    }
    logEase[t] = log + bounded(slope / curve)
  }
}

function votersClasses({ tasks, classes: K, offsets }: Votes, posterior: Float64Array): Float64Array {
  const total = new Float64Array(K)
  for (let t = 0; t < tasks; t++) {
    if (offsets[t] === offsets[t + 1]) continue
    for (let c = 0; c < K; c++) total[c] = (total[c] as number) + (posterior[t * K + c] as number)
  }
  return total
}

const bounded = (step: number) => Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step))

/** 1 / (1 + e^−x). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** log(1 / (1 + e^−x)) without overflow. */
export function logSigmoid(x: number): number {
  return x < -30 ? x : -Math.log1p(Math.exp(-x))
}
