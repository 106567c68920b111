import { expect, test } from "vitest"
import { madeCrowd, madePeople } from "../testing/boxCrowd.ts"
import { clusterBoxes } from "./clusters.ts"
import { binOf } from "./edges.ts"
import { fitExistence, forEachVote, rateOfPerson, sizeOfEdges, voteLogOdds } from "./existence.ts"
import { fitEdges } from "./geometry.ts"
import { boxVotesFrom, type Xywh } from "./votes.ts"

const people = madePeople(5)
const { rows, gold } = madeCrowd(people, 200, 4)
const votes = boxVotesFrom(rows)
const clusters = clusterBoxes(votes, 0.3)
const { edges } = fitEdges(votes, clusters)
const fit = fitExistence(votes, clusters, edges)

/** One more round by the book, with plain numbers: what a fit that came to rest must give again. */
function oneRound() {
  const drew = Array.from({ length: clusters.count }, () => new Set<number>())
  const seen = Array.from({ length: clusters.count }, () => new Array<number>())
  forEachVote(votes, clusters, (person, cluster, did) => {
    seen[cluster]?.push(person)
    if (did) drew[cluster]?.add(person)
  })
  const p = (c: number) => fit.probability[c] ?? 0
  const all = [...fit.bin.keys()]
  const bins = [0, 1, 2, 3, 4].map((bin) => {
    const mine = all.filter((c) => fit.bin[c] === bin)
    const sum = (of: (c: number) => number) => mine.reduce((total, c) => total + of(c), 0)
    const seenOf = (c: number) => seen[c]?.length ?? 0
    const drewOf = (c: number) => drew[c]?.size ?? 0
    return {
      miss: (sum((c) => p(c) * (seenOf(c) - drewOf(c))) + 0.5) / (sum((c) => p(c) * seenOf(c)) + 5),
      extra: (sum((c) => (1 - p(c)) * drewOf(c)) + 0.5) / (sum((c) => (1 - p(c)) * seenOf(c)) + 5),
      real: Math.min(0.98, Math.max(0.02, (sum(p) + 1) / (mine.length + 2))),
    }
  })
  const factors = people.map((_, person) => {
    let [missed, missable] = [1.5, 1.5]
    for (const c of all) {
      if (!seen[c]?.includes(person)) continue
      missable += p(c) * (bins[fit.bin[c] ?? 0]?.miss ?? 0)
      if (!drew[c]?.has(person)) missed += p(c)
    }
    return missed / missable
  })
  return { bins, factors }
}

test("the fit has come to rest: rates and factors by the book are those found", () => {
  const { bins, factors } = oneRound()
  bins.forEach((bin, b) => {
    expect(fit.miss[b]).toBeCloseTo(bin.miss, 6)
    expect(fit.extra[b]).toBeCloseTo(bin.extra, 6)
    expect(fit.real[b]).toBeCloseTo(bin.real, 6)
  })
  factors.forEach((factor, person) => expect(fit.missFactor[person]).toBeCloseTo(factor, 5))
})

test("the log odds of a cluster are the bin's and everybody's votes together", () => {
  const sums = Float64Array.from(fit.bin, (bin) => Math.log((fit.real[bin] ?? 0) / (1 - (fit.real[bin] ?? 0))))
  forEachVote(votes, clusters, (person, cluster, drew) => {
    sums[cluster] = (sums[cluster] ?? 0) + voteLogOdds(fit, person, fit.bin[cluster] ?? 0, drew)
  })
  sums.forEach((sum, c) => expect(fit.probability[c]).toBeCloseTo(1 / (1 + Math.exp(-sum)), 12))
})

test("what is real has a high probability, what one person made up a low one", () => {
  let [real, right] = [0, 0]
  for (let c = 0; c < clusters.count; c++) {
    const isReal = (edges[4 * c + 1] ?? 0) < 450
    real++
    if (isReal === (fit.probability[c] ?? 0) > 0.5) right++
  }
  expect(real).toBeGreaterThan(gold.length)
  expect(right / real).toBeGreaterThan(0.97)
})

test("who misses more counts less with an empty answer, and more with a box of their own", () => {
  const [careless, careful] = [0, 4]
  for (let bin = 0; bin < 5; bin++) {
    expect(Math.abs(voteLogOdds(fit, careless, bin, false))).toBeLessThan(
      Math.abs(voteLogOdds(fit, careful, bin, false)),
    )
    expect(voteLogOdds(fit, careless, bin, true)).toBeLessThan(voteLogOdds(fit, careful, bin, true))
    expect(voteLogOdds(fit, careful, bin, true)).toBeGreaterThan(0)
    expect(voteLogOdds(fit, careful, bin, false)).toBeLessThan(0)
  }
})

test("empty answers count: the same box is less likely real the more people said that nothing is there", () => {
  const box: Xywh = [100, 100, 80, 120]
  const probabilities = [0, 1, 2, 3].map((empty) => {
    const extra = [
      { image: "zz", person: "p03", boxes: [box] },
      ...people.slice(0, empty).map(({ person }) => ({ image: "zz", person, boxes: [] })),
    ]
    const more = boxVotesFrom([...rows, ...extra])
    const grouped = clusterBoxes(more, 0.3)
    return fitExistence(more, grouped, fitEdges(more, grouped).edges).probability.at(-1) ?? 0
  })
  for (let n = 1; n < probabilities.length; n++) expect(probabilities[n]).toBeLessThan(probabilities[n - 1] ?? 0)
})

test("size bins hold about a fifth of the clusters each, by the size of the consensus", () => {
  const counts = [0, 0, 0, 0, 0]
  fit.bin.forEach((bin, c) => {
    counts[bin] = (counts[bin] ?? 0) + 1
    expect(bin).toBe(binOf(fit.binUpTo, sizeOfEdges(edges, 4 * c)))
  })
  for (const count of counts) expect(Math.abs(count / clusters.count - 0.2)).toBeLessThan(0.02)
})

test.each([
  { rate: 0.1, factor: 1, expected: 0.1 },
  { rate: 0.1, factor: 9, expected: 0.5 },
  { rate: 0.5, factor: 1e9, expected: 0.97 },
  { rate: 0.5, factor: 1e-9, expected: 0.003 },
])("a rate of $rate for somebody of factor $factor is $expected", ({ rate, factor, expected }) => {
  expect(rateOfPerson(rate, factor)).toBeCloseTo(expected, 9)
})

test("sizes: the root of the area, nothing for an inverted box; a bin holds its upper end", () => {
  expect(sizeOfEdges(Float64Array.of(0, 0, 4, 9), 0)).toBe(6)
  expect(sizeOfEdges(Float64Array.of(4, 0, 0, 9), 0)).toBe(0)
  expect([5, 10, 11, 99].map((size) => binOf(Float64Array.of(10, 20), size))).toEqual([0, 0, 1, 2])
})
