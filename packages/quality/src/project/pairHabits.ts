import { EDGE_SETTINGS } from "../boxes/geometry.ts"
import type { BoxModel, FourEdges } from "../boxes/model.ts"
import { edgesOf } from "../geometry/iou.ts"
import { matchBoxes } from "../matching/matchBoxes.ts"
import type { ProjectTask } from "./input.ts"

/** Boxes that two people drew of one thing, as typed columns. Distances are shares of the mean side. */
interface PairTable {
  readonly people: readonly string[]
  readonly first: Int32Array
  readonly second: Int32Array
  /** First minus second: left, top, right, bottom of each pair. */
  readonly apart: Float64Array
}

const ROUNDS = 20

/**
 * A model that also knows the habits of people who only ever met one other person on a picture: the fit compares in clusters
 * of three or more, and most projects ask two. The distance of a pair's edges is d = b_p - b_q + e, where e has the variance
 * s_p² + s_q². In turns, b_p is the median of d + b_q, shrunk by n / (n + 20) and freed of the mean of all; s_p² is what the
 * other's spread leaves over (expectation maximisation), with five boxes' worth of 0.1². People whom the fit knows from
 * enough clusters keep what it found. Of two people who only ever met each other, each is given half of what lies between
 * them: several partners tell more.
 */
export function withPairHabits(
  model: BoxModel,
  tasks: readonly ProjectTask[],
  minIou: number,
  enough: number,
): BoxModel {
  const pairs = pairsOf(tasks, minIou)
  const { bias, spread, counts } = fitPairs(pairs)
  const at = new Map(pairs.people.map((person, p) => [person, p]))
  const four = (of: Float64Array, p: number): FourEdges => [
    of[4 * p] ?? 0,
    of[4 * p + 1] ?? 0,
    of[4 * p + 2] ?? 0,
    of[4 * p + 3] ?? 0,
  ]
  let changed = 0
  const people = model.people.map((person) => {
    const p = at.get(person.person)
    if (p === undefined || person.compared >= enough || (counts[p] ?? 0) < enough) return person
    changed++
    const own = four(bias, p)
    const compared = counts[p] ?? 0
    return { ...person, compared, bias: own, biasBySize: person.biasBySize.map(() => own), spread: four(spread, p) }
  })
  if (changed === 0) return model
  const known = model.people.some(({ compared }) => compared >= enough)
  return { ...model, people, ...(known ? {} : { average: { spread: meanSpread(spread, counts) } }) }
}

function pairsOf(tasks: readonly ProjectTask[], minIou: number): PairTable {
  const people = [...new Set(tasks.flatMap(({ answers }) => answers.map(({ person }) => person)))].sort()
  const at = new Map(people.map((person, p) => [person, p]))
  const first: number[] = []
  const second: number[] = []
  const apart: number[] = []
  for (const { answers } of tasks) {
    const [one, other] = answers
    if (!one || !other || answers.length !== 2) continue
    for (const match of matchBoxes(one.regions, other.regions, minIou)) {
      const [a, b] = [one.regions[match.a], other.regions[match.b]]
      if (!a || !b) continue
      const [mine, theirs] = [edgesOf(a), edgesOf(b)]
      const [width, height] = [(a.width + b.width) / 2, (a.height + b.height) / 2]
      first.push(at.get(one.person) ?? 0)
      second.push(at.get(other.person) ?? 0)
      apart.push((mine.left - theirs.left) / width, (mine.top - theirs.top) / height)
      apart.push((mine.right - theirs.right) / width, (mine.bottom - theirs.bottom) / height)
    }
  }
  const { clip } = EDGE_SETTINGS
  return {
    people,
    first: Int32Array.from(first),
    second: Int32Array.from(second),
    apart: Float64Array.from(apart, (d) => Math.min(clip, Math.max(-clip, d))),
  }
}

