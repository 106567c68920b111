import type { BoxClusters } from "./clusters.ts"
import { binOf } from "./edges.ts"
import { at, clamp, fromLogit, idAt, logit } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/** How often objects of each size are missed or made up by an average person, and how each person differs. */
export interface ExistenceRates {
  /** Upper size of each bin but the last, pixels (size: square root of width × height). */
  readonly binUpTo: Float64Array
  /** Share of real objects an average person misses, a bin. */
  readonly miss: Float64Array
  /** Share of false clusters an average person draws, a bin. */
  readonly extra: Float64Array
  /** Share of clusters that are real, a bin. */
  readonly real: Float64Array
  /** Factor on the odds of missing, a person; 1 is average. */
  readonly missFactor: Float64Array
  /** Factor on the odds of drawing what is not there, a person; 1 is average. */
  readonly extraFactor: Float64Array
}

/** What {@link fitExistence} learns. */
export interface ExistenceFit extends ExistenceRates {
  /** The size bin of each cluster. */
  readonly bin: Int32Array
  /** The probability that each cluster is a real object. */
  readonly probability: Float64Array
}

const BINS = 5
const ROUNDS = 20
/** Nobody is taken to be surer, or less sure, than this. */
const LEAST_RATE = 0.003
const MOST_RATE = 0.97

/**
 * Which clusters are real, by expectation maximisation over people's miss and extra rates in five bins of size
 * (quintiles). Everybody who answered an image votes on each of its clusters, also with an empty answer:
 * log odds = logit(share real) + sum of [drew it: log((1 - miss) / extra); did not: log(miss / (1 - extra))].
 * A person's rate in a bin has odds = the bin's odds × the person's factor, within [0.003, 0.97].
 */
export function fitExistence(votes: BoxVotes, clusters: BoxClusters, edges: Float64Array): ExistenceFit {
  const { binUpTo, bin } = sizeBins(clusters, edges)
  const fit: ExistenceFit = {
    binUpTo,
    bin,
    miss: new Float64Array(BINS),
    extra: new Float64Array(BINS),
    real: new Float64Array(BINS),
    missFactor: new Float64Array(votes.people.length).fill(1),
    extraFactor: new Float64Array(votes.people.length).fill(1),
    probability: startProbability(votes, clusters),
  }
  for (let round = 0; round < ROUNDS; round++) {
    updateBins(votes, clusters, fit)
    updatePeople(votes, clusters, fit)
    updateProbability(votes, clusters, fit)
  }
  return fit
}

/** Size of a box in pixels: the square root of its area. */
export function sizeOfEdges(edges: Float64Array, first: number): number {
  const width = at(edges, first + 2) - at(edges, first)
  const height = at(edges, first + 3) - at(edges, first + 1)
  return Math.sqrt(Math.max(0, width) * Math.max(0, height))
}

function sizeBins(clusters: BoxClusters, edges: Float64Array): { binUpTo: Float64Array; bin: Int32Array } {
  const size = Float64Array.from({ length: clusters.count }, (_, c) => sizeOfEdges(edges, 4 * c))
  const sorted = size.slice().sort()
  const binUpTo = Float64Array.from({ length: BINS - 1 }, (_, b) =>
    clusters.count === 0 ? 0 : at(sorted, Math.floor(((b + 1) * (clusters.count - 1)) / BINS)),
  )
  return { binUpTo, bin: Int32Array.from(size, (one) => binOf(binUpTo, one)) }
}

function startProbability(votes: BoxVotes, clusters: BoxClusters): Float64Array {
  return Float64Array.from({ length: clusters.count }, (_, c) => {
    const image = idAt(clusters.image, c)
    const seen = idAt(votes.seenStart, image + 1) - idAt(votes.seenStart, image)
    return clamp((idAt(clusters.start, c + 1) - idAt(clusters.start, c)) / seen, 0.05, 0.95)
  })
}

