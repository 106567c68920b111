import type { BoxClusters } from "./clusters.ts"
import { binOf, ClusterEdges, type EdgeHabits, meanSide } from "./edges.ts"
import { at, clamp, idAt, medianReordering } from "./numbers.ts"
import { isCompared, ownSquare, type Residuals, residualsFor } from "./residuals.ts"
import type { BoxVotes } from "./votes.ts"

/** Constants of the geometry; see {@link fitEdges} for what each does. */
export interface EdgeSettings {
  /** Rounds of the fit. */
  readonly rounds: number
  /** Bins of size (quantiles of all clusters); 1 treats all sizes alike. */
  readonly bins: number
  /** Boxes' worth of evidence for "no bias", and in one bin for "the bias of all sizes". */
  readonly biasShrink: number
  /** Boxes' worth of evidence for `priorSpread`. */
  readonly spreadShrink: number
  /** Spread of a person nobody knows, as a share of the box's side. */
  readonly priorSpread: number
  /** Residuals beyond this share of the box's side count as this much. */
  readonly clip: number
  /** Share of the side within which values count as near, see {@link ClusterEdges}. */
  readonly near: number
}

/**
 * Shrinkage, prior and clip as in the recipe. `bins` and `near` were chosen without gold, by how well the consensus of
 * the others predicts a left-out person's box: `npm run bench -- boxChoices`.
 */
export const EDGE_SETTINGS: EdgeSettings = {
  rounds: 10,
  bins: 8,
  biasShrink: 20,
  spreadShrink: 5,
  priorSpread: 0.1,
  clip: 0.5,
  near: 0.05,
}

/** What {@link fitEdges} learns. */
export interface EdgeFit extends EdgeHabits {
  /** left, top, right and bottom of each cluster's consensus in pixels. */
  readonly edges: Float64Array
  /** The last round's residuals of everybody against the consensus of the others. */
  readonly residuals: Residuals
}

/** Boxes' worth of evidence that a size is drawn as exactly as the others. */
const FACTOR_SHRINK = 20

/**
 * Consensus edges and people's habits in turns. A person is only ever compared with the consensus of the *others*
 * (see {@link Residuals}): residual r = (edge - others' edge) / others' size, f the factor of the size bin.
 * - bias of all sizes a = median(r / f) n / (n + biasShrink); of one bin b = a f + (median of the bin's r - a f) m / (m +
 *   biasShrink), from which the mean over all people weighted by m / spread² is taken, edge by edge and bin by bin: without
 *   that constraint bias and consensus drift together for ever.
 * - spread² = (sum ((r - b) / f)² + spreadShrink priorSpread²) / (n + spreadShrink).
 * - f² = (sum ((r - b) / spread)² + 20) / (m + 20) over everybody's boxes of the bin, scaled to a mean of 1.
 * O(rounds × boxes × people per image).
 */
export function fitEdges(votes: BoxVotes, clusters: BoxClusters, settings: EdgeSettings = EDGE_SETTINGS): EdgeFit {
  const people = votes.people.length
  const sizeUpTo = sizeQuantiles(votes, clusters, settings.bins)
  const bins = sizeUpTo.length + 1
  const habits: EdgeHabits = {
    sizeUpTo,
    sizeFactor: new Float64Array(4 * bins).fill(1),
    bias: new Float64Array(4 * people * bins),
    spread: new Float64Array(4 * people).fill(settings.priorSpread),
  }
  const residuals = residualsFor(votes, clusters, sizeUpTo)
  const medians = new ClusterEdges(largestCluster(clusters), settings.near)
  for (let round = 0; round < settings.rounds; round++) {
    fillResiduals(votes, clusters, habits, medians, settings.clip, residuals)
    updateBias(residuals, habits, settings)
    updateFactors(residuals, habits)
    updateSpread(residuals, habits, settings)
  }
  return { ...habits, edges: consensusEdges(votes, clusters, habits, settings.near), residuals }
}

