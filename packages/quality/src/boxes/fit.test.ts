import fc from "fast-check"
import { expect, test } from "vitest"
import { seeded, shuffle } from "../agreement/seeded.ts"
import { madeCrowd, madePeople } from "../testing/boxCrowd.ts"
import { boxSetOf, findFinalBoxes } from "./final.ts"
import { BOX_SETTINGS, fitBoxes, modelOf } from "./fit.ts"
import { goldOffsetOf, withGold } from "./gold.ts"
import { countImages, scoreOfCounts } from "./score.ts"
import { type BoxRow, boxVotesFrom } from "./votes.ts"

const people = madePeople(6)
const { rows, gold, classes } = madeCrowd(people, 150, 1)
const votes = boxVotesFrom(rows)
const fit = fitBoxes(votes)
const images = gold.map((one) => one.image)
const scoreOf = (offset?: Parameters<typeof findFinalBoxes>[2], of = fit) =>
  scoreOfCounts(countImages(findFinalBoxes(of, images, offset), boxSetOf(images, gold)))

test("the consensus finds the boxes better than the best of its people", () => {
  const alone = people.map(({ person }) => {
    const own = rows.filter((row) => row.person === person)
    return scoreOfCounts(countImages(boxSetOf(images, own), boxSetOf(images, gold)))
  })
  const together = scoreOf()
  expect(together.f1At50).toBeGreaterThan(Math.max(...alone.map((score) => score.f1At50)))
  expect(together.meanIou).toBeGreaterThan(Math.max(...alone.map((score) => score.meanIou ?? 0)))
  expect(together.pq).toBeCloseTo(together.f1At50 * (together.meanIou ?? 0), 12)
})

test("people's spread, misses and extras come out in the order in which they were made", () => {
  const [careless, ...others] = modelOf(fit).people
  for (const person of others) {
    expect(careless?.spread[0]).toBeGreaterThan(1.5 * person.spread[0])
    expect(careless?.missFactor).toBeGreaterThan(2 * person.missFactor)
    expect(careless?.extraFactor).toBeGreaterThan(1.5 * person.extraFactor)
  }
})

test("an edge that one person always sets 4 px too low is found and taken out of the consensus", () => {
  const biased = people.map((person, n) => (n === 3 ? { ...person, bias: [0, 0, 0, 0.05] as const } : person))
  const crowd = madeCrowd(biased, 300, 2)
  const model = modelOf(fitBoxes(boxVotesFrom(crowd.rows)))
  const weighted = model.people.map((person) => person.bias[3])
  expect(weighted[3]).toBeGreaterThan(0.03)
  expect((weighted[3] ?? 0) - (weighted[4] ?? 0)).toBeGreaterThan(0.04)
  expect((weighted[3] ?? 0) - (weighted[4] ?? 0)).toBeLessThan(0.06)
})

test("the shift of all people together stays fixed, however many rounds", () => {
  for (const rounds of [10, 100]) {
    const long = fitBoxes(votes, { ...BOX_SETTINGS, edges: { ...BOX_SETTINGS.edges, rounds } })
    const { bias, spread, residuals } = long.geometry
    const { start, bins } = residuals
    for (let cell = 0; cell < 4 * bins; cell++) {
      const [bin, k] = [Math.floor(cell / 4), cell % 4]
      const weights = people.map((_, p) => {
        const boxes = (start[p * bins + bin + 1] ?? 0) - (start[p * bins + bin] ?? 0)
        return boxes / (spread[4 * p + k] ?? 1) ** 2
      })
      const mean = weights.reduce((sum, weight, p) => sum + weight * (bias[4 * (p * bins + bin) + k] ?? 0), 0)
      expect(Math.abs(mean / weights.reduce((a, b) => a + b, 0))).toBeLessThan(0.002)
    }
    long.geometry.edges.forEach((edge, e) => expect(Math.abs(edge - (fit.geometry.edges[e] ?? 0))).toBeLessThan(1))
  }
})

test("a class is one disagreement, not a miss and an extra, and is settled by who names well", () => {
  let right = 0
  let all = 0
  fit.votes.images.forEach((_, image) => {
    const truth = gold[image]?.boxes ?? []
    for (let c = 0; c < fit.clusters.count; c++) {
      if (fit.clusters.image[c] !== image || (fit.existence.probability[c] ?? 0) < 0.3) continue
      const middle = ((fit.geometry.edges[4 * c] ?? 0) + (fit.geometry.edges[4 * c + 2] ?? 0)) / 2
      const n = truth.findIndex(([x, , width]) => middle > x && middle < x + width)
      if (n < 0 || (fit.geometry.edges[4 * c + 1] ?? 0) > 450) continue
      const best = (fit.classes.posterior[2 * c] ?? 0) > 0.5 ? "car" : "van"
      all++
      if (best === classes[image]?.[n]) right++
    }
  })
  expect(all).toBeGreaterThan(180)
  expect(right / all).toBeGreaterThan(0.98)
  const named = modelOf(fit).people.map(({ named }) => {
    const wrong = named.filter((one) => one.truth !== one.said).reduce((sum, one) => sum + one.count, 0)
    return wrong / named.reduce((sum, one) => sum + one.count, 0)
  })
  expect(named[0]).toBeGreaterThan(0.2)
  for (const share of named.slice(1)) expect(share).toBeLessThan(0.12)
})

