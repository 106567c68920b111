import { expect, test } from "vitest"
import { madeCrowd, madePeople } from "../testing/boxCrowd.ts"
import { consensusOfVotes } from "./consensus.ts"
import { boxSetOf, findFinalBoxes, matchedPairs, movedEdges } from "./final.ts"
import { fitBoxes, modelOf } from "./fit.ts"
import { goldOffsetOf, withGold } from "./gold.ts"
import { type BoxModel, knowledgeFor, NO_CALIBRATION } from "./model.ts"
import { type BoxRow, boxVotesFrom, type Xywh } from "./votes.ts"

/** Everybody takes posters for objects now and then, overlooks every fifth one, and draws loosely on the left. */
function madeShared() {
  const people = madePeople(6).map((person) => ({ ...person, bias: [-0.05, 0, 0, 0] as const }))
  const crowd = madeCrowd(people, 300, 8)
  const rows = crowd.rows.map((row): BoxRow => {
    const image = Number(row.image.slice(1))
    const poster: Xywh[] = image % 6 === 0 && Number(row.person.slice(1)) % 3 > 0 ? [[700, 700, 90, 90]] : []
    return { ...row, boxes: [...row.boxes, ...poster], classes: [...(row.classes ?? []), ...poster.map(() => "car")] }
  })
  const gold = crowd.gold.map((one, n) => ({
    ...one,
    boxes: n % 5 === 0 ? [...one.boxes, [20, 900, 30, 30] as const] : one.boxes,
  }))
  return { rows, gold }
}

const { rows, gold } = madeShared()
const fit = fitBoxes(boxVotesFrom(rows))
const plain = modelOf(fit)
const [told, kept] = [gold.filter((_, n) => n % 7 < 2), gold.filter((_, n) => n % 7 >= 2)]
const model = withGold(plain, fit, told)
const names = kept.map((one) => one.image)

/** Wrong boxes, missing boxes and both as the model expects them, on images whose gold it has not seen. */
function errorsOf(by: BoxModel) {
  const found = consensusOfVotes(fit.votes, knowledgeFor(by, fit.votes)).filter((one) => names.includes(one.image))
  const boxes = findFinalBoxes(fit, names, by.goldOffset)
  const right = boxSetOf(names, kept)
  const pairs = names.reduce((sum, _, image) => sum + matchedPairs(boxes, right, image).length, 0)
  const real = boxes.edges.length / 4 - pairs + (right.edges.length / 4 - pairs)
  return { real, expected: found.reduce((sum, one) => sum + one.risk.total, 0), found }
}

test("without gold a shared mistake is not seen; with it the expected errors are about the real ones", () => {
  const before = errorsOf(plain)
  const after = errorsOf(model)
  expect(before.expected).toBeLessThan(0.3 * before.real)
  expect(after.expected / after.real).toBeGreaterThan(0.6)
  expect(after.expected / after.real).toBeLessThan(1.6)
})

test("calibrated probabilities are less sure than the votes' and keep their order", () => {
  const { found } = errorsOf(model)
  const boxes = found.flatMap((one) => [...one.boxes, ...one.leftOut]).sort((a, b) => a.logOdds - b.logOdds)
  boxes.forEach((box, n) => {
    expect(box.calibrated).toBeGreaterThanOrEqual((boxes[n - 1]?.calibrated ?? 0) - 1e-12)
    expect(box.calibrated > 0 && box.calibrated < 1).toBe(true)
  })
  expect(model.calibration.slope).toBeLessThan(0.9)
  expect(model.calibration.unseenPerImage).toBeGreaterThan(0.1)
})

test("what is kept does not change with gold, only where it lies", () => {
  const by = (one: BoxModel) => consensusOfVotes(fit.votes, knowledgeFor(one, fit.votes))
  const [before, after] = [by(plain), by(model)]
  before.forEach((image, n) => {
    expect(after[n]?.boxes.map((box) => box.confidence)).toEqual(image.boxes.map((box) => box.confidence))
    image.boxes.forEach((box, b) => {
      expect(after[n]?.boxes[b]?.box.x).toBeGreaterThan(box.box.x)
    })
  })
})

test("intervals hold about nine gold edges in ten after gold has set their width", () => {
  const { found } = errorsOf(model)
  let [held, all] = [0, 0]
  found.forEach((one, image) => {
    for (const { box, intervals } of one.boxes) {
      const truth = kept[image]?.boxes.find(([x]) => Math.abs(x - box.x) < 20)
      if (!truth) continue
      ;[truth[0], truth[1], truth[0] + truth[2], truth[1] + truth[3]].forEach((edge, k) => {
        all++
        if (edge >= (intervals[k]?.[0] ?? 0) && edge <= (intervals[k]?.[1] ?? 0)) held++
      })
    }
  })
  expect(all).toBeGreaterThan(800)
  expect(held / all).toBeGreaterThan(0.84)
  expect(held / all).toBeLessThan(0.97)
})

test("no gold changes nothing", () => {
  const same = withGold(plain, fit, [])
  expect(same.goldOffset).toEqual([0, 0, 0, 0])
  expect(same.calibration.slope).toBeCloseTo(NO_CALIBRATION.slope, 9)
  expect(same.calibration).toMatchObject({ unseenPerImage: 0, intervalFactor: 1 })
})

test("little gold moves little: an offset is shrunk by n / (n + 30)", () => {
  const few = goldOffsetOf(fit, told.slice(0, 6))
  const many = goldOffsetOf(fit, gold)
  expect(few[0]).toBeLessThan(0)
  expect(Math.abs(few[0])).toBeLessThan(Math.abs(many[0]))
  expect(many[0]).toBeCloseTo(-0.05, 1)
})

test("gold of images that nobody answered is no evidence on the offset", () => {
  expect(goldOffsetOf(fit, [{ image: "unknown", boxes: [[0, 0, 10, 10]] }])).toEqual([0, 0, 0, 0])
})

test("edges move by the offset times the factor times the side", () => {
  const edges = Float64Array.of(0, 0, 100, 200)
  const moved = movedEdges(edges, Float64Array.of(-0.1, 0, 0.1, 0.05), Float64Array.of(1, 1, 2, 1))
  expect([...moved]).toEqual([10, 0, 80, 190])
})

test("matches are one to one, by the largest total IoU from 0.5", () => {
  const found = boxSetOf(
    ["a"],
    [
      {
        image: "a",
        boxes: [
          [0, 0, 10, 10],
          [2, 0, 10, 10],
          [50, 0, 5, 5],
        ],
      },
    ],
  )
  const right = boxSetOf(
    ["a"],
    [
      {
        image: "a",
        boxes: [
          [1, 0, 10, 10],
          [3, 0, 10, 10],
        ],
      },
    ],
  )
  expect(matchedPairs(found, right, 0)).toEqual([
    [0, 0],
    [1, 1],
  ])
})
