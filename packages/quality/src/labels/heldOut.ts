import { dawidSkene, defaultStrength } from "./dawidSkene.ts"
import type { EmFit } from "./em.ts"
import { foldsOf, structuralKeys } from "./folds.ts"
import { type GladFit, glad, sigmoid } from "./glad.ts"
import { mace } from "./mace.ts"
import { oneCoin } from "./oneCoin.ts"
import { keepVotes, type Votes } from "./votes.ts"

// `as number` in this file: the loops bound every index, and a call for each read would cost most of the time.

/** Methods that may be compared by how well they predict labels they have not seen. */
export const CANDIDATES = ["one-coin", "mace", "glad", "dawid-skene"] as const
export type Candidate = (typeof CANDIDATES)[number]

/** How well one method predicts labels left out. */
export interface Evidence {
  readonly method: Candidate
  /** Mean log-probability of a left-out label; higher is better. */
  readonly score: number
  /** Standard error of the difference to the best method's score over the same labels (0 for the best). */
  readonly error: number
}

/** Five parts, as is usual: four fifths of the labels still look like the whole. */
const FOLDS = 5
/** Labels left out in all: above this more folds would only sharpen a difference that is already settled. */
const MOST_LEFT_OUT = 200_000
/**
 * Pooled strength of the Dawid–Skene that predicts: posterior means, because the variational form's log is made for
 * telling classes apart and puts too little on labels never seen.
 */
const PREDICTING_STRENGTH = 4

/**
 * Held-out predictive likelihood: folds over labels, fit on the rest, and for each left-out label whose task keeps at least
 * one, log Σ_c P(c | the others) π_w(y | c). The first of the result is the best. Seeds only move labels between folds.
 */
export function predictiveEvidence(votes: Votes, seed: number): readonly Evidence[] {
  const fold = foldsOf(structuralKeys(votes), FOLDS, seed)
  const used = Math.max(1, Math.min(FOLDS, Math.floor((FOLDS * MOST_LEFT_OUT) / Math.max(1, fold.length))))
  const logs = CANDIDATES.map(() => new Float64Array(fold.length))
  const scored = new Uint8Array(fold.length)
  for (let f = 0; f < used; f++) {
    const keep = fold.map((own) => (own === f ? 0 : 1))
    const training = keepVotes(votes, keep)
    markScored(votes, training, keep, scored)
    CANDIDATES.forEach((method, m) => {
      const log = logs[m]
      if (log) predict(method, votes, training, keep, log)
    })
  }
  return ranked(logs, scored)
}

/** Left-out labels whose task keeps a label. */
function markScored(votes: Votes, training: Votes, keep: Uint8Array, scored: Uint8Array): void {
  for (let t = 0; t < votes.tasks; t++) {
    if (training.offsets[t] === training.offsets[t + 1]) continue
    for (let i = votes.offsets[t] as number; i < (votes.offsets[t + 1] as number); i++) if (keep[i] === 0) scored[i] = 1
  }
}

function predict(method: Candidate, votes: Votes, training: Votes, keep: Uint8Array, log: Float64Array): void {
  if (method === "glad") return predictByGlad(votes, glad(training), keep, log)
  const pooled = Math.max(PREDICTING_STRENGTH, defaultStrength(votes.classes))
  const prior = { pooled, diagonal: 0, spread: 0 }
  if (method === "mace") return predictByConfusion(votes, mace(training), keep, log)
  if (method === "one-coin") return predictByConfusion(votes, oneCoin(training), keep, log)
  return predictByConfusion(votes, dawidSkene(training, { form: "map", prior }), keep, log)
}

function predictByConfusion(votes: Votes, fit: EmFit, keep: Uint8Array, log: Float64Array): void {
  const { tasks, classes: K, offsets, person, label } = votes
  for (let t = 0; t < tasks; t++) {
    for (let i = offsets[t] as number; i < (offsets[t + 1] as number); i++) {
      if (keep[i] === 1) continue
      const row = ((person[i] as number) * K + (label[i] as number)) * K
      let sum = 0
      for (let c = 0; c < K; c++)
        sum += (fit.posterior[t * K + c] as number) * Math.exp(fit.logConfusion[row + c] as number)
      log[i] = Math.log(Math.max(1e-12, sum))
    }
  }
}

function predictByGlad(votes: Votes, fit: GladFit, keep: Uint8Array, log: Float64Array): void {
  const { tasks, classes: K, offsets, person, label } = votes
  for (let t = 0; t < tasks; t++) {
    for (let i = offsets[t] as number; i < (offsets[t + 1] as number); i++) {
      if (keep[i] === 1) continue
      const right = sigmoid((fit.ability[person[i] as number] as number) * (fit.ease[t] as number))
      const q = fit.posterior[t * K + (label[i] as number)] as number
      log[i] = Math.log(Math.max(1e-12, q * right + ((1 - q) * (1 - right)) / Math.max(1, K - 1)))
    }
  }
}

function ranked(logs: readonly Float64Array[], scored: Uint8Array): readonly Evidence[] {
  const n = scored.reduce((sum, x) => sum + x, 0)
  if (n === 0) return []
  const scores = logs.map((log) => log.reduce((sum, x, i) => (scored[i] === 1 ? sum + x : sum), 0) / n)
  const best = scores.indexOf(Math.max(...scores))
  const top = logs[best] as Float64Array // one of the list
  return CANDIDATES.map((method, m) => {
    const log = logs[m] as Float64Array // as many logs as candidates
    const mean = (scores[m] as number) - (scores[best] as number)
    let square = 0
    for (let i = 0; i < log.length; i++)
      if (scored[i] === 1) square += ((log[i] as number) - (top[i] as number) - mean) ** 2
    return { method, score: scores[m] as number, error: Math.sqrt(square / Math.max(1, n - 1) / n) }
  }).sort((a, b) => b.score - a.score)
}
