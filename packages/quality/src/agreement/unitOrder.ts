import type { Counts } from "./coincidences.ts"
import { mix32 } from "./seeded.ts"

/**
 * Groups of units in an order that comes from what was said, not from names: see `unitHashes`. Units of the same hash are
 * alike, so their order does not matter.
 */
export function groupsInOrder(counts: Counts, groups: Int32Array | undefined): readonly (readonly number[])[] {
  const hash = unitHashes(counts)
  const members = new Map<number, number[]>()
  for (let u = 0; u < counts.units; u++) {
    const group = groups ? (groups[counts.origin[u] ?? 0] ?? 0) : u
    const list = members.get(group)
    if (list) list.push(u)
    else members.set(group, [u])
  }
  const keyed = [...members.values()].map((list) => ({
    list,
    key: list.reduce((sum, u) => (sum + mix32(hash[u] ?? 0, 1)) | 0, 0),
  }))
  return keyed.sort((a, b) => a.key - b.key).map(({ list }) => list)
}

const HASH_ROUNDS = 4
/** Categories marked apart by hand at most; beyond that many that play the same part, their names may enter. */
const MOST_MARKED = 64

/**
 * A number for each unit that says what was said in it, without names: units and categories are hashed by each other in
 * rounds (colour refinement). Where categories still play the same part, one is marked and the rounds go on, until
 * all used ones differ; numbers keep their rank from the start, since only names may be exchanged.
 */
function unitHashes(counts: Counts): Int32Array {
  let ofCategory = Int32Array.from(counts.numbers, (_, c) => (counts.level === "nominal" ? 1 : c + 1))
  let ofUnit = new Int32Array(counts.units)
  for (let marked = 0; marked <= MOST_MARKED; marked++) {
    for (let round = 0; round < HASH_ROUNDS; round++) ({ ofUnit, ofCategory } = hashRound(counts, ofCategory))
    const duplicate = counts.level === "nominal" ? firstDuplicate(counts, ofCategory) : -1
    if (duplicate < 0) break
    ofCategory[duplicate] = mix32(ofCategory[duplicate] ?? 0, marked + 2)
  }
  return ofUnit
}

function hashRound(counts: Counts, before: Int32Array) {
  const ofUnit = new Int32Array(counts.units)
  const sums = new Int32Array(before.length)
  for (let u = 0; u < counts.units; u++) {
    const to = counts.start[u + 1] ?? 0
    let sum = 0
    for (let i = counts.start[u] ?? 0; i < to; i++) {
      sum = (sum + mix32(before[counts.category[i] ?? 0] ?? 0, counts.times[i] ?? 0)) | 0
    }
    ofUnit[u] = sum
    for (let i = counts.start[u] ?? 0; i < to; i++) {
      const c = counts.category[i] ?? 0
      sums[c] = ((sums[c] ?? 0) + mix32(sum, counts.times[i] ?? 0)) | 0
    }
  }
  return { ofUnit, ofCategory: sums.map((sum, c) => mix32(sum, before[c] ?? 0)) }
}

/** A used category whose hash another one shares: of those, one of the least hash; -1 when all differ. */
function firstDuplicate(counts: Counts, ofCategory: Int32Array): number {
  const used = [...new Set(counts.category)].sort((a, b) => (ofCategory[a] ?? 0) - (ofCategory[b] ?? 0) || a - b)
  const index = used.findIndex((c, i) => i > 0 && ofCategory[c] === ofCategory[used[i - 1] ?? 0])
  return index < 0 ? -1 : (used[index] ?? -1)
}
