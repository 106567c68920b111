import { expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import { drawingTimeOffset } from "./drawingTime.ts"
import { findFinalBoxes } from "./final.ts"
import { fitBoxes, modelOf } from "./fit.ts"
import { type BoxRow, boxVotesFrom, type Xywh } from "./votes.ts"

/**
 * People who draw three boxes an image; who hurries over a box sets it too loosely on the left (by `slack` of its width a
 * unit of log time), as everybody knows of themselves.
 */
function hasty(slack: number, withTimes = true): BoxRow[] {
  const dice = seeded(3)
  const rows: BoxRow[] = []
  for (let i = 0; i < 250; i++)
    for (let p = 0; p < 5; p++) {
      const boxes: Xywh[] = []
      const madeAtMs: number[] = []
      let now = 0
      for (let n = 0; n < 3; n++) {
        const pace = 0.6 * normalDraw(dice)
        now += 3_000 * (1 + p / 3) * Math.exp(pace)
        madeAtMs.push(now)
        const left = n * 300 - slack * 100 * (1 - pace) + 3 * normalDraw(dice)
        boxes.push([left, 2 * normalDraw(dice), n * 300 + 100 - left + normalDraw(dice), 100 + 2 * normalDraw(dice)])
      }
      const image = `i${String(i).padStart(3, "0")}`
      rows.push({ image, person: `p${p}`, boxes, ...(withTimes ? { madeAtMs } : {}) })
    }
  return rows
}

const images = Array.from({ length: 250 }, (_, i) => `i${String(i).padStart(3, "0")}`)
const leftError = (rows: readonly BoxRow[]) => {
  const fit = fitBoxes(boxVotesFrom(rows))
  const { edges } = findFinalBoxes(fit, images)
  let sum = 0
  for (let box = 0; box < edges.length; box += 4) {
    const left = edges[box] ?? 0
    sum += left - 300 * Math.round(left / 300)
  }
  return (4 * sum) / edges.length
}

test("the left edge moves towards where people draw when they take their time, the others stay", () => {
  const offset = fitBoxes(boxVotesFrom(hasty(0.03))).drawingTimeOffset
  expect(offset[0]).toBeLessThan(-0.015)
  for (const other of offset.slice(1)) expect(Math.abs(other)).toBeLessThan(0.004)
})

test("the consensus lies nearer the truth with times than without", () => {
  const [without, with_] = [leftError(hasty(0.03, false)), leftError(hasty(0.03))]
  expect(without).toBeLessThan(-2)
  expect(Math.abs(with_)).toBeLessThan(Math.abs(without) / 2)
})

test("where pace moves nothing, hardly anything moves", () => {
  for (const one of fitBoxes(boxVotesFrom(hasty(0))).drawingTimeOffset) expect(Math.abs(one)).toBeLessThan(0.005)
})

test("no times, no offset", () => {
  const fit = fitBoxes(boxVotesFrom(hasty(0.03, false)))
  expect(fit.drawingTimeOffset).toEqual([0, 0, 0, 0])
  const nobody = boxVotesFrom([])
  expect(drawingTimeOffset(nobody, fitBoxes(nobody).geometry)).toEqual([0, 0, 0, 0])
})

test("a person who is slow in everything is not taken for careful: pace is each person's own", () => {
  const slow = hasty(0.03).map((row) =>
    row.person === "p2" ? { ...row, madeAtMs: (row.madeAtMs ?? []).map((ms) => 50 * ms) } : row,
  )
  const before = fitBoxes(boxVotesFrom(hasty(0.03))).drawingTimeOffset
  const after = fitBoxes(boxVotesFrom(slow)).drawingTimeOffset
  after.forEach((one, k) => expect(one).toBeCloseTo(before[k] ?? 0, 9))
})

test("the stored model keeps the offset", () => {
  const fit = fitBoxes(boxVotesFrom(hasty(0.03)))
  expect(modelOf(fit).drawingTimeOffset).toEqual(fit.drawingTimeOffset)
})