test("gold shows a looseness that all people share", () => {
  const loose = people.map((person) => ({ ...person, bias: [-0.05, 0, 0.04, 0] as const }))
  const crowd = madeCrowd(loose, 200, 3)
  const looseFit = fitBoxes(boxVotesFrom(crowd.rows))
  const offset = goldOffsetOf(looseFit, crowd.gold.slice(0, 60))
  expect(offset[0]).toBeLessThan(-0.025)
  expect(offset[2]).toBeGreaterThan(0.018)
  const names = crowd.gold.map((one) => one.image)
  const iou = (by?: typeof offset) =>
    scoreOfCounts(countImages(findFinalBoxes(looseFit, names, by), boxSetOf(names, crowd.gold))).meanIou ?? 0
  expect(iou(offset)).toBeGreaterThan(iou() + 0.02)
  expect(withGold(modelOf(looseFit), looseFit, crowd.gold.slice(0, 60)).goldOffset).toEqual(offset)
  expect(goldOffsetOf(looseFit, [])).toEqual([0, 0, 0, 0])
})

test("any order of rows gives the same fit to the bit", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expect(fitBoxes(boxVotesFrom(shuffle([...rows], seeded(seed))))).toEqual(fit)
    }),
    { numRuns: 5 },
  )
})

test("renaming people, images and classes changes no figure by more than 1e-9", () => {
  const other = (name: string) => [...name].reverse().join("")
  const renamed = rows.map(
    (row): BoxRow => ({
      ...row,
      image: other(row.image),
      person: other(row.person),
      classes: (row.classes ?? []).map((name) => (name === "car" ? "zebra" : "ant")),
    }),
  )
  const again = modelOf(fitBoxes(boxVotesFrom(renamed)))
  const before = modelOf(fit)
  again.bins.forEach((bin, n) => expect(bin.missRate).toBeCloseTo(before.bins[n]?.missRate ?? -1, 9))
  for (const person of before.people) {
    const same = again.people.find((one) => one.person === other(person.person))
    for (let k = 0; k < 4; k++) {
      expect(same?.bias[k]).toBeCloseTo(person.bias[k] ?? -1, 9)
      expect(same?.spread[k]).toBeCloseTo(person.spread[k] ?? -1, 9)
    }
    expect(same?.extraFactor).toBeCloseTo(person.extraFactor, 9)
    const cars = (named: typeof person.named, car: string) =>
      named.reduce((sum, one) => sum + (one.truth === car && one.said === car ? one.count : 0), 0)
    expect(cars(same?.named ?? [], "zebra")).toBeCloseTo(cars(person.named, "car"), 9)
  }
  expect(again.classShare[1]).toBeCloseTo(before.classShare[0] ?? -1, 9)
})

test("moving every box moves every consensus box as far", () => {
  const moved = rows.map((row) => ({
    ...row,
    boxes: row.boxes.map(([x, y, width, height]) => [x + 1_000, y - 500, width, height] as const),
  }))
  const again = fitBoxes(boxVotesFrom(moved))
  again.geometry.edges.forEach((edge, e) =>
    expect(edge).toBeCloseTo((fit.geometry.edges[e] ?? 0) + (e % 2 === 0 ? 1_000 : -500), 6),
  )
})

test("blowing up one person's boxes hardly moves the consensus of the others", () => {
  const blown = rows.map((row) =>
    row.person === "p02"
      ? {
          ...row,
          boxes: row.boxes.map(
            ([x, y, width, height]) => [x - 0.04 * width, y - 0.04 * height, 1.08 * width, 1.08 * height] as const,
          ),
        }
      : row,
  )
  const again = findFinalBoxes(fitBoxes(boxVotesFrom(blown)), images)
  const before = findFinalBoxes(fit, images)
  const moves = [...again.edges].map((edge, e) => Math.abs(edge - (before.edges[e] ?? 0)))
  expect(again.edges).toHaveLength(before.edges.length)
  expect(moves.reduce((a, b) => a + b, 0) / moves.length).toBeLessThan(1)
})

test("no answers at all are no crash", () => {
  const nothing = fitBoxes(boxVotesFrom([]))
  expect(nothing.clusters.count).toBe(0)
  expect(modelOf(nothing).people).toEqual([])
  const empty = fitBoxes(boxVotesFrom([{ image: "a", person: "p", boxes: [] }]))
  expect(findFinalBoxes(empty, ["a", "unknown"]).start).toEqual(new Int32Array(3))
  for (const rate of modelOf(empty).bins) expect(Number.isFinite(rate.missRate)).toBe(true)
})
