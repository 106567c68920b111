import { movedShape } from "@justesse/types"
import { expect, test } from "vitest"
import { drawOutlines, HANDS } from "../testing/outlineCrowd.ts"
import { fitOutlineHabits } from "./people.ts"

const [careful, quick, coarse] = HANDS
if (!careful || !quick || !coarse) throw new Error("three hands")

test("who draws with more care is known to, without any truth", () => {
  const habits = fitOutlineHabits(drawOutlines(40, 5))
  const spreadOf = (name: string) => habits.get(name)?.spread ?? Number.NaN
  expect(spreadOf("careful")).toBeLessThan(spreadOf("coarse"))
  expect(spreadOf("quick")).toBeLessThan(spreadOf("coarse"))
  expect(habits.get("careful")?.compared).toBe(40)
})

test("who draws larger than the others is known to: their bias is lower, and biases cancel", () => {
  const exact = { ...careful, jitter: 0.003, drift: 0.003, points: 60 }
  const hands = [
    { ...exact, name: "large", bias: 0.03 },
    { ...exact, name: "middle", bias: 0 },
    { ...exact, name: "small", bias: -0.03 },
  ]
  const habits = fitOutlineHabits(drawOutlines(40, 6, hands))
  const biasOf = (name: string) => habits.get(name)?.bias ?? Number.NaN
  expect(biasOf("large")).toBeLessThan(-0.012)
  expect(biasOf("small")).toBeGreaterThan(0.012)
  expect(Math.abs(biasOf("middle"))).toBeLessThan(0.006)
  let [sum, weights] = [0, 0]
  for (const { bias, spread, compared } of habits.values()) {
    sum += (bias * compared) / spread ** 2
    weights += compared / spread ** 2
  }
  expect(Math.abs(sum / weights)).toBeLessThan(1e-9)
})

test("a person with nothing to compare is taken for usual, and little evidence moves little", () => {
  const [thing] = drawOutlines(1, 7)
  const alone = fitOutlineHabits([{ votes: (thing?.votes ?? []).slice(0, 1) }])
  expect([...alone.values()]).toEqual([{ bias: 0, spread: 0.05, compared: 0 }])
  const once = fitOutlineHabits(thing ? [thing] : [])
  for (const { bias, compared } of once.values()) {
    expect(Math.abs(bias)).toBeLessThan(0.02)
    expect(compared).toBe(1)
  }
})

test("the order of things and people changes nothing, nor does where things lie", () => {
  const things = drawOutlines(6, 8)
  const expected = fitOutlineHabits(things)
  const shuffled = things.map(({ votes }) => ({ votes: [...votes].reverse() }))
  for (const [person, { bias, spread }] of fitOutlineHabits(shuffled)) {
    expect(bias).toBe(expected.get(person)?.bias)
    expect(spread).toBe(expected.get(person)?.spread)
  }
  const moved = things.map(({ votes }) => ({
    votes: votes.map(({ person, shape }) => ({ person, shape: movedShape(shape, 64, -32) })),
  }))
  for (const [person, { spread }] of fitOutlineHabits(moved))
    expect(spread).toBeCloseTo(expected.get(person)?.spread ?? 0, 4)
})
