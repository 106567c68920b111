import type { BoxClusters } from "./clusters.ts"
import type { EdgeHabits } from "./edges.ts"
import { at, idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/** Boxes' worth of belief in people's usual spreads against how far this one object's boxes lie apart. */
const USUAL = 5

/**
 * Standard deviation in pixels of each edge of each cluster's consensus: size / sqrt(sum of 1 / spread²), times
 * sqrt(π / 2) for the median of three or more, times sqrt((5 + sum of z²) / (5 + n - 1)), where z is how many of their
 * spreads each person's edge lies off: an object about which people differ more than usual is less certain.
 * It says where the consensus of many such people would lie, not where an expert would.
 */
export function edgeDeviations(
  votes: BoxVotes,
  clusters: BoxClusters,
  habits: EdgeHabits,
  edges: Float64Array,
): Float64Array {
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
        const cell = 4 * idAt(votes.boxPerson, box) + k
        const own = 4 * box + (k % 2)
        const ownSize = at(votes.edges, own + 2) - at(votes.edges, own)
        const off = at(votes.edges, 4 * box + k) - at(habits.bias, cell) * ownSize - at(edges, 4 * c + k)
        weights += 1 / at(habits.spread, cell) ** 2
        squares += (off / (at(habits.spread, cell) * size)) ** 2
      }
      const ofMedian = to - from > 2 ? Math.PI / 2 : 1
      const apart = (USUAL + squares) / (USUAL + to - from - 1)
      deviations[4 * c + k] = size * Math.sqrt((ofMedian * apart) / weights)
    }
  }
  return deviations
}
