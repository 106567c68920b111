import type { BoxClusters } from "./clusters.ts"
import { at, idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/** How people name things. Rows of a confusion are true classes, columns what was said; each row sums to 1. */
export interface ClassRates {
  /** Share of each class. */
  readonly share: Float64Array
  /** Everybody together: classes × classes, row-major. */
  readonly pooled: Float64Array
  /** Each person's own: people × classes × classes. */
  readonly confusion: Float64Array
}

/** What {@link fitClasses} learns. */
export interface ClassFit extends ClassRates {
  /** Probability of each class for each cluster: clusters × classes, rows sum to 1. */
  readonly posterior: Float64Array
  /** Expected counts behind `confusion`: people × classes × classes. */
  readonly counts: Float64Array
}

const ROUNDS = 20
/** Prior counts of everybody's confusion: on the diagonal, and over the rest of a row together. */
const DIAGONAL = 2
const OFF_DIAGONAL = 0.5

/** Labels' worth of the pooled confusion that a person starts with: 4, or the number of classes where that is more. */
export function confusionStrength(classes: number): number {
  return Math.max(4, classes)
}

/**
 * The class of each cluster as a latent variable (Dawid and Skene 1979, MAP with the pooled confusion as prior): people
 * who drew the same object and named it otherwise disagree once, on the class, and not on whether it exists.
 * Clusters count by the probability that they are real. O(rounds × boxes × classes); memory people × classes² numbers.
 */
export function fitClasses(votes: BoxVotes, clusters: BoxClusters, probability: Float64Array): ClassFit {
  const classes = votes.classes.length
  const cells = classes * classes
  const fit: ClassFit = {
    share: new Float64Array(classes).fill(1 / classes),
    pooled: new Float64Array(cells),
    confusion: new Float64Array(votes.people.length * cells),
    counts: new Float64Array(votes.people.length * cells),
    posterior: shareOfVotes(votes, clusters),
  }
  for (let round = 0; round < (classes > 1 ? ROUNDS : 1); round++) {
    countLabels(votes, clusters, probability, fit)
    updateConfusions(classes, fit)
    if (classes > 1) classPosterior(votes, clusters, fit, fit.posterior)
  }
  return fit
}

function shareOfVotes(votes: BoxVotes, clusters: BoxClusters): Float64Array {
  const classes = votes.classes.length
  const posterior = new Float64Array(clusters.count * classes)
  for (let c = 0; c < clusters.count; c++) {
    const [from, to] = [idAt(clusters.start, c), idAt(clusters.start, c + 1)]
    for (let m = from; m < to; m++) {
      const cell = c * classes + idAt(votes.boxClass, idAt(clusters.member, m))
      posterior[cell] = at(posterior, cell) + 1 / (to - from)
    }
  }
  return posterior
}

function countLabels(votes: BoxVotes, clusters: BoxClusters, probability: Float64Array, fit: ClassFit): void {
  const classes = votes.classes.length
  fit.counts.fill(0)
  fit.share.fill(1)
  let total = classes
  for (let c = 0; c < clusters.count; c++) {
    for (let k = 0; k < classes; k++) {
      const weight = at(fit.posterior, c * classes + k) * at(probability, c)
      fit.share[k] = at(fit.share, k) + weight
      total += weight
      for (let m = idAt(clusters.start, c); m < idAt(clusters.start, c + 1); m++) {
        const box = idAt(clusters.member, m)
        const cell = (idAt(votes.boxPerson, box) * classes + k) * classes + idAt(votes.boxClass, box)
        fit.counts[cell] = at(fit.counts, cell) + weight
      }
    }
  }
  for (let k = 0; k < classes; k++) fit.share[k] = at(fit.share, k) / total
}

function updateConfusions(classes: number, fit: ClassFit): void {
  const cells = classes * classes
  for (let cell = 0; cell < cells; cell++) {
    const isDiagonal = cell % (classes + 1) === 0
    let sum = isDiagonal ? DIAGONAL : OFF_DIAGONAL / (classes - 1)
    for (let c = cell; c < fit.counts.length; c += cells) sum += at(fit.counts, c)
    fit.pooled[cell] = sum
  }
  normaliseRows(fit.pooled, classes)
  const strength = confusionStrength(classes)
  for (let cell = 0; cell < fit.counts.length; cell++)
    fit.confusion[cell] = at(fit.counts, cell) + strength * at(fit.pooled, cell % cells)
  normaliseRows(fit.confusion, classes)
}

/** Makes each stretch of `width` numbers sum to 1. */
export function normaliseRows(values: Float64Array, width: number): void {
  for (let row = 0; row < values.length; row += width) {
    let sum = 0
    for (let k = row; k < row + width; k++) sum += at(values, k)
    if (sum > 0) for (let k = row; k < row + width; k++) values[k] = at(values, k) / sum
  }
}

/** Writes the probability of each class of each cluster into `posterior`, by people's confusions. */
export function classPosterior(
  votes: BoxVotes,
  clusters: BoxClusters,
  rates: ClassRates,
  posterior: Float64Array,
): void {
  const classes = votes.classes.length
  for (let c = 0; c < clusters.count; c++) {
    let most = -Infinity
    for (let k = 0; k < classes; k++) {
      let log = Math.log(at(rates.share, k))
      for (let m = idAt(clusters.start, c); m < idAt(clusters.start, c + 1); m++) {
        const box = idAt(clusters.member, m)
        const row = (idAt(votes.boxPerson, box) * classes + k) * classes
        log += Math.log(at(rates.confusion, row + idAt(votes.boxClass, box)))
      }
      posterior[c * classes + k] = log
      most = Math.max(most, log)
    }
    for (let cell = c * classes; cell < (c + 1) * classes; cell++)
      posterior[cell] = Math.exp(at(posterior, cell) - most)
  }
  normaliseRows(posterior, classes)
}
