import fc from "fast-check"
import { expect, test } from "vitest"
import { iou } from "../geometry/iou.ts"
import { betaBelow, betaQuantile, logGamma, normalBelow, rateOf } from "./beta.ts"
import { bootstrapScores } from "./bootstrap.ts"
import { clusterBoxes, iouOfEdges } from "./clusters.ts"
import { madeCrowd, madePeople } from "./crowdForTests.ts"
import { ClusterEdges } from "./edges.ts"
import { fitBoxes } from "./fit.ts"
import { boxSetOf } from "./kept.ts"
import { missesBySize, reportPeople } from "./report.ts"
import { countImages, scoreOfCounts } from "./score.ts"
import { boxVotesFrom, type Xywh } from "./votes.ts"

/** The interpolated weighted median of the left edges of boxes of 1,000 pixels; near is what lies within `near` of that. */
function median(values: readonly number[], spreads: readonly number[], left = -1, near = 0.001): number {
  const rows = values.map((x, n) => ({ image: "i", person: `p${n}`, boxes: [[x, 0, 1_000, 1_000]] as const }))
  const votes = boxVotesFrom(rows)
  const spread = new Float64Array(4 * values.length)
  spreads.forEach((one, n) => spread.fill(one, 4 * n, 4 * n + 4))
  const member = Int32Array.from(votes.boxPerson.keys())
  const edges = new ClusterEdges(values.length, near)
  const habits = {
    sizeUpTo: new Float64Array(0),
    sizeFactor: new Float64Array(4).fill(1),
    bias: new Float64Array(spread.length),
    spread,
  }
  edges.load(votes, habits, member, 0, values.length)
  return edges.median(0, left)
}

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

test("leaving one out gives the median of the others", () => {
  expect(median([0, 100, 300], [0.1, 0.1, 0.1], 2)).toBeCloseTo(50, 9)
  expect(median([0, 100, 300, 900], [0.1, 0.1, 0.1, 0.1], 3)).toBeCloseTo(100, 9)
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

const anyBox = fc
  .tuple(fc.nat(60), fc.nat(60), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .map((box): Xywh => box)

test("clusters hold every box once, and no person twice", () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyBox, { maxLength: 4 }), { maxLength: 5 }), (answers) => {
      const votes = boxVotesFrom(answers.map((boxes, n) => ({ image: "i", person: `p${n}`, boxes })))
      const { count, start, member } = clusterBoxes(votes, 0.3)
      expect([...member].sort((a, b) => a - b)).toEqual([...votes.boxPerson.keys()])
      for (let c = 0; c < count; c++) {
        const owners = [...member.subarray(start[c], start[c + 1])].map((box) => votes.boxPerson[box])
        expect(new Set(owners).size).toBe(owners.length)
      }
    }),
  )
})

test("clusters do not depend on people's names", () => {
  const shape = (answers: readonly (readonly Xywh[])[], name: (n: number) => string) => {
    const votes = boxVotesFrom(answers.map((boxes, n) => ({ image: "i", person: name(n), boxes })))
    const { count, start, member } = clusterBoxes(votes, 0.3)
    return Array.from({ length: count }, (_, c) =>
      [...member.subarray(start[c], start[c + 1])].map((box) => [...votes.edges.subarray(4 * box, 4 * box + 4)].join()),
    )
      .map((boxes) => boxes.join(" "))
      .sort()
  }
  fc.assert(
    fc.property(fc.array(fc.array(anyBox, { maxLength: 3 }), { maxLength: 5 }), (answers) => {
      expect(shape(answers, (n) => `z${9 - n}`)).toEqual(shape(answers, (n) => `a${n}`))
    }),
  )
})

test("IoU of edges is IoU of boxes", () => {
  fc.assert(
    fc.property(anyBox, anyBox, (a, b) => {
      const flat = boxVotesFrom([{ image: "i", person: "p", boxes: [a] }]).edges
      const other = boxVotesFrom([{ image: "i", person: "p", boxes: [b] }]).edges
      const box = ([x, y, width, height]: Xywh) => ({ x, y, width, height })
      expect(iouOfEdges(flat, 0, other, 0)).toBeCloseTo(iou(box(a), box(b)), 12)
    }),
  )
})

test("an answer given twice counts once, whichever comes first", () => {
  const once = { image: "i", person: "p", boxes: [[0, 0, 5, 5]] as const }
  const fuller = {
    ...once,
    boxes: [
      [0, 0, 5, 5],
      [9, 9, 5, 5],
    ] as const,
  }
  for (const rows of [
    [once, fuller],
    [fuller, once],
  ]) {
    const votes = boxVotesFrom(rows)
    expect([votes.boxPerson.length, votes.seenBy.length]).toEqual([2, 1])
    expect(votes.remarks).toEqual([{ image: "i", person: "p", box: -1, why: "answered_twice" }])
  }
})

