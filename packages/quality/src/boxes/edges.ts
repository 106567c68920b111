import { at, idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/**
 * How each person draws, edge by edge (left, top, right, bottom), as shares of the box's width or height. Objects lie in
 * bins of size (square root of mean width × mean height of what people drew, pixels), since small ones are drawn less
 * exactly for their size.
 */
export interface EdgeHabits {
  /** Largest size of each bin but the last, pixels. */
  readonly sizeUpTo: Float64Array
  /** How much wider spreads are in a bin than on average: four numbers a bin. */
  readonly sizeFactor: Float64Array
  /** Mean signed distance from the others, people × bins × 4: negative is too far left or too high. */
  readonly bias: Float64Array
  /** Standard deviation around that in objects of usual size. Four numbers a person. */
  readonly spread: Float64Array
}

/** The bin of a size: sizes up to and including a bin's upper end are in it. */
export function binOf(upTo: Float64Array, size: number): number {
  let bin = 0
  while (bin < upTo.length && size > at(upTo, bin)) bin++
  return bin
}

/** The mean width (0) or height (1) of the boxes `from` to `to` of `member`, pixels. */
export function meanSide(votes: BoxVotes, member: Int32Array, from: number, to: number, side: number): number {
  let sum = 0
  for (let m = from; m < to; m++) {
    const first = 4 * idAt(member, m) + side
    sum += at(votes.edges, first + 2) - at(votes.edges, first)
  }
  return sum / (to - from)
}

/**
 * The weighted medians of one cluster at a time, with or without one member: values are each member's edge minus the
 * person's bias, weights one over the squared spread. Sorted once a cluster, read once for each member left out.
 */
export class ClusterEdges {
  readonly #most: number
  readonly #value: Float64Array
  readonly #weight: Float64Array
  readonly #owner: Int32Array
  /** Weight below each value, half its own included, a place. */
  readonly #below: Float64Array
  /** Width and height within which values count as near, pixels. */
  readonly #near = new Float64Array(2)
  readonly #share: number
  #members = 0
  /** The size bin of the loaded cluster. */
  bin = 0

  /**
   * @param most the largest number of members of any cluster that will be loaded.
   * @param near values nearer than this share of the boxes' mean side share their places in the order step by step: at a
   *   tie the median would otherwise jump with the order of two equal values, and the fit would never come to rest.
   */
  constructor(most: number, near: number) {
    this.#share = near
    this.#most = Math.max(1, most)
    this.#value = new Float64Array(4 * this.#most)
    this.#weight = new Float64Array(4 * this.#most)
    this.#below = new Float64Array(4 * this.#most)
    this.#owner = new Int32Array(4 * this.#most)
  }

  /** Takes the members `from` to `to` (exclusive) of `member` as the cluster. */
  load(votes: BoxVotes, habits: EdgeHabits, member: Int32Array, from: number, to: number): void {
    this.#members = to - from
    const width = meanSide(votes, member, from, to, 0)
    const height = meanSide(votes, member, from, to, 1)
    this.#near[0] = this.#share * width
    this.#near[1] = this.#share * height
    this.bin = binOf(habits.sizeUpTo, Math.sqrt(width * height))
    const bins = habits.sizeUpTo.length + 1
    for (let m = from; m < to; m++) {
      const box = idAt(member, m)
      const person = idAt(votes.boxPerson, box)
      for (let k = 0; k < 4; k++) {
        const first = 4 * box + (k % 2)
        const size = at(votes.edges, first + 2) - at(votes.edges, first)
        const bias = at(habits.bias, 4 * (person * bins + this.bin) + k)
        const spread = at(habits.spread, 4 * person + k)
        this.#insert(k, m - from, at(votes.edges, 4 * box + k) - bias * size, 1 / (spread * spread))
      }
    }
    for (let k = 0; k < 4; k++)
      for (let n = k * this.#most; n < k * this.#most + this.#members; n++) this.#below[n] = this.#weightBelow(k, n)
  }

  /** Keeps each edge's values sorted. */
  #insert(k: number, owner: number, value: number, weight: number): void {
    const base = k * this.#most
    let index = base + owner
    while (index > base && at(this.#value, index - 1) > value) {
      this.#value[index] = at(this.#value, index - 1)
      this.#weight[index] = at(this.#weight, index - 1)
      this.#owner[index] = idAt(this.#owner, index - 1)
      index--
    }
    this.#value[index] = value
    this.#weight[index] = weight
    this.#owner[index] = owner
  }

  #weightBelow(k: number, index: number): number {
    let below = 0
    const end = k * this.#most + this.#members
    for (let n = k * this.#most; n < end; n++) below += at(this.#weight, n) * this.#step(k, n, index)
    return below
  }

  /** 1 where the value at `other` is below that at `place`, 0 where above, 1/2 for a value and itself, between when near. */
  #step(k: number, other: number, index: number): number {
    if (other === index) return 0.5
    const apart = (at(this.#value, index) - at(this.#value, other)) / at(this.#near, k % 2)
    return apart >= 1 ? 1 : apart <= -1 ? 0 : (1 + apart) / 2
  }

  /**
   * The interpolated weighted median of edge `k` without member `left` (-1: of all): each value stands at (weight before
   * it + half its own) / total, the result lies where that reaches one half. One value is itself; two of equal weight
   * give their middle.
   */
  median(k: number, left: number): number {
    const base = k * this.#most
    const end = base + this.#members
    let total = 0
    let out = -1
    for (let n = base; n < end; n++) {
      if (this.#owner[n] === left) out = n
      else total += at(this.#weight, n)
    }
    let position = 0
    let value = Number.NaN
    for (let n = base; n < end; n++) {
      if (n === out) continue
      const below = at(this.#below, n) - (out < 0 ? 0 : at(this.#weight, out) * this.#step(k, out, n))
      const here = below / total
      if (here >= 0.5) {
        if (Number.isNaN(value)) return at(this.#value, n)
        return value + ((at(this.#value, n) - value) * (0.5 - position)) / (here - position)
      }
      position = here
      value = at(this.#value, n)
    }
    return value
  }
}
