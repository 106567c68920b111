import fc from "fast-check"
import { expect, test } from "vitest"
import { type MadePerson, madeCrowd, madePeople } from "../testing/boxCrowd.ts"
import { clusterBoxes } from "./clusters.ts"
import { binOf, ClusterEdges, type EdgeHabits, meanSide } from "./edges.ts"
import { clusterBins, consensusEdges, EDGE_SETTINGS, fitEdges } from "./geometry.ts"
import { comparedOf, ownSquare } from "./residuals.ts"
import { edgeDeviations } from "./uncertainty.ts"
import { boxVotesFrom } from "./votes.ts"

const NO_BINS = { sizeUpTo: new Float64Array(0), sizeFactor: new Float64Array(4).fill(1) }

/** The interpolated weighted median of the left edges of boxes of 1,000 pixels. */
function median(values: readonly number[], spreads: readonly number[], left = -1, near = 0.001): number {
  const rows = values.map((x, n) => ({ image: "i", person: `p${n}`, boxes: [[x, 0, 1_000, 1_000]] as const }))
  const votes = boxVotesFrom(rows)
  const spread = Float64Array.from(spreads.flatMap((one) => [one, one, one, one]))
  const edges = new ClusterEdges(values.length, near)
  // Boxes are numbered by their place; members are taken in the order of people.
  const member = Int32Array.from(values.keys(), (p) => votes.boxPerson.indexOf(p))
  edges.load(votes, { ...NO_BINS, bias: new Float64Array(spread.length), spread }, member, 0, values.length)
  return edges.median(0, left)
}

/** The same by the book: positions from sums over all others. */
function byTheBook(values: readonly number[], spreads: readonly number[]): number {
  const sorted = values
    .map((value, n) => ({ value, weight: 1 / (spreads[n] ?? 1) ** 2 }))
    .sort((a, b) => a.value - b.value)
  const total = sorted.reduce((sum, one) => sum + one.weight, 0)
  let passed = 0
  let before = { value: sorted[0]?.value ?? 0, place: 0 }
  for (const { value, weight } of sorted) {
    const index = (passed + weight / 2) / total
    if (index >= 0.5) {
      if (passed === 0) return value
      return before.value + ((value - before.value) * (0.5 - before.place)) / (index - before.place)
    }
    passed += weight
    before = { value, place: index }
  }
  return before.value
}

const spreads = fc.array(fc.double({ min: 0.02, max: 0.3, noNaN: true }), { minLength: 7, maxLength: 7 })

test("the median is the one by the book where values lie apart", () => {
  const apart = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 7 })
  fc.assert(
    fc.property(apart, spreads, (values, all) => {
      const own = all.slice(0, values.length)
      expect(median(values, own, -1, 0.0005)).toBeCloseTo(byTheBook(values, own), 6)
    }),
  )
})

test("leaving a member out is the median of the others alone", () => {
  const apart = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 2, maxLength: 7 })
  fc.assert(
    fc.property(apart, spreads, fc.nat(), (values, all, n) => {
      const left = n % values.length
      const own = all.slice(0, values.length)
      const without = <T>(list: readonly T[]) => list.filter((_, i) => i !== left)
      expect(median(values, own, left)).toBeCloseTo(median(without(values), without(own)), 6)
    }),
  )
})

test("the weighted median lies within the values and does not depend on their order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 7 }), spreads, (values, all) => {
      const own = all.slice(0, values.length)
      const value = median(values, own)
      expect(value).toBeGreaterThanOrEqual(Math.min(...values))
      expect(value).toBeLessThanOrEqual(Math.max(...values))
      expect(median(values.toReversed(), own.toReversed())).toBeCloseTo(value, 9)
    }),
  )
})

test.each([
  { values: [7], spreads: [0.1], expected: 7 },
  { values: [0, 100], spreads: [0.1, 0.1], expected: 50 },
  { values: [0, 100, 300], spreads: [0.1, 0.1, 0.1], expected: 100 },
  { values: [0, 100, 300, 400], spreads: [0.1, 0.1, 0.1, 0.1], expected: 200 },
  { values: [0, 100], spreads: [0.1, 0.2], expected: 20 },
  { values: [0, 100, 300], spreads: [0.01, 0.2, 0.2], expected: 0 },
])("the weighted median of $values with spreads $spreads is $expected", ({ values, spreads, expected }) => {
  expect(median(values, spreads)).toBeCloseTo(expected, 0)
})

test("the median moves as little as its values do, also through ties", () => {
  const values = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 7 })
  fc.assert(
    fc.property(values, fc.nat(6), (list, which) => {
      const spreads = list.map((_, n) => 0.03 + 0.02 * n)
      const moved = list.map((value, n) => (n === which ? value + 1e-7 : value))
      expect(Math.abs(median(moved, spreads, -1, 0.02) - median(list, spreads, -1, 0.02))).toBeLessThan(1e-4)
      expect(median(list, spreads)).toBeGreaterThanOrEqual(Math.min(...list))
      expect(median(list, spreads)).toBeLessThanOrEqual(Math.max(...list))
    }),
  )
})

