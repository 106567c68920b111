import type { BoxClusters } from "./clusters.ts"
import { ClusterEdges, type EdgeHabits } from "./edges.ts"
import { at, clamp, idAt, medianInPlace } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/** Constants of the geometry; see {@link fitEdges} for what each does. */
export interface EdgeSettings {
  /** Rounds of the fit. */
  readonly rounds: number
  /** Boxes' worth of evidence for "no bias". */
  readonly biasShrink: number
  /** Boxes' worth of evidence for `priorSpread`. */
  readonly spreadShrink: number
  /** Spread of a person nobody knows, as a share of the box's side. */
  readonly priorSpread: number
  /** Residuals beyond this share of the box's side count as this much. */
  readonly clip: number
}

/** As measured for the recipe; scores do not depend on them much. */
export const EDGE_SETTINGS: EdgeSettings = { rounds: 10, biasShrink: 20, spreadShrink: 5, priorSpread: 0.1, clip: 0.5 }

/** What {@link fitEdges} learns. */
export interface EdgeFit extends EdgeHabits {
  /** Boxes each person has been compared by: those in clusters of three or more people. */
  readonly compared: Int32Array
  /** left, top, right and bottom of each cluster's consensus in pixels. */
  readonly edges: Float64Array
}

/**
 * Consensus edges and people's habits in turns. A person is only ever compared with the consensus of the *others*
 * (clusters of three or more): residual r = (edge - others' edge) / others' size. bias = median(r) n / (n + biasShrink),
 * from which the mean over all people weighted by n / spread² is taken, edge by edge: without that constraint bias and
 * consensus drift together for ever. spread² = (sum (r - bias)² + spreadShrink priorSpread²) / (n + spreadShrink).
 * O(rounds × boxes × people per image).
 */
export function fitEdges(votes: BoxVotes, clusters: BoxClusters, settings: EdgeSettings = EDGE_SETTINGS): EdgeFit {
  const people = votes.people.length
  const bias = new Float64Array(4 * people)
  const spread = new Float64Array(4 * people).fill(settings.priorSpread)
  const residuals = residualsOf(votes, clusters)
  const medians = new ClusterEdges(largestCluster(clusters))
  for (let round = 0; round < settings.rounds; round++) {
    fillResiduals(votes, clusters, { bias, spread }, medians, settings.clip, residuals)
    updateBias(residuals, bias, spread, settings)
    updateSpread(residuals, bias, spread, settings)
  }
  const edges = consensusEdges(votes, clusters, { bias, spread })
  return { bias, spread, compared: residuals.compared, edges }
}

/** Room for every person's residuals, one stretch a person and edge. */
interface Residuals {
  readonly compared: Int32Array
  readonly start: Int32Array
  /** Four stretches of all residuals, one an edge. */
  readonly value: Float64Array
  readonly total: number
  readonly scratch: Float64Array
}

function largestCluster(clusters: BoxClusters): number {
  let most = 1
  for (let c = 0; c < clusters.count; c++) most = Math.max(most, idAt(clusters.start, c + 1) - idAt(clusters.start, c))
  return most
}

function residualsOf(votes: BoxVotes, clusters: BoxClusters): Residuals {
  const compared = new Int32Array(votes.people.length)
  for (let c = 0; c < clusters.count; c++) {
    const [from, to] = [idAt(clusters.start, c), idAt(clusters.start, c + 1)]
    if (to - from < 3) continue
    for (let m = from; m < to; m++) {
      const person = idAt(votes.boxPerson, idAt(clusters.member, m))
      compared[person] = idAt(compared, person) + 1
    }
  }
  const start = new Int32Array(compared.length + 1)
  for (let p = 0; p < compared.length; p++) start[p + 1] = idAt(start, p) + idAt(compared, p)
  const total = idAt(start, compared.length)
  const scratch = new Float64Array(compared.reduce((most, n) => Math.max(most, n), 0))
  return { compared, start, value: new Float64Array(4 * total), total, scratch }
}

function fillResiduals(
  votes: BoxVotes,
  clusters: BoxClusters,
  habits: EdgeHabits,
  medians: ClusterEdges,
  clip: number,
  residuals: Residuals,
): void {
  const next = residuals.start.slice()
  const others = new Float64Array(4)
  for (let c = 0; c < clusters.count; c++) {
    const [from, to] = [idAt(clusters.start, c), idAt(clusters.start, c + 1)]
    if (to - from < 3) continue
    medians.load(votes, habits, clusters.member, from, to)
    for (let m = from; m < to; m++) {
      const box = idAt(clusters.member, m)
      const person = idAt(votes.boxPerson, box)
      const place = idAt(next, person)
      next[person] = place + 1
      for (let k = 0; k < 4; k++) others[k] = medians.median(k, m - from)
      for (let k = 0; k < 4; k++) {
        const size = Math.max(1e-9, at(others, (k % 2) + 2) - at(others, k % 2))
        const residual = (at(votes.edges, 4 * box + k) - at(others, k)) / size
        residuals.value[k * residuals.total + place] = clamp(residual, -clip, clip)
      }
    }
  }
}

function updateBias(residuals: Residuals, bias: Float64Array, spread: Float64Array, settings: EdgeSettings): void {
  const { compared, start, value, total, scratch } = residuals
  for (let k = 0; k < 4; k++) {
    let shift = 0
    let weights = 0
    for (let p = 0; p < compared.length; p++) {
      const n = idAt(compared, p)
      const from = k * total + idAt(start, p)
      scratch.set(value.subarray(from, from + n))
      const own = (medianInPlace(scratch, n) * n) / (n + settings.biasShrink)
      const weight = n / at(spread, 4 * p + k) ** 2
      bias[4 * p + k] = own
      shift += own * weight
      weights += weight
    }
    if (weights === 0) continue
    for (let p = 0; p < compared.length; p++) bias[4 * p + k] = at(bias, 4 * p + k) - shift / weights
  }
}

function updateSpread(residuals: Residuals, bias: Float64Array, spread: Float64Array, settings: EdgeSettings): void {
  const { compared, start, value, total } = residuals
  for (let p = 0; p < compared.length; p++) {
    const n = idAt(compared, p)
    for (let k = 0; k < 4; k++) {
      const own = at(bias, 4 * p + k)
      const from = k * total + idAt(start, p)
      let sum = settings.spreadShrink * settings.priorSpread ** 2
      for (let r = from; r < from + n; r++) sum += (at(value, r) - own) ** 2
      spread[4 * p + k] = Math.sqrt(sum / (n + settings.spreadShrink))
    }
  }
}

/** The consensus of every cluster by people's habits: left, top, right and bottom in pixels, four numbers a cluster. */
export function consensusEdges(votes: BoxVotes, clusters: BoxClusters, habits: EdgeHabits): Float64Array {
  const medians = new ClusterEdges(largestCluster(clusters))
  const edges = new Float64Array(4 * clusters.count)
  for (let c = 0; c < clusters.count; c++) {
    medians.load(votes, habits, clusters.member, idAt(clusters.start, c), idAt(clusters.start, c + 1))
    for (let k = 0; k < 4; k++) edges[4 * c + k] = medians.median(k, -1)
  }
  return edges
}
