import { f64, i32 } from "./arrays.ts"
import { digamma } from "./digamma.ts"
import { type Counts, countPosterior, type EmFit, type Estimate, expectationMaximisation } from "./em.ts"
import type { Votes } from "./votes.ts"

/** How a person's confusion is estimated from counts. */
export type DawidSkeneForm =
  /** Expected log under a Dirichlet posterior: a confusion never seen is strong evidence, few votes count less. */
  | "variational"
  /** Posterior mean under a Dirichlet prior. */
  | "map"
  /** Shares of the counts, without a prior (Dawid and Skene 1979). */
  | "plain"

/** The prior counts that everybody starts from, in labels for each true class. */
export interface ConfusionPrior {
  /** Labels' worth of the project's pooled confusion: new people start as the average person. */
  readonly pooled: number
  /** Labels' worth on the right answer. */
  readonly diagonal: number
  /** Labels' worth spread evenly over the wrong answers. */
  readonly spread: number
}

/** What may be asked of the fit beside its form. */
interface DawidSkeneOptions {
  readonly form?: DawidSkeneForm
  readonly prior?: ConfusionPrior
  readonly gold?: Int32Array | undefined
  /** Counts of an earlier fit (`fit.counts`) to continue from, of the same people and classes. */
  readonly start?: Counts | undefined
  readonly tolerance?: number
  readonly mostRounds?: number
}

/**
 * Stop when the log-likelihood grows by less than this for each vote. A round figure, not searched: ten times more or less
 * changes up to 2 % of the answers of real crowds (`npm run bench -- labels sensitivity`), those of tasks near one half.
 */
export const TOLERANCE = 1e-5
export const MOST_ROUNDS = 60
/** The floor of a log confusion: no one vote may outweigh every other. */
const FLOOR = -40
/** The smallest count that digamma is asked about (its pole is at 0). */
const LEAST = 1e-3

/**
 * Prior counts of the default: 2 labels' worth of the pooled confusion. The design's trials compared 1, 2 and 4 on five real
 * crowds and on draws of their votes and people, so their few tenths are not proof; half or twice as much changes 0 to 2 % of
 * the answers (`npm run bench -- labels sensitivity`). Above five classes as many as there are classes, because a row of K
 * cells needs about one label each before its shares mean anything; that rests on a generated crowd alone.
 */
export function defaultStrength(classes: number): number {
  return classes > 5 ? classes : 2
}

/** Prior of the model that decides who needs one more label: see `leaveOneOut`. */
export const STOPPING_PRIOR: ConfusionPrior = { pooled: 2, diagonal: 2, spread: 0.5 }

/**
 * Dawid–Skene: a hidden class for each task and a confusion for each person (Dawid and Skene 1979), by default in the
 * variational form (Simpson et al. 2013) with a prior pooled over people.
 *
 * E: log q_t(c) = log p_c + Σ_w log π_w(y | c) + const. M: log π_w(y | c) = ψ(A_wyc + s S_yc) − ψ(Σ_y A_wyc + s), where A are
 * expected counts, S the pooled row of class c and s its strength; log p_c = log((n_c + 1) / Σ(n + 1)).
 *
 * EM climbs to the top of the hill it starts on. It starts at the vote shares, and with gold once more from what people did
 * on gold, where most may be wrong together; the likelier of the two is returned.
 */
export function dawidSkene(votes: Votes, options: DawidSkeneOptions = {}): EmFit {
  const form = options.form ?? "variational"
  const pooled = form === "plain" ? 0 : defaultStrength(votes.classes)
  const prior = options.prior ?? { pooled, diagonal: 0, spread: 0 }
  const { gold, tolerance = TOLERANCE, mostRounds = MOST_ROUNDS } = options
  const fit = (start: Counts | undefined) =>
    expectationMaximisation(votes, confusionEstimate(form, prior), { tolerance, mostRounds, gold, start })
  const first = fit(options.start)
  const taught = gold && options.start === undefined ? goldCounts(votes, gold) : null
  if (!taught) return first
  const second = fit(taught)
  return second.bound > first.bound ? second : first
}

/** What people did on the tasks whose class is known; null where there are none. */
function goldCounts(votes: Votes, gold: Int32Array): Counts | null {
  const { people, classes: K } = votes
  if (gold.every((known) => known < 0)) return null
  const counts = { cells: new Float64Array(people * K * K), classes: new Float64Array(K) }
  const certain = new Float64Array(votes.tasks * K)
  for (let t = 0; t < votes.tasks; t++) if (i32(gold, t) >= 0) certain[t * K + i32(gold, t)] = 1
  countPosterior(votes, certain, counts)
  return counts
}

/** The M step of Dawid–Skene in one of its forms. */
function confusionEstimate(form: DawidSkeneForm, prior: ConfusionPrior): Estimate {
  return (counts, into, people, K) => {
    const start = priorCounts(counts.cells, people, K, prior)
    for (let w = 0; w < people; w++) {
      for (let c = 0; c < K; c++) {
        let row = 0
        for (let y = 0; y < K; y++) row += f64(counts.cells, (w * K + y) * K + c) + f64(start, y * K + c)
        for (let y = 0; y < K; y++) {
          const at = (w * K + y) * K + c
          into.logConfusion[at] = logShare(form, f64(counts.cells, at) + f64(start, y * K + c), row, K)
        }
      }
    }
    logPriorFrom(counts.classes, into.logPrior)
  }
}

/** One log confusion from a cell and its row total, prior counts included. */
export function logShare(form: DawidSkeneForm, cell: number, row: number, classes: number): number {
  if (row <= 0) return -Math.log(classes)
  if (form === "variational")
    return Math.max(FLOOR, digamma(Math.max(LEAST, cell)) - digamma(Math.max(LEAST * classes, row)))
  return cell <= 0 ? FLOOR : Math.max(FLOOR, Math.log(cell / row))
}

/** log((n_c + 1) / Σ(n + 1)): a Dirichlet(1) prior over the classes. */
export function logPriorFrom(classes: Float64Array, into: Float64Array): void {
  let total = 0
  for (let c = 0; c < into.length; c++) total += f64(classes, c) + 1
  for (let c = 0; c < into.length; c++) into[c] = Math.log((f64(classes, c) + 1) / total)
}

/** Everybody's prior counts, `label · K + trueClass`: the pooled row times its strength, plus diagonal and spread. */
export function priorCounts(cells: Float64Array, people: number, K: number, prior: ConfusionPrior): Float64Array {
  const pooled = new Float64Array(K * K)
  for (let w = 0; w < people; w++) {
    for (let k = 0; k < K * K; k++) pooled[k] = f64(pooled, k) + f64(cells, w * K * K + k)
  }
  return priorFromPooled(pooled, K, prior)
}

/** The same from counts already summed over people (`label · K + trueClass`). */
function priorFromPooled(pooled: Float64Array, K: number, prior: ConfusionPrior): Float64Array {
  const start = new Float64Array(K * K)
  for (let c = 0; c < K; c++) {
    let row = 0
    for (let y = 0; y < K; y++) row += f64(pooled, y * K + c) + 1
    for (let y = 0; y < K; y++) {
      const own = y === c ? prior.diagonal : prior.spread / Math.max(1, K - 1)
      start[y * K + c] = (prior.pooled * (f64(pooled, y * K + c) + 1)) / row + own
    }
  }
  return start
}
