import type { BoxClusters } from "./clusters.ts"
import { binOf, meanSide } from "./edges.ts"
import { idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/**
 * How far each box lies from the consensus of the others, where its cluster has three or more: kept person by person and,
 * inside one, bin of size by bin of size.
 */
export interface Residuals {
  readonly people: number
  readonly bins: number
  /** Number of boxes compared. */
  readonly total: number
  /** Where each person's and bin's residuals begin: people × bins, and the end. */
  readonly start: Int32Array
  /** The place of each box among the residuals, or -1. */
  readonly place: Int32Array
  /** Shares of the others' width or height: all left edges, then all tops, rights and bottoms. */
  readonly value: Float64Array
  readonly scratch: Float64Array
}

/** Room for the residuals of these clusters, all 0. */
export function residualsFor(votes: BoxVotes, clusters: BoxClusters, sizeUpTo: Float64Array): Residuals {
  const people = votes.people.length
  const bins = sizeUpTo.length + 1
  const cell = new Int32Array(votes.boxPerson.length).fill(-1)
  const start = new Int32Array(people * bins + 1)
  for (let c = 0; c < clusters.count; c++) {
    const [from, to] = [idAt(clusters.start, c), idAt(clusters.start, c + 1)]
    if (to - from < 3) continue
    const area = meanSide(votes, clusters.member, from, to, 0) * meanSide(votes, clusters.member, from, to, 1)
    const bin = binOf(sizeUpTo, Math.sqrt(area))
    for (let m = from; m < to; m++) {
      const box = idAt(clusters.member, m)
      const own = idAt(votes.boxPerson, box) * bins + bin
      cell[box] = own
      start[own + 1] = idAt(start, own + 1) + 1
    }
  }
  for (let s = 0; s < people * bins; s++) start[s + 1] = idAt(start, s + 1) + idAt(start, s)
  const place = placesOf(cell, start)
  const total = idAt(start, people * bins)
  return { people, bins, total, start, place, value: new Float64Array(4 * total), scratch: new Float64Array(total) }
}

function placesOf(cell: Int32Array, start: Int32Array): Int32Array {
  const next = start.slice()
  const place = new Int32Array(cell.length).fill(-1)
  for (let box = 0; box < cell.length; box++) {
    const own = idAt(cell, box)
    if (own < 0) continue
    place[box] = idAt(next, own)
    next[own] = idAt(next, own) + 1
  }
  return place
}

/** How many boxes of a person were compared with the consensus of the others. */
export function comparedOf({ start, bins }: Residuals, person: number): number {
  return idAt(start, (person + 1) * bins) - idAt(start, person * bins)
}
