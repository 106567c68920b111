import type { BoxClusters } from "./clusters.ts"
import { binOf, meanSide } from "./edges.ts"
import { at, idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/**
 * How far each box lies from the consensus of the others, where its cluster has three or more, or two of at most three
 * people who answered (of more, two are more likely to be wrong together): kept person by person and, inside one, bin of
 * size by bin of size.
 */
export interface Residuals {
  readonly people: number
  readonly bins: number
  /** Number of boxes compared. */
  readonly total: number
  /** Where each person's and bin's residuals begin: people × bins, and the end. */
  readonly start: Int32Array
  /** The place of each box among the residuals, or -1. */
  readonly position: Int32Array
  /** Shares of the others' width or height: all left edges, then all tops, rights and bottoms. */
  readonly value: Float64Array
  /** Variance of the one other's edge where a cluster has two, in the same order; 0 where it has more. */
  readonly noise: Float64Array
  /** Share of each person's residuals that come from clusters of two. */
  readonly paired: Float64Array
  readonly scratch: Float64Array
}

/** Room for the residuals of these clusters, all 0. */
export function residualsFor(votes: BoxVotes, clusters: BoxClusters, sizeUpTo: Float64Array): Residuals {
  const people = votes.people.length
  const bins = sizeUpTo.length + 1
  const cell = new Int32Array(votes.boxPerson.length).fill(-1)
  const start = new Int32Array(people * bins + 1)
  const paired = new Float64Array(people)
  for (let c = 0; c < clusters.count; c++) {
    const [from, to] = [idAt(clusters.start, c), idAt(clusters.start, c + 1)]
    if (!isCompared(votes, clusters, c)) continue
    const area = meanSide(votes, clusters.member, from, to, 0) * meanSide(votes, clusters.member, from, to, 1)
    const bin = binOf(sizeUpTo, Math.sqrt(area))
    for (let m = from; m < to; m++) {
      const box = idAt(clusters.member, m)
      const own = idAt(votes.boxPerson, box) * bins + bin
      cell[box] = own
      start[own + 1] = idAt(start, own + 1) + 1
      if (to - from === 2) paired[idAt(votes.boxPerson, box)] = at(paired, idAt(votes.boxPerson, box)) + 1
    }
  }
  for (let s = 0; s < people * bins; s++) start[s + 1] = idAt(start, s + 1) + idAt(start, s)
  const index = positionsOf(cell, start)
  const total = idAt(start, people * bins)
  for (let p = 0; p < people; p++)
    paired[p] = at(paired, p) / Math.max(1, idAt(start, (p + 1) * bins) - idAt(start, p * bins))
  const [value, noise] = [new Float64Array(4 * total), new Float64Array(4 * total)]
  return { people, bins, total, start, position: index, value, noise, paired, scratch: new Float64Array(total) }
}

/** Whether a cluster's members can be compared with each other. */
export function isCompared(votes: BoxVotes, clusters: BoxClusters, c: number): boolean {
  const drew = idAt(clusters.start, c + 1) - idAt(clusters.start, c)
  const image = idAt(clusters.image, c)
  return drew > 2 || (drew === 2 && idAt(votes.seenStart, image + 1) - idAt(votes.seenStart, image) <= 3)
}

/**
 * What the square of a person's own error is expected to be, when box and consensus lie `apart` and the person's variance
 * is `own`, that of a single other `noise` (0: the others are many, and all of it is the person's).
 */
export function ownSquare(apart: number, own: number, noise: number): number {
  const share = own / (own + noise)
  return share * noise + (share * apart) ** 2
}

function positionsOf(cell: Int32Array, start: Int32Array): Int32Array {
  const next = start.slice()
  const index = new Int32Array(cell.length).fill(-1)
  for (let box = 0; box < cell.length; box++) {
    const own = idAt(cell, box)
    if (own < 0) continue
    index[box] = idAt(next, own)
    next[own] = idAt(next, own) + 1
  }
  return index
}

/** How many boxes of a person were compared with the consensus of the others. */
export function comparedOf({ start, bins }: Residuals, person: number): number {
  return idAt(start, (person + 1) * bins) - idAt(start, person * bins)
}
