import { expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { dawidSkene } from "../labels/dawidSkene.ts"
import { decide } from "../labels/decide.ts"
import { votesFrom } from "../labels/votes.ts"
import { CROWDS, calibrationError } from "./calibrate.ts"
import { stoppingPosterior } from "./nextLabels.ts"
import { shownConfidence } from "./shown.ts"

/** 400 tasks with 7 votes; on one task in six most people share a mistake. */
function crowdWithMisconception() {
  const dice = seeded(17)
  const truth = new Int32Array(400)
  const rows = Array.from({ length: 400 }, (_, t) => {
    truth[t] = dice() < 0.5 ? 0 : 1
    const right = t % 6 === 0 ? 0.3 : 0.9
    return Array.from({ length: 7 }, (_, i) => {
      const label = dice() < right ? truth[t] : 1 - (truth[t] ?? 0)
      return { task: String(t).padStart(3, "0"), worker: `p${(3 * t + i) % 20}`, label: String(label) }
    })
  }).flat()
  return { votes: votesFrom(rows).votes, truth }
}

const { votes, truth } = crowdWithMisconception()
const { answer } = decide(votes, dawidSkene(votes).posterior)
const right = answer.map((c, t) => (c === truth[t] ? 1 : 0))

test("a tenth of gold makes the confidence true where people share mistakes", () => {
  const gold = truth.map((c, t) => (t % 10 === 3 ? c : -1))
  const { confidence, temperature } = shownConfidence(votes, answer, gold)
  const posterior = stoppingPosterior(votes)
  const stated = Float64Array.from(answer, (c, t) => posterior[2 * t + c] ?? 0)
  expect(temperature).toBeGreaterThan(1.5)
  expect(calibrationError(confidence, right)).toBeLessThan(0.8 * calibrationError(stated, right))
})

test("without gold the confidence is that of other crowds, and a task without an answer has none", () => {
  const none = new Int32Array(400).fill(-1)
  expect(shownConfidence(votes, answer, none).temperature).toBe(CROWDS.centre)
  expect(shownConfidence(votes, answer, none, null).temperature).toBe(1)
  expect(shownConfidence(votes, none, none).confidence.every((c) => c === 0)).toBe(true)
})
