import { expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { classPosterior, confusionStrength, fitClasses, normaliseRows } from "./classes.ts"
import { clusterBoxes } from "./clusters.ts"
import { type BoxRow, boxVotesFrom } from "./votes.ts"

const NAMES = ["ant", "bee", "cat"] as const
/** Share of right names of each person; the last calls every cat a bee. */
const RIGHT = [0.95, 0.9, 0.9, 0.6, 0.9] as const

function madeNames(images: number) {
  const dice = seeded(11)
  const truth: number[] = []
  const rows: BoxRow[] = []
  for (let i = 0; i < images; i++) {
    const real = Math.floor(dice() * 3)
    truth.push(real)
    RIGHT.forEach((right, p) => {
      const slip = dice() < right ? real : (real + 1 + Math.floor(dice() * 2)) % 3
      const said = p === 4 && real === 2 ? 1 : slip
      rows.push({
        ...{ image: `i${String(i).padStart(4, "0")}`, person: `p${p}` },
        boxes: [[p, 0, 100, 100]],
        classes: [NAMES[said] ?? ""],
      })
    })
  }
  return { truth, rows }
}

const { truth, rows } = madeNames(300)
const votes = boxVotesFrom(rows)
const clusters = clusterBoxes(votes, 0.3)
const sure = new Float64Array(clusters.count).fill(1)
const fit = fitClasses(votes, clusters, sure)

test("each object is one cluster, whatever it was called", () => {
  expect(clusters.count).toBe(300)
})

test("the class is found more often than by counting votes", () => {
  const bestOf = (values: ArrayLike<number>, c: number) => {
    let best = 0
    for (let k = 1; k < 3; k++) if ((values[3 * c + k] ?? 0) > (values[3 * c + best] ?? 0)) best = k
    return best
  }
  const counted = new Float64Array(900)
  votes.boxClass.forEach((said, box) => {
    const c = Math.floor(box / RIGHT.length)
    counted[3 * c + said] = (counted[3 * c + said] ?? 0) + 1
  })
  const right = (values: ArrayLike<number>) => truth.filter((real, c) => bestOf(values, c) === real).length
  expect(right(fit.posterior)).toBeGreaterThanOrEqual(right(counted))
  expect(right(fit.posterior)).toBeGreaterThan(290)
})

test("confusions come out as they were made: the last person's cats are bees", () => {
  const share = (p: number, real: number, said: number) => fit.confusion[(p * 3 + real) * 3 + said] ?? 0
  RIGHT.slice(0, 4).forEach((right, p) => {
    const mean = (share(p, 0, 0) + share(p, 1, 1) + share(p, 2, 2)) / 3
    expect(Math.abs(mean - right)).toBeLessThan(0.07)
  })
  expect(share(4, 2, 1)).toBeGreaterThan(0.9)
})

test("rows of every confusion, shares and posteriors sum to 1", () => {
  const rowsOf = (values: Float64Array) =>
    Array.from({ length: values.length / 3 }, (_, r) => values.slice(3 * r, 3 * r + 3).reduce((a, b) => a + b, 0))
  for (const values of [fit.confusion, fit.pooled, fit.posterior, fit.share])
    for (const sum of rowsOf(values)) expect(sum).toBeCloseTo(1, 12)
})

test("the posterior is Bayes' rule on people's confusions", () => {
  const posterior = new Float64Array(3 * clusters.count)
  classPosterior(votes, clusters, fit, posterior)
  for (const c of [0, 17, 123]) {
    const products = [0, 1, 2].map((k) => {
      let product = fit.share[k] ?? 0
      for (let m = clusters.start[c] ?? 0; m < (clusters.start[c + 1] ?? 0); m++) {
        const box = clusters.member[m] ?? 0
        product *= fit.confusion[((votes.boxPerson[box] ?? 0) * 3 + k) * 3 + (votes.boxClass[box] ?? 0)] ?? 0
      }
      return product
    })
    const sum = products.reduce((a, b) => a + b, 0)
    products.forEach((product, k) => expect(posterior[3 * c + k]).toBeCloseTo(product / sum, 12))
  }
})

test("clusters that are hardly real teach nothing", () => {
  const half = sure.slice()
  for (let c = 0; c < 150; c++) half[c] = 0
  const fewer = fitClasses(votes, clusters, half)
  const total = (counts: Float64Array) => counts.reduce((a, b) => a + b, 0)
  expect(total(fewer.counts)).toBeCloseTo(total(fit.counts) / 2, 6)
})

test("one class is certain, and no class at all is no crash", () => {
  const plain = boxVotesFrom(rows.map(({ image, person, boxes }) => ({ image, person, boxes })))
  const single = fitClasses(plain, clusterBoxes(plain, 0.3), sure)
  expect([...single.posterior].every((p) => p === 1)).toBe(true)
  const none = boxVotesFrom([{ image: "a", person: "p", boxes: [] }])
  expect(fitClasses(none, clusterBoxes(none, 0.3), new Float64Array(0)).posterior).toHaveLength(0)
})

test("other names for the classes change nothing but the names", () => {
  const rotated = (name: string) => ({ ant: "z", bee: "y", cat: "x" })[name] ?? ""
  const renamed = boxVotesFrom(rows.map((row) => ({ ...row, classes: row.classes?.map(rotated) ?? [] })))
  const again = fitClasses(renamed, clusterBoxes(renamed, 0.3), sure)
  for (let c = 0; c < 300; c++)
    for (let k = 0; k < 3; k++) expect(again.posterior[3 * c + 2 - k]).toBeCloseTo(fit.posterior[3 * c + k] ?? -1, 9)
})

test("stretches that sum to nothing stay as they are; strength grows with the number of classes", () => {
  const values = Float64Array.of(1, 3, 0, 0)
  normaliseRows(values, 2)
  expect([...values]).toEqual([0.25, 0.75, 0, 0])
  expect([confusionStrength(2), confusionStrength(10)]).toEqual([4, 10])
})
