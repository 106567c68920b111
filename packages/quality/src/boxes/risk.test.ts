import { expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import { iouOfEdges } from "./clusters.ts"
import { NO_CALIBRATION } from "./model.ts"
import { iouBelow, riskOfImage } from "./risk.ts"

const rates = {
  binUpTo: Float64Array.of(50),
  miss: Float64Array.of(0.4, 0.1),
  extra: Float64Array.of(0.1, 0.1),
  real: Float64Array.of(0.5, 0.8),
  missFactor: Float64Array.of(1, 1, 0.5),
  extraFactor: Float64Array.of(1, 1, 1),
}
const known = { rates, objectsPerImage: Float64Array.of(0.5, 2), calibration: NO_CALIBRATION }

test("what nobody has drawn shrinks with every person by their own miss rate", () => {
  expect(riskOfImage(known, [], [], []).unseen).toBeCloseTo(2.5, 12)
  expect(riskOfImage(known, [0], [], []).unseen).toBeCloseTo(0.5 * 0.4 + 2 * 0.1, 12)
  expect(riskOfImage(known, [0, 1], [], []).unseen).toBeCloseTo(0.5 * 0.16 + 2 * 0.01, 12)
  expect(riskOfImage(known, [2], [], []).unseen).toBeLessThan(riskOfImage(known, [0], [], []).unseen)
})

test("the parts add up: left out by probability, kept by doubt, misplaced where real", () => {
  const risk = riskOfImage(
    known,
    [0, 1],
    [
      { calibrated: 0.9, misplaced: 0.5 },
      { calibrated: 1, misplaced: 0 },
    ],
    [{ calibrated: 0.2, misplaced: 0.1 }],
  )
  expect(risk.extras).toBeCloseTo(0.1, 12)
  expect(risk.misplaced).toBeCloseTo(0.45, 12)
  expect(risk.misses).toBeCloseTo(risk.unseen + 0.2, 12)
  expect(risk.total).toBeCloseTo(risk.misses + risk.extras + risk.misplaced, 12)
})

test("what gold showed everybody to miss stays, however many people look", () => {
  const blind = { ...known, calibration: { ...NO_CALIBRATION, unseenPerImage: 0.3 } }
  expect(riskOfImage(blind, [0, 1, 2], [], []).unseen).toBeGreaterThan(0.3)
})

test.each([
  { limit: 0.5, deviation: 4 },
  { limit: 0.5, deviation: 12 },
  { limit: 0.75, deviation: 5 },
  { limit: 0.9, deviation: 2 },
])("the probability of IoU below $limit with edges off by $deviation px is what dice say", ({ limit, deviation }) => {
  const box = Float64Array.of(0, 0, 50, 80)
  const dice = seeded(1)
  let below = 0
  for (let n = 0; n < 4_000; n++) {
    const other = box.map((edge) => edge + deviation * normalDraw(dice))
    if (iouOfEdges(box, 0, other, 0) < limit) below++
  }
  const probability = iouBelow(limit, box, new Float64Array(4).fill(deviation), 0)
  expect(Math.abs(probability - below / 4_000)).toBeLessThan(0.05)
})

test("sure edges are never misplaced; wilder edges are more often", () => {
  const box = Float64Array.of(0, 0, 50, 80)
  expect(iouBelow(0.5, box, new Float64Array(4), 0)).toBe(0)
  const at = (deviation: number) => iouBelow(0.5, box, new Float64Array(4).fill(deviation), 0)
  expect(at(1)).toBeLessThan(1e-6)
  expect(at(5)).toBeLessThan(at(10))
  expect(at(10)).toBeLessThan(at(30))
  expect(at(1_000)).toBeLessThanOrEqual(1)
})
