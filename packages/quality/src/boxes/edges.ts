import { at, idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/** How each person draws, edge by edge (left, top, right, bottom), as shares of the box's width or height. */
export interface EdgeHabits {
  /** Mean signed distance from the others: negative is too far left or too high. Four numbers a person. */
  readonly bias: Float64Array
  /** Standard deviation around that. Four numbers a person. */
  readonly spread: Float64Array
}

/**
 * Values nearer than this share of the boxes' mean side share their places in the order step by step: at a tie the median
 * would otherwise jump with the order of two equal values, and the fit would never come to rest.
 */
const NEAR = 0.02

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
  #members = 0

  /** @param most the largest number of members of any cluster that will be loaded. */
  constructor(most: number) {
    this.#most = Math.max(1, most)
    this.#value = new Float64Array(4 * this.#most)
    this.#weight = new Float64Array(4 * this.#most)
    this.#below = new Float64Array(4 * this.#most)
    this.#owner = new Int32Array(4 * this.#most)
  }

  /** Takes the members `from` to `to` (exclusive) of `member` as the cluster. */
  load(votes: BoxVotes, habits: EdgeHabits, member: Int32Array, from: number, to: number): void {
    this.#members = to - from
    this.#near.fill(0)
    for (let m = from; m < to; m++) {
      const box = idAt(member, m)
      const person = idAt(votes.boxPerson, box)
      for (let k = 0; k < 4; k++) {
        const edge = at(votes.edges, 4 * box + k)
        const side = k % 2
        const size = at(votes.edges, 4 * box + side + 2) - at(votes.edges, 4 * box + side)
        const spread = at(habits.spread, 4 * person + k)
        this.#insert(k, m - from, edge - at(habits.bias, 4 * person + k) * size, 1 / (spread * spread))
        if (k < 2) this.#near[k] = at(this.#near, k) + (NEAR * size) / (to - from)
      }
    }
    for (let k = 0; k < 4; k++)
      for (let n = k * this.#most; n < k * this.#most + this.#members; n++) this.#below[n] = this.#weightBelow(k, n)
  }

  /** Keeps each edge's values sorted. */
  #insert(k: number, owner: number, value: number, weight: number): void {
    const base = k * this.#most
    let place = base + owner
    while (place > base && at(this.#value, place - 1) > value) {
      this.#value[place] = at(this.#value, place - 1)
      this.#weight[place] = at(this.#weight, place - 1)
      this.#owner[place] = idAt(this.#owner, place - 1)
      place--
    }
    this.#value[place] = value
    this.#weight[place] = weight
    this.#owner[place] = owner
  }

  #weightBelow(k: number, place: number): number {
    let below = 0
    const end = k * this.#most + this.#members
    for (let n = k * this.#most; n < end; n++) below += at(this.#weight, n) * this.#step(k, n, place)
    return below
  }

  /** 1 where the value at `other` is below that at `place`, 0 where above, 1/2 for a value and itself, between when near. */
  #step(k: number, other: number, place: number): number {
    if (other === place) return 0.5
    const apart = (at(this.#value, place) - at(this.#value, other)) / at(this.#near, k % 2)
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