const people: MadePerson[] = madePeople(6).map((person, n) => (n === 4 ? { ...person, bias: [0.06, 0, 0, 0] } : person))
const { rows, gold } = madeCrowd(people, 250, 21)
const votes = boxVotesFrom(rows)
const clusters = clusterBoxes(votes, 0.3)
const fit = fitEdges(votes, clusters)

test("spreads come out as they were made, widened by what the others' consensus is unsure of", () => {
  people.forEach(({ spread }, p) => {
    for (let k = 0; k < 4; k++) {
      expect(fit.spread[4 * p + k]).toBeGreaterThan(0.85 * spread)
      expect(fit.spread[4 * p + k]).toBeLessThan(1.5 * spread + 0.01)
    }
  })
})

test("one person's bias comes out on its edge alone, whatever the size", () => {
  const bins = EDGE_SETTINGS.bins
  for (let b = 0; b < bins; b++) {
    const cell = 4 * (4 * bins + b)
    const others = [1, 2, 3, 5].map((p) => fit.bias[4 * (p * bins + b)] ?? 0)
    const usual = others.reduce((a, c) => a + c, 0) / others.length
    expect((fit.bias[cell] ?? 0) - usual).toBeGreaterThan(0.03)
    for (let k = 1; k < 4; k++) expect(Math.abs(fit.bias[cell + k] ?? 1)).toBeLessThan(0.02)
  }
})

test("residuals of the last round are against the others: a box drawn alone or by two has none", () => {
  const { position: index, total, people: count } = fit.residuals
  let compared = 0
  for (let c = 0; c < clusters.count; c++) {
    const [from, to] = [clusters.start[c] ?? 0, clusters.start[c + 1] ?? 0]
    for (let m = from; m < to; m++) expect((index[clusters.member[m] ?? 0] ?? -1) >= 0).toBe(to - from >= 3)
    if (to - from >= 3) compared += to - from
  }
  expect(compared).toBe(total)
  expect(people.reduce((sum, _, p) => sum + comparedOf(fit.residuals, p), 0)).toBe(total)
  expect(new Set(index.filter((one) => one >= 0)).size).toBe(total)
  expect(count).toBe(6)
})

test("where all sizes are drawn alike relative to their side, the factors are all near 1", () => {
  for (const factor of fit.sizeFactor) expect(Math.abs(factor - 1)).toBeLessThan(0.25)
})

test("where small objects are drawn with the same error in pixels, their factor is larger", () => {
  const pixels = rows.map((row) => ({
    ...row,
    boxes: row.boxes.map(([x, y, width, height], n) => {
      // A few pixels of noise from the numbers themselves.
      const noise = (seed: number) => ((Math.sin(seed * 12.9898 + n) * 43_758.5453) % 1) * 9
      return [x + noise(x), y + noise(y), width + noise(width), height + noise(height)] as const
    }),
  }))
  const more = boxVotesFrom(pixels)
  const { sizeFactor, sizeUpTo } = fitEdges(more, clusterBoxes(more, 0.3))
  expect(sizeFactor[0]).toBeGreaterThan(1.15 * (sizeFactor[4 * sizeUpTo.length] ?? 9))
})

test("one bin treats all sizes alike", () => {
  const plain = fitEdges(votes, clusters, { ...EDGE_SETTINGS, bins: 1 })
  expect([...plain.sizeFactor]).toEqual([1, 1, 1, 1])
  expect(plain.bias).toHaveLength(4 * 6)
  plain.edges.forEach((edge, e) => expect(Math.abs(edge - (fit.edges[e] ?? 0))).toBeLessThan(15))
})

test("bins are by the mean size of what people drew", () => {
  const bins = clusterBins(votes, clusters, fit.sizeUpTo)
  const counts = new Int32Array(EDGE_SETTINGS.bins)
  bins.forEach((bin, c) => {
    const [from, to] = [clusters.start[c] ?? 0, clusters.start[c + 1] ?? 0]
    const [width, height] = [0, 1].map((side) => meanSide(votes, clusters.member, from, to, side))
    expect(bin).toBe(binOf(fit.sizeUpTo, Math.sqrt((width ?? 0) * (height ?? 0))))
    counts[bin] = (counts[bin] ?? 0) + 1
  })
  for (const count of counts) expect(Math.abs(count / clusters.count - 1 / 8)).toBeLessThan(0.02)
})

test("90 % intervals hold the true edge at least nine times in ten where people err independently", () => {
  const factors = Float64Array.from({ length: 4 * clusters.count }, (_, e) => {
    const bin = clusterBins(votes, clusters, fit.sizeUpTo)[Math.floor(e / 4)] ?? 0
    return fit.sizeFactor[4 * bin + (e % 4)] ?? 1
  })
  const deviations = edgeDeviations(votes, clusters, fit, fit.edges, factors)
  let [held, all] = [0, 0]
  for (let c = 0; c < clusters.count; c++) {
    if ((clusters.start[c + 1] ?? 0) - (clusters.start[c] ?? 0) < 4) continue
    const truth = gold[clusters.image[c] ?? 0]?.boxes.find(
      ([x, , width]) =>
        Math.abs(x + width / 2 - ((fit.edges[4 * c] ?? 0) + (fit.edges[4 * c + 2] ?? 0)) / 2) < width / 2,
    )
    if (!truth) continue
    const edges = [truth[0], truth[1], truth[0] + truth[2], truth[1] + truth[3]]
    // All left edges share a little of the fourth person's bias; the others are free of it.
    for (const k of [1, 2, 3]) {
      all++
      if (Math.abs((fit.edges[4 * c + k] ?? 0) - (edges[k] ?? 0)) <= 1.645 * (deviations[4 * c + k] ?? 0)) held++
    }
  }
  expect(all).toBeGreaterThan(800)
  expect(held / all).toBeGreaterThan(0.9)
})

