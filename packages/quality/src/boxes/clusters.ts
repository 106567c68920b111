import { at, idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/** Boxes of different people that stand for one object: at most one box of each person. */
export interface BoxClusters {
  readonly count: number
  /** The image of each cluster; clusters lie image by image. */
  readonly image: Int32Array
  /** Where each cluster's members begin in `member`; one more than clusters. */
  readonly start: Int32Array
  /** Boxes (numbers in {@link BoxVotes}), ascending inside a cluster. */
  readonly member: Int32Array
}

/** Two averages nearer than this are a tie: far above rounding, far below any difference people can draw. */
const TIE = 1e-12

/**
 * Clusters of every image by agglomeration on average pairwise IoU: the best pair of clusters without a person in common
 * is joined while its average is at least `gate`. Ties go to the larger union, then to the boxes that come first in
 * geometric order, never to a name. O(n³) for n boxes of one image.
 */
export function clusterBoxes(votes: BoxVotes, gate: number): BoxClusters {
  const total = votes.boxPerson.length
  const image: number[] = []
  const start = [0]
  const member = new Int32Array(total)
  let filled = 0
  for (let i = 0; i < votes.images.length; i++) {
    const first = idAt(votes.boxStart, i)
    const count = idAt(votes.boxStart, i + 1) - first
    const label = labelBoxes(votes, first, count, gate)
    for (let root = 0; root < count; root++) {
      if (label[root] !== root) continue
      for (let box = root; box < count; box++) if (label[box] === root) member[filled++] = first + box
      image.push(i)
      start.push(filled)
    }
  }
  return { count: image.length, image: Int32Array.from(image), start: Int32Array.from(start), member }
}

/** For each box of an image the lowest box of its cluster. */
function labelBoxes(votes: BoxVotes, first: number, count: number, gate: number): Int32Array {
  const label = Int32Array.from({ length: count }, (_, box) => box)
  if (count < 2) return label
  const sum = pairwiseIou(votes.edges, first, count)
  const size = new Int32Array(count).fill(1)
  const alive = new Uint8Array(count).fill(1)
  const words = (votes.people.length + 31) >> 5
  const owners = new Int32Array(count * words)
  for (let box = 0; box < count; box++) {
    const person = idAt(votes.boxPerson, first + box)
    owners[box * words + (person >> 5)] = 1 << (person & 31)
  }
  for (;;) {
    const pair = bestPair(sum, size, alive, owners, words, count, gate)
    if (pair < 0) return label
    const a = Math.floor(pair / count)
    const b = pair % count
    for (let c = 0; c < count; c++) {
      const joined = at(sum, a * count + c) + at(sum, b * count + c)
      sum[a * count + c] = joined
      sum[c * count + a] = joined
    }
    for (let word = 0; word < words; word++)
      owners[a * words + word] = idAt(owners, a * words + word) | idAt(owners, b * words + word)
    size[a] = idAt(size, a) + idAt(size, b)
    alive[b] = 0
    for (let box = 0; box < count; box++) if (label[box] === b) label[box] = a
  }
}

/** The joinable pair `a * count + b` (a < b) of the greatest average IoU, or -1. */
function bestPair(
  sum: Float64Array,
  size: Int32Array,
  alive: Uint8Array,
  owners: Int32Array,
  words: number,
  count: number,
  gate: number,
): number {
  let best = -1
  let bestAverage = 0
  let bestSize = 0
  for (let a = 0; a < count; a++) {
    if (!alive[a]) continue
    for (let b = a + 1; b < count; b++) {
      if (!alive[b]) continue
      const average = at(sum, a * count + b) / (idAt(size, a) * idAt(size, b))
      if (average < gate) continue
      const joined = idAt(size, a) + idAt(size, b)
      const better = average > bestAverage + TIE || (average > bestAverage - TIE && joined > bestSize)
      if (!better || shareOwner(owners, words, a, b)) continue
      best = a * count + b
      bestAverage = average
      bestSize = joined
    }
  }
  return best
}

function shareOwner(owners: Int32Array, words: number, a: number, b: number): boolean {
  for (let word = 0; word < words; word++)
    if ((idAt(owners, a * words + word) & idAt(owners, b * words + word)) !== 0) return true
  return false
}

/** IoU of all pairs of `count` boxes from `first`, row-major; 0 on the diagonal. */
function pairwiseIou(edges: Float64Array, first: number, count: number): Float64Array {
  const result = new Float64Array(count * count)
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const value = iouOfEdges(edges, 4 * (first + a), edges, 4 * (first + b))
      result[a * count + b] = value
      result[b * count + a] = value
    }
  }
  return result
}

/** IoU of the boxes whose four edges (left, top, right, bottom) begin at `i` of `a` and at `j` of `b`; in [0, 1]. */
export function iouOfEdges(a: Float64Array, i: number, b: Float64Array, j: number): number {
  const width = Math.min(at(a, i + 2), at(b, j + 2)) - Math.max(at(a, i), at(b, j))
  if (!(width > 0)) return 0
  const height = Math.min(at(a, i + 3), at(b, j + 3)) - Math.max(at(a, i + 1), at(b, j + 1))
  if (!(height > 0)) return 0
  const areaA = (at(a, i + 2) - at(a, i)) * (at(a, i + 3) - at(a, i + 1))
  const areaB = (at(b, j + 2) - at(b, j)) * (at(b, j + 3) - at(b, j + 1))
  const union = areaA + areaB - width * height
  return union > 0 ? Math.min(1, (width * height) / union) : 0
}