function fitPairs(pairs: PairTable) {
  const n = pairs.people.length
  const counts = new Int32Array(n)
  for (const p of pairs.first) counts[p] = (counts[p] ?? 0) + 1
  for (const q of pairs.second) counts[q] = (counts[q] ?? 0) + 1
  const bias = new Float64Array(4 * n)
  const spread = new Float64Array(4 * n).fill(EDGE_SETTINGS.priorSpread)
  for (let round = 0; round < ROUNDS; round++) {
    for (let k = 0; k < 4; k++) {
      updateBias(pairs, counts, bias, k)
      updateSpread(pairs, counts, bias, spread, k)
    }
  }
  return { bias, spread, counts }
}

function updateBias(pairs: PairTable, counts: Int32Array, bias: Float64Array, k: number): void {
  const start = new Int32Array(counts.length + 1)
  for (let p = 0; p < counts.length; p++) start[p + 1] = (start[p] ?? 0) + (counts[p] ?? 0)
  const next = start.slice()
  const values = new Float64Array(2 * pairs.first.length)
  const put = (p: number, value: number) => {
    const place = next[p] ?? 0
    values[place] = value
    next[p] = place + 1
  }
  for (let i = 0; i < pairs.first.length; i++) {
    const [p, q, d] = [pairs.first[i] ?? 0, pairs.second[i] ?? 0, pairs.apart[4 * i + k] ?? 0]
    put(p, d + (bias[4 * q + k] ?? 0))
    put(q, (bias[4 * p + k] ?? 0) - d)
  }
  let [shift, weight] = [0, 0]
  for (let p = 0; p < counts.length; p++) {
    const n = counts[p] ?? 0
    const own = values.subarray(start[p] ?? 0, start[p + 1] ?? 0).sort()
    const median = n === 0 ? 0 : ((own[(n - 1) >> 1] ?? 0) + (own[n >> 1] ?? 0)) / 2
    // Halfway from what it was: two people who correct for each other at once would swing for ever.
    const now = ((bias[4 * p + k] ?? 0) + (median * n) / (n + EDGE_SETTINGS.biasShrink)) / 2
    bias[4 * p + k] = now
    shift += now * n
    weight += n
  }
  if (weight === 0) return
  for (let p = 0; p < counts.length; p++) bias[4 * p + k] = (bias[4 * p + k] ?? 0) - shift / weight
}

function updateSpread(pairs: PairTable, counts: Int32Array, bias: Float64Array, spread: Float64Array, k: number): void {
  const { spreadShrink, priorSpread } = EDGE_SETTINGS
  const sums = new Float64Array(counts.length).fill(spreadShrink * priorSpread ** 2)
  for (let i = 0; i < pairs.first.length; i++) {
    const [p, q] = [pairs.first[i] ?? 0, pairs.second[i] ?? 0]
    const left = (pairs.apart[4 * i + k] ?? 0) - (bias[4 * p + k] ?? 0) + (bias[4 * q + k] ?? 0)
    const [mine, theirs] = [(spread[4 * p + k] ?? 0) ** 2, (spread[4 * q + k] ?? 0) ** 2]
    const both = mine + theirs
    const shared = (mine * theirs) / both
    sums[p] = (sums[p] ?? 0) + shared + ((mine / both) * left) ** 2
    sums[q] = (sums[q] ?? 0) + shared + ((theirs / both) * left) ** 2
  }
  for (let p = 0; p < counts.length; p++) {
    spread[4 * p + k] = Math.sqrt((sums[p] ?? 0) / (spreadShrink + (counts[p] ?? 0)))
  }
}

function meanSpread(spread: Float64Array, counts: Int32Array): FourEdges {
  const mean = [0, 1, 2, 3].map((k) => {
    let [sum, weight] = [0, 0]
    for (let p = 0; p < counts.length; p++) {
      sum += (counts[p] ?? 0) * (spread[4 * p + k] ?? 0) ** 2
      weight += counts[p] ?? 0
    }
    return weight === 0 ? EDGE_SETTINGS.priorSpread : Math.sqrt(sum / weight)
  })
  return [mean[0] ?? 0, mean[1] ?? 0, mean[2] ?? 0, mean[3] ?? 0]
}