function largestCluster(clusters: BoxClusters): number {
  let most = 1
  for (let c = 0; c < clusters.count; c++) most = Math.max(most, idAt(clusters.start, c + 1) - idAt(clusters.start, c))
  return most
}

/** Sizes that cut the clusters into bins of about equal number. */
function sizeQuantiles(votes: BoxVotes, clusters: BoxClusters, bins: number): Float64Array {
  const sizes = Float64Array.from({ length: clusters.count }, (_, c) => {
    const [from, to] = [idAt(clusters.start, c), idAt(clusters.start, c + 1)]
    return Math.sqrt(meanSide(votes, clusters.member, from, to, 0) * meanSide(votes, clusters.member, from, to, 1))
  }).sort()
  return Float64Array.from({ length: bins - 1 }, (_, b) =>
    clusters.count === 0 ? 0 : at(sizes, Math.floor(((b + 1) * (clusters.count - 1)) / bins)),
  )
}

function fillResiduals(
  votes: BoxVotes,
  clusters: BoxClusters,
  habits: EdgeHabits,
  medians: ClusterEdges,
  clip: number,
  residuals: Residuals,
): void {
  const others = new Float64Array(4)
  for (let c = 0; c < clusters.count; c++) {
    if (!isCompared(votes, clusters, c)) continue
    const [from, to] = [idAt(clusters.start, c), idAt(clusters.start, c + 1)]
    medians.load(votes, habits, clusters.member, from, to)
    for (let m = from; m < to; m++) {
      const box = idAt(clusters.member, m)
      const index = idAt(residuals.position, box)
      for (let k = 0; k < 4; k++) others[k] = medians.median(k, m - from)
      for (let k = 0; k < 4; k++) {
        const size = Math.max(1e-9, at(others, (k % 2) + 2) - at(others, k % 2))
        const residual = (at(votes.edges, 4 * box + k) - at(others, k)) / size
        residuals.value[k * residuals.total + index] = clamp(residual, -clip, clip)
        if (to - from !== 2) continue
        const other = idAt(votes.boxPerson, idAt(clusters.member, from + to - 1 - m))
        const factor = at(habits.sizeFactor, 4 * medians.bin + k)
        residuals.noise[k * residuals.total + index] = (at(habits.spread, 4 * other + k) * factor) ** 2
      }
    }
  }
}

function updateBias(residuals: Residuals, habits: EdgeHabits, settings: EdgeSettings): void {
  const { start, value, total, scratch, people, bins } = residuals
  for (let k = 0; k < 4; k++) {
    for (let p = 0; p < people; p++) {
      let n = 0
      for (let b = 0; b < bins; b++)
        for (let r = idAt(start, p * bins + b); r < idAt(start, p * bins + b + 1); r++)
          scratch[n++] = at(value, k * total + r) / at(habits.sizeFactor, 4 * b + k)
      const all = (medianReordering(scratch, n) * n) / (n + settings.biasShrink)
      for (let b = 0; b < bins; b++) {
        const from = k * total + idAt(start, p * bins + b)
        const m = idAt(start, p * bins + b + 1) - idAt(start, p * bins + b)
        scratch.set(value.subarray(from, from + m))
        const usual = all * at(habits.sizeFactor, 4 * b + k)
        const own = usual + ((medianReordering(scratch, m) - usual) * m) / (m + settings.biasShrink)
        const cell = 4 * (p * bins + b) + k
        // Two people who only have each other would swing around their middle for ever: they go half the way.
        const step = 1 - at(residuals.paired, p) / 2
        habits.bias[cell] = at(habits.bias, cell) + step * ((m === 0 ? usual : own) - at(habits.bias, cell))
      }
    }
    for (let b = 0; b < bins; b++) takeShift(residuals, habits, b, k)
  }
}

