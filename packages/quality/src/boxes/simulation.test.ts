import fc from "fast-check"
import { expect, test } from "vitest"
import { seeded, shuffle } from "../agreement/seeded.ts"
import { madeCrowd, madePeople } from "../testing/boxCrowd.ts"
import { consensusOfImage, consensusOfVotes } from "./consensus.ts"
import { boxSetOf, findFinalBoxes } from "./final.ts"
import { fitBoxes, modelOf } from "./fit.ts"
import { knowledgeFor } from "./model.ts"
import { countImages, SCORE_FIELDS, scoreOfCounts } from "./score.ts"
import { type BoxRow, boxVotesFrom, type Xywh } from "./votes.ts"

const box = fc
  .tuple(
    fc.integer({ min: -20, max: 60 }),
    fc.nat(60),
    fc.integer({ min: -2, max: 40 }),
    fc.integer({ min: 0, max: 40 }),
  )
  .map((one): Xywh => one)
const row = fc.record({
  image: fc.constantFrom("a", "b", "c"),
  person: fc.constantFrom("p", "q", "r", "s"),
  boxes: fc.array(box, { maxLength: 5 }),
  classes: fc.array(fc.constantFrom("car", "van", ""), { maxLength: 5 }),
})
const anyRows: fc.Arbitrary<BoxRow[]> = fc.array(row, { maxLength: 12 })

test("whatever people draw, everything that comes out is a number, a box or a probability", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const votes = boxVotesFrom(rows, new Map([["a", [50, 50]]]))
      const fit = fitBoxes(votes)
      const model = modelOf(fit)
      expect(JSON.parse(JSON.stringify(model))).toEqual(model)
      for (const image of consensusOfVotes(votes, knowledgeFor(model, votes))) {
        expect(image.empty >= 0 && image.empty <= 1).toBe(true)
        expect(Number.isFinite(image.risk.total) && image.risk.total >= 0).toBe(true)
        for (const one of [...image.boxes, ...image.leftOut]) {
          expect(one.box.width > 0 && one.box.height > 0).toBe(true)
          for (const p of [one.confidence, one.calibrated, one.classConfidence, one.misplaced])
            expect(p >= 0 && p <= 1).toBe(true)
          for (const [low, high] of one.intervals) expect(low <= high && Number.isFinite(high - low)).toBe(true)
        }
      }
    }),
    { numRuns: 150 },
  )
})

test("whatever people draw, the order of rows does not matter", () => {
  fc.assert(
    fc.property(anyRows, fc.integer(), (rows, seed) => {
      const once = rows.filter(
        (one, n) => rows.findIndex((other) => other.image === one.image && other.person === one.person) === n,
      )
      const model = (list: readonly BoxRow[]) => JSON.stringify(modelOf(fitBoxes(boxVotesFrom(list))))
      expect(model(shuffle([...once], seeded(seed)))).toBe(model(once))
    }),
    { numRuns: 60 },
  )
})

test("every box that was drawn is in one object of its image, once", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const votes = boxVotesFrom(rows)
      const found = consensusOfVotes(votes, knowledgeFor(modelOf(fitBoxes(votes)), votes))
      found.forEach((image, i) => {
        const drawn = [...image.boxes, ...image.leftOut].flatMap((one) =>
          one.votes.flatMap((vote) => (vote.place === null ? [] : [`${vote.person} ${vote.place}`])),
        )
        expect(new Set(drawn).size).toBe(drawn.length)
        expect(drawn).toHaveLength((votes.boxStart[i + 1] ?? 0) - (votes.boxStart[i] ?? 0))
      })
    }),
    { numRuns: 60 },
  )
})

const people = madePeople(7).map((person, n) => ({
  ...person,
  miss: n === 0 ? 0.3 : 0.12,
  spread: 1.6 * person.spread,
}))
const { rows, gold } = madeCrowd(people, 300, 31)
const model = modelOf(fitBoxes(boxVotesFrom(rows)))
const names = gold.map((one) => one.image)
const answersOf = (image: string, count: number) => rows.filter((one) => one.image === image).slice(0, count)

/** Errors of each image (wrong and missing boxes) by the consensus of its first `count(image)` answers. */
function errorsBy(count: (image: number) => number): number[] {
  const found = names.map((image, n) => ({
    image,
    boxes: consensusOfImage(model, answersOf(image, count(n))).boxes.map(
      ({ box: { x, y, width, height } }): Xywh => [x, y, width, height],
    ),
  }))
  const counts = countImages(boxSetOf(names, found), boxSetOf(names, gold))
  return names.map((_, n) => {
    const [pairs = 0, , , drawn = 0, right = 0] = counts.subarray(SCORE_FIELDS * n, SCORE_FIELDS * (n + 1))
    return drawn + right - 2 * pairs
  })
}
const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)

test("the risk of two answers says which images are wrong", () => {
  const errors = errorsBy(() => 2)
  const risk = names.map((image) => consensusOfImage(model, answersOf(image, 2)).risk.total)
  const order = names.map((_, n) => n).sort((a, b) => (risk[b] ?? 0) - (risk[a] ?? 0))
  const inRiskiest = sum(order.slice(0, 100).map((n) => errors[n] ?? 0))
  expect(sum(errors)).toBeGreaterThan(20)
  expect(inRiskiest / sum(errors)).toBeGreaterThan(0.6)
})

test("two more people where the risk is highest help more than anywhere", () => {
  const risk = names.map((image) => consensusOfImage(model, answersOf(image, 2)).risk.total)
  const limit = [...risk].sort((a, b) => b - a)[100] ?? 0
  const chosen = sum(errorsBy((n) => ((risk[n] ?? 0) > limit ? 4 : 2)))
  const anywhere = sum(errorsBy((n) => (n % 3 === 0 ? 4 : 2)))
  expect(chosen).toBeLessThan(anywhere)
})

test("the risk falls from answer to answer on the whole", () => {
  const risks = [1, 2, 3, 5, 7].map((count) =>
    sum(names.map((image) => consensusOfImage(model, answersOf(image, count)).risk.total)),
  )
  for (let n = 1; n < risks.length; n++) expect(risks[n]).toBeLessThan(risks[n - 1] ?? 0)
})

test("more people make the consensus better", () => {
  const score = (count: number) => {
    const few = fitBoxes(boxVotesFrom(names.flatMap((image) => answersOf(image, count))))
    return scoreOfCounts(countImages(findFinalBoxes(few, names), boxSetOf(names, gold)))
  }
  const [two, four, seven] = [2, 4, 7].map(score)
  expect(four?.f1At50).toBeGreaterThan(two?.f1At50 ?? 1)
  expect(seven?.meanIou).toBeGreaterThan(four?.meanIou ?? 1)
  expect(seven?.f1At75).toBeGreaterThan(0.95)
})
