import { logPriorFrom, MOST_ROUNDS, TOLERANCE } from "./dawidSkene.ts"
import { type EmFit, type Estimate, expectationMaximisation } from "./em.ts"
import type { Votes } from "./votes.ts"

// `as number` in this file: the loops bound every index.

/** Everybody starts with this many labels' worth of the pooled accuracy (as in `quality.md`: "strength 4"). */
export const COIN_STRENGTH = 4

/** Options that all fits by EM share. */
export interface FitOptions {
  readonly gold?: Int32Array | undefined
  readonly tolerance?: number
  readonly mostRounds?: number
}

/**
 * One-coin Dawid–Skene: person w is right with probability r_w whatever the class, and wrong evenly (Zhang et al. 2014).
 * r_w = (right_w + s r) / (n_w + s), with the pooled accuracy r and s = `COIN_STRENGTH`.
 */
export function oneCoin(votes: Votes, options: FitOptions = {}): EmFit {
  return expectationMaximisation(votes, estimateCoin, {
    tolerance: options.tolerance ?? TOLERANCE,
    mostRounds: options.mostRounds ?? MOST_ROUNDS,
    gold: options.gold,
  })
}

const estimateCoin: Estimate = (counts, into, people, K) => {
  const right = new Float64Array(people)
  const given = new Float64Array(people)
  let [allRight, all] = [0, 0]
  for (let w = 0; w < people; w++) {
    let [own, sum] = [0, 0]
    for (let y = 0; y < K; y++) {
      for (let c = 0; c < K; c++) {
        const count = counts.cells[(w * K + y) * K + c] as number
        sum += count
        if (y === c) own += count
      }
    }
    right[w] = own
    given[w] = sum
    allRight += own
    all += sum
  }
  const pooled = (allRight + 1) / (all + K)
  for (let w = 0; w < people; w++) {
    const r = ((right[w] as number) + COIN_STRENGTH * pooled) / ((given[w] as number) + COIN_STRENGTH)
    const hit = Math.log(Math.max(1e-12, r))
    const miss = Math.log(Math.max(1e-12, 1 - r) / Math.max(1, K - 1))
    for (let y = 0; y < K; y++) {
      for (let c = 0; c < K; c++) into.logConfusion[(w * K + y) * K + c] = y === c ? hit : miss
    }
  }
  logPriorFrom(counts.classes, into.logPrior)
}
