import { expect, test } from "vitest"
import { addGoldEvidence, type GoldEvidence, goldRate, goldSkill, NO_GOLD_EVIDENCE } from "./evidence.ts"

const find = (right: number, wrong: number): GoldEvidence => ({ ...NO_GOLD_EVIDENCE, find: { right, wrong } })

test("evidence adds up, and a correction takes it back without going below nothing", () => {
  const sum = addGoldEvidence(find(3, 1), {
    ...NO_GOLD_EVIDENCE,
    find: { right: 1, wrong: 0 },
    name: { right: 2, wrong: 2 },
  })
  expect(sum).toEqual({ ...find(4, 1), name: { right: 2, wrong: 2 } })
  expect(addGoldEvidence(sum, sum, -1)).toEqual(NO_GOLD_EVIDENCE)
  expect(addGoldEvidence(find(1, 0), find(5, 5), -1)).toEqual(NO_GOLD_EVIDENCE)
})

test("somebody of whom nothing is known is right four times in five, and evidence wins over that", () => {
  expect(goldSkill({ right: 0, wrong: 0 })).toBe(0.8)
  expect(goldSkill({ right: 95, wrong: 0 })).toBeCloseTo(0.99, 10)
  expect(goldSkill({ right: 0, wrong: 95 })).toBeCloseTo(0.04, 10)
})

test.each([
  { name: "nothing known: as often as allowed", evidence: NO_GOLD_EVIDENCE, expected: 0.2 },
  { name: "a few answers still tell much", evidence: find(4, 1), expected: 0.2 },
  // sd Beta(31, 4) = 0.05303, sd Beta(4, 1) = 0.16330: 0.02 + 0.25 × 0.32472
  { name: "thirty answers: less is learned", evidence: find(27, 3), expected: 0.10118 },
  { name: "thousands: hardly anything is", evidence: find(90_000, 10_000), expected: 0.02145 },
])("how often gold is drawn: $name", ({ evidence, expected }) => {
  expect(goldRate(evidence)).toBeCloseTo(expected, 4)
})

test("the competence known least decides, and one never seen does not", () => {
  const both = { ...find(900, 100), name: { right: 2, wrong: 0 } }
  expect(goldRate(both)).toBeGreaterThan(goldRate(find(900, 100)))
})
