import type { BoxClusters } from "./clusters.ts"
import type { EdgeHabits } from "./edges.ts"
import { clusterBins } from "./geometry.ts"
import { at, idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/** Boxes' worth of belief in people's usual spreads against how far this one object's boxes lie apart. */
const USUAL = 5

/**
 * Standard deviation in pixels of each edge of each cluster's consensus: size / sqrt(sum of 1 / spread²), times
 * sqrt(π / 2) for the median of three or more, times sqrt((5 + sum of z²) / (5 + n - 1)), where z is how many of their
 * spreads each person's edge lies off: an object about which people differ more than usual is less certain.
 * Spreads are those of this size (`factors`, four numbers a cluster). It says where the consensus of many such people would lie, not where an expert would.
 */
export function edgeDeviations(
  votes: BoxVotes,
  clusters: BoxClusters,
  habits: EdgeHabits,
  edges: Float64Array,
  factors: Float64Array,
): Float64Array {
  const bins = clusterBins(votes, clusters, habits.sizeUpTo)
  const binCount = habits.sizeUpTo.length + 1
  const deviations = new Float64Array(4 * clusters.count)
  for (let c = 0; c < clusters.count; c++) {
    const [from, to] = [idAt(clusters.start, c), idAt(clusters.start, c + 1)]
    for (let k = 0; k < 4; k++) {
      const first = 4 * c + (k % 2)
      const size = at(edges, first + 2) - at(edges, first)
      let weights = 0
      let squares = 0
      for (let m = from; m < to; m++) {
        const box = idAt(clusters.member, m)
        const person = idAt(votes.boxPerson, box)
        const spread = at(habits.spread, 4 * person + k) * at(factors, 4 * c + k)
        const bias = at(habits.bias, 4 * (person * binCount + idAt(bins, c)) + k)
        const own = 4 * box + (k % 2)
        const ownSize = at(votes.edges, own + 2) - at(votes.edges, own)
        const off = at(votes.edges, 4 * box + k) - bias * ownSize - at(edges, 4 * c + k)
        weights += 1 / spread ** 2
        squares += (off / (spread * size)) ** 2
      }
      const ofMedian = to - from > 2 ? Math.PI / 2 : 1
      const apart = (USUAL + squares) / (USUAL + to - from - 1)
      deviations[4 * c + k] = size * Math.sqrt((ofMedian * apart) / weights)
    }
  }
  return deviations
}