test("an object about which people differ more than usual is less certain; more people make it surer", () => {
  const at = (xs: readonly number[]) => {
    const own = boxVotesFrom(xs.map((x, n) => ({ image: "i", person: `p${n}`, boxes: [[x, 0, 100, 100]] as const })))
    const one = clusterBoxes(own, 0.3)
    const habits: EdgeHabits = {
      ...NO_BINS,
      bias: new Float64Array(4 * xs.length),
      spread: new Float64Array(4 * xs.length).fill(0.05),
    }
    const edges = consensusEdges(own, one, habits, 0.02)
    return edgeDeviations(own, one, habits, edges, new Float64Array(4).fill(1))[0] ?? 0
  }
  expect(at([0, 20, 40])).toBeGreaterThan(1.5 * at([0, 1, 2]))
  expect(at([0, 1, 2, 0, 1, 2])).toBeLessThan(at([0, 1, 2]))
  expect(at([0])).toBeCloseTo(5, 9)
})

/** Each image answered by two people only, every two of them meeting now and then. */
const pairedRows = madeCrowd(
  madePeople(6).map((person, n) => (n === 2 ? { ...person, bias: [0, 0, 0, 0.06] as const } : person)),
  400,
  5,
).rows.filter(({ image, person }) => {
  const [i, p] = [Number(image.slice(1)), Number(person.slice(1))]
  return p === i % 6 || p === ((i % 6) + 1 + ((i * 7) % 5)) % 6
})

test("with two answers an image spreads and biases are learnt from pairs, each taking its part of the difference", () => {
  const pairs = boxVotesFrom(pairedRows)
  const { spread, residuals, bias } = fitEdges(pairs, clusterBoxes(pairs, 0.3))
  const made = madePeople(6)
  for (let p = 0; p < 6; p++) {
    expect(comparedOf(residuals, p)).toBeGreaterThan(100)
    expect(residuals.paired[p]).toBe(1)
    for (let k = 0; k < 4; k++) {
      expect(spread[4 * p + k]).toBeGreaterThan(0.75 * (made[p]?.spread ?? 0))
      expect(spread[4 * p + k]).toBeLessThan(1.4 * (made[p]?.spread ?? 0) + 0.005)
    }
  }
  const bins = residuals.bins
  const bottom = (p: number) => bias[4 * p * bins + 3] ?? 0
  for (const other of [1, 3, 4, 5]) expect(bottom(2) - bottom(other)).toBeGreaterThan(0.02)
})

test("two people who only have each other share the blame and come to rest", () => {
  const two = boxVotesFrom(pairedRows.filter(({ person }) => person === "p02" || person === "p04"))
  const grouped = clusterBoxes(two, 0.3)
  const [few, many] = [10, 100].map((rounds) => fitEdges(two, grouped, { ...EDGE_SETTINGS, rounds }))
  for (const cell of few?.bias.keys() ?? []) expect(few?.bias[cell]).toBeCloseTo(many?.bias[cell] ?? 9, 2)
  few?.edges.forEach((edge, e) => expect(Math.abs(edge - (many?.edges[e] ?? 0))).toBeLessThan(1))
  const bottom = (p: number) => few?.bias[4 * p * few.residuals.bins + 3] ?? 0
  expect(bottom(0)).toBeGreaterThan(0)
  expect(bottom(1)).toBeLessThan(0)
})

test("of many people two who agree are not compared: they may be wrong together", () => {
  const box = [[0, 0, 50, 50]] as const
  const answers = (people: number) =>
    Array.from({ length: people }, (_, n) => ({ image: "i", person: `p${n}`, boxes: n < 2 ? box : [] }))
  const compared = (people: number) => {
    const own = boxVotesFrom(answers(people))
    return fitEdges(own, clusterBoxes(own, 0.3)).residuals.total
  }
  expect([2, 3, 4, 7].map(compared)).toEqual([2, 2, 0, 0])
})

test("a person's own part of a difference is all of it against many, half of it against one as good", () => {
  expect(ownSquare(0.1, 0.01, 0)).toBeCloseTo(0.01, 12)
  expect(ownSquare(0, 0.01, 0.01)).toBeCloseTo(0.005, 12)
  expect(ownSquare(Math.SQRT2 * 0.1, 0.01, 0.01)).toBeCloseTo(0.01, 12)
  expect(ownSquare(0.1, 0.01, 1)).toBeCloseTo(0.01, 3)
})