/** Takes from everybody's bias its mean weighted by the boxes compared over the squared spread. */
function takeShift({ start, people, bins }: Residuals, { bias, spread }: EdgeHabits, b: number, k: number): void {
  let shift = 0
  let weights = 0
  for (let p = 0; p < people; p++) {
    const m = idAt(start, p * bins + b + 1) - idAt(start, p * bins + b)
    const weight = m / at(spread, 4 * p + k) ** 2
    shift += at(bias, 4 * (p * bins + b) + k) * weight
    weights += weight
  }
  if (weights === 0) return
  for (let p = 0; p < people; p++) {
    const cell = 4 * (p * bins + b) + k
    bias[cell] = at(bias, cell) - shift / weights
  }
}

function updateFactors({ start, value, noise, total, people, bins }: Residuals, habits: EdgeHabits): void {
  if (bins === 1) return
  for (let k = 0; k < 4; k++) {
    let sum = 0
    let count = 0
    for (let b = 0; b < bins; b++) {
      let squares = FACTOR_SHRINK
      let n = FACTOR_SHRINK
      const factor = at(habits.sizeFactor, 4 * b + k)
      for (let p = 0; p < people; p++) {
        const own = at(habits.bias, 4 * (p * bins + b) + k)
        const usual = at(habits.spread, 4 * p + k) ** 2
        for (let r = idAt(start, p * bins + b); r < idAt(start, p * bins + b + 1); r++)
          squares += ownSquare(at(value, k * total + r) - own, usual * factor ** 2, at(noise, k * total + r)) / usual
        n += idAt(start, p * bins + b + 1) - idAt(start, p * bins + b)
      }
      habits.sizeFactor[4 * b + k] = Math.sqrt(squares / n)
      sum += squares
      count += n
    }
    for (let b = 0; b < bins; b++)
      habits.sizeFactor[4 * b + k] = at(habits.sizeFactor, 4 * b + k) / Math.sqrt(sum / count)
  }
}

function updateSpread(residuals: Residuals, { bias, spread, sizeFactor }: EdgeHabits, settings: EdgeSettings): void {
  const { start, value, noise, total, people, bins } = residuals
  for (let p = 0; p < people; p++) {
    for (let k = 0; k < 4; k++) {
      let sum = settings.spreadShrink * settings.priorSpread ** 2
      const usual = at(spread, 4 * p + k) ** 2
      for (let b = 0; b < bins; b++) {
        const own = at(bias, 4 * (p * bins + b) + k)
        const factor = at(sizeFactor, 4 * b + k) ** 2
        for (let r = idAt(start, p * bins + b); r < idAt(start, p * bins + b + 1); r++)
          sum += ownSquare(at(value, k * total + r) - own, usual * factor, at(noise, k * total + r)) / factor
      }
      const n = idAt(start, (p + 1) * bins) - idAt(start, p * bins)
      spread[4 * p + k] = Math.sqrt(sum / (n + settings.spreadShrink))
    }
  }
}

/** The consensus of every cluster by people's habits: left, top, right and bottom in pixels, four numbers a cluster. */
export function consensusEdges(votes: BoxVotes, clusters: BoxClusters, habits: EdgeHabits, near: number): Float64Array {
  const medians = new ClusterEdges(largestCluster(clusters), near)
  const edges = new Float64Array(4 * clusters.count)
  for (let c = 0; c < clusters.count; c++) {
    medians.load(votes, habits, clusters.member, idAt(clusters.start, c), idAt(clusters.start, c + 1))
    for (let k = 0; k < 4; k++) edges[4 * c + k] = medians.median(k, -1)
  }
  return edges
}

/** The size bin of each cluster. */
export function clusterBins(votes: BoxVotes, clusters: BoxClusters, sizeUpTo: Float64Array): Int32Array {
  return Int32Array.from({ length: clusters.count }, (_, c) => {
    const [from, to] = [idAt(clusters.start, c), idAt(clusters.start, c + 1)]
    const [width, height] = [0, 1].map((side) => meanSide(votes, clusters.member, from, to, side)) as [number, number]
    return binOf(sizeUpTo, Math.sqrt(width * height))
  })
}