test.each([
  { p: 0.05, a: 1, b: 1, expected: 0.05 },
  { p: 0.5, a: 2, b: 1, expected: Math.SQRT1_2 },
  { p: 0.95, a: 5, b: 5, expected: 0.748632 },
  { p: 0.05, a: 0.5, b: 0.5, expected: 0.006156 },
  { p: 0.95, a: 20, b: 3, expected: 0.961776 },
])("the $p quantile of Beta($a, $b) is $expected", ({ p, a, b, expected }) => {
  expect(betaQuantile(p, a, b)).toBeCloseTo(expected, 4)
  expect(betaBelow(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 9)
})

test("gamma, the normal tail and rates are what the tables say", () => {
  expect(logGamma(5)).toBeCloseTo(Math.log(24), 12)
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
  expect(normalBelow(1.6448536269514722)).toBeCloseTo(0.95, 6)
  expect(normalBelow(-1)).toBeCloseTo(0.158655, 6)
  const rate = rateOf(3, 7)
  expect(rate.mean).toBeCloseTo(0.3, 12)
  expect(rate.low < 0.3 && rate.high > 0.3).toBe(true)
})

test("scores count one-to-one matches at both limits", () => {
  const reference = boxSetOf(
    ["a", "b"],
    [
      {
        image: "a",
        boxes: [
          [0, 0, 10, 10],
          [20, 0, 10, 10],
        ],
      },
    ],
  )
  const found = boxSetOf(
    ["a", "b"],
    [
      {
        image: "a",
        boxes: [
          [0, 0, 10, 9],
          [0, 0, 10, 10],
          [20, 0, 10, 6],
        ],
      },
      { image: "b", boxes: [[0, 0, 1, 1]] },
    ],
  )
  const counts = countImages(found, reference)
  expect([...counts].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([2, 1.6, 1, 3, 2, 0, 0, 0, 1, 0])
  expect(scoreOfCounts(counts)).toMatchObject({ f1At50: 4 / 6, f1At75: 2 / 6, meanIou: 0.8 })
  expect(scoreOfCounts(new Float64Array(0))).toEqual({ f1At50: 1, f1At75: 1, meanIou: null, pq: 1 })
})

test("bootstrap intervals hold the value, come again with the seed and do not hang on the order of images", () => {
  const counts = Float64Array.from({ length: 60 }, (_, i) => [2, 1.5, 1, 3, 3][i % 5] ?? 0)
  for (let image = 0; image < 12; image += 3) counts[5 * image] = 1
  const one = bootstrapScores(counts, 300, 7)
  expect(one.f1At50.low).toBeLessThan(one.f1At50.value)
  expect(one.f1At50.high).toBeGreaterThan(one.f1At50.value)
  expect(bootstrapScores(counts, 300, 7)).toEqual(one)
  const turned = Float64Array.from(counts, (_, i) => counts[5 * (11 - Math.floor(i / 5)) + (i % 5)] ?? 0)
  expect(bootstrapScores(turned, 300, 7)).toEqual(one)
})

test("a person's report has their real rates inside its intervals, and the project's misses by size", () => {
  const people = madePeople(6).map((person, n) => (n === 2 ? { ...person, bias: [0, 0, 0, 0.06] as const } : person))
  const crowd = madeCrowd(people, 250, 9)
  const fit = fitBoxes(boxVotesFrom(crowd.rows))
  const reports = reportPeople(fit)
  const [careless, , low] = reports
  expect(reports.map((report) => report.images)).toEqual(people.map(() => 250))
  expect(low?.offsets[3].low).toBeGreaterThan(0.02)
  const objects = careless?.missed.reduce((sum, one) => sum + one.objects, 0) ?? 1
  const missed = (careless?.missed.reduce((sum, one) => sum + one.rate.mean * one.objects, 0) ?? 0) / objects
  const drawn = crowd.rows.filter((row) => row.person === "p00").flatMap((row) => row.boxes.filter(([, y]) => y < 450))
  const there = crowd.gold.reduce((sum, one) => sum + one.boxes.length, 0)
  expect(missed).toBeCloseTo(1 - drawn.length / there, 1)
  expect(objects / there).toBeCloseTo(1, 1)
  expect(careless?.extra.low).toBeGreaterThan(reports[3]?.extra.mean ?? 1)
  const wrong = careless?.confusion.find((one) => one.truth === "van" && one.said === "car")?.rate
  expect(wrong && wrong.low < 0.3 && wrong.high > 0.3).toBe(true)
  for (const { rate } of missesBySize(fit)) expect(rate.low <= rate.mean && rate.mean <= rate.high).toBe(true)
})