function updateBins(votes: BoxVotes, clusters: BoxClusters, fit: ExistenceFit): void {
  const sums = new Float64Array(6 * BINS)
  for (let c = 0; c < clusters.count; c++) {
    const image = idAt(clusters.image, c)
    const seen = idAt(votes.seenStart, image + 1) - idAt(votes.seenStart, image)
    const drew = idAt(clusters.start, c + 1) - idAt(clusters.start, c)
    const p = at(fit.probability, c)
    const base = 6 * idAt(fit.bin, c)
    sums[base] = at(sums, base) + p * (seen - drew)
    sums[base + 1] = at(sums, base + 1) + p * seen
    sums[base + 2] = at(sums, base + 2) + (1 - p) * drew
    sums[base + 3] = at(sums, base + 3) + (1 - p) * seen
    sums[base + 4] = at(sums, base + 4) + p
    sums[base + 5] = at(sums, base + 5) + 1
  }
  for (let b = 0; b < BINS; b++) {
    const base = 6 * b
    fit.miss[b] = (at(sums, base) + 0.5) / (at(sums, base + 1) + 5)
    fit.extra[b] = (at(sums, base + 2) + 0.5) / (at(sums, base + 3) + 5)
    fit.real[b] = clamp((at(sums, base + 4) + 1) / (at(sums, base + 5) + 2), 0.02, 0.98)
  }
}

function updatePeople(votes: BoxVotes, clusters: BoxClusters, fit: ExistenceFit): void {
  const people = votes.people.length
  const missed = new Float64Array(people).fill(1.5)
  const missable = new Float64Array(people).fill(1.5)
  const drawn = new Float64Array(people).fill(1.5)
  const drawable = new Float64Array(people).fill(1.5)
  forEachVote(votes, clusters, (person, cluster, drew) => {
    const p = at(fit.probability, cluster)
    const bin = idAt(fit.bin, cluster)
    missable[person] = at(missable, person) + p * at(fit.miss, bin)
    drawable[person] = at(drawable, person) + (1 - p) * at(fit.extra, bin)
    if (drew) drawn[person] = at(drawn, person) + (1 - p)
    else missed[person] = at(missed, person) + p
  })
  for (let person = 0; person < people; person++) {
    fit.missFactor[person] = at(missed, person) / at(missable, person)
    fit.extraFactor[person] = at(drawn, person) / at(drawable, person)
  }
}

function updateProbability(votes: BoxVotes, clusters: BoxClusters, fit: ExistenceFit): void {
  const logOdds = Float64Array.from(fit.bin, (bin) => logit(at(fit.real, bin)))
  forEachVote(votes, clusters, (person, cluster, drew) => {
    const bin = idAt(fit.bin, cluster)
    logOdds[cluster] = at(logOdds, cluster) + voteLogOdds(fit, person, bin, drew)
  })
  for (let c = 0; c < clusters.count; c++) fit.probability[c] = fromLogit(at(logOdds, c))
}

/** What one person's drawing, or not drawing, an object of this size adds to the log odds that it is real. */
export function voteLogOdds(rates: ExistenceRates, person: number, bin: number, drew: boolean): number {
  const miss = rateOfPerson(at(rates.miss, bin), at(rates.missFactor, person))
  const extra = rateOfPerson(at(rates.extra, bin), at(rates.extraFactor, person))
  return drew ? Math.log((1 - miss) / extra) : Math.log(miss / (1 - extra))
}

/** A bin's rate for a person whose odds are `factor` times the average, within [0.003, 0.97]. */
export function rateOfPerson(rate: number, factor: number): number {
  const odds = (rate / (1 - rate)) * factor
  return clamp(odds / (1 + odds), LEAST_RATE, MOST_RATE)
}

/** Calls `each` for every person who answered the image of every cluster, saying whether they drew it. */
export function forEachVote(
  votes: BoxVotes,
  clusters: BoxClusters,
  each: (person: number, cluster: number, drew: boolean) => void,
): void {
  const drewLast = new Int32Array(votes.people.length).fill(-1)
  for (let c = 0; c < clusters.count; c++) {
    for (let m = idAt(clusters.start, c); m < idAt(clusters.start, c + 1); m++)
      drewLast[idAt(votes.boxPerson, idAt(clusters.member, m))] = c
    const image = idAt(clusters.image, c)
    for (let s = idAt(votes.seenStart, image); s < idAt(votes.seenStart, image + 1); s++) {
      const person = idAt(votes.seenBy, s)
      each(person, c, drewLast[person] === c)
    }
  }
}
