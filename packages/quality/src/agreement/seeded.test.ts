import { expect, test } from "vitest"
import { mix32, normalDraw, seeded, shuffle } from "./seeded.ts"

test("the same seed gives the same numbers, another seed others, all in [0, 1) and evenly spread", () => {
  const draw = (seed: number) => Array.from({ length: 1000 }, seeded(seed))
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  const all = draw(7)
  expect(all.every((x) => x >= 0 && x < 1)).toBe(true)
  expect(all.reduce((sum, x) => sum + x, 0) / 1000).toBeCloseTo(0.5, 1)
})

test("a shuffle keeps what is there and moves it", () => {
  const items = Array.from({ length: 50 }, (_, i) => i)
  const shuffled = shuffle([...items], seeded(1))
  expect(shuffled).not.toEqual(items)
  expect([...shuffled].sort((a, b) => a - b)).toEqual(items)
  expect([...shuffle(Int32Array.from(items), seeded(1))]).toEqual(shuffled)
})

test("normal numbers have mean 0 and spread 1", () => {
  const dice = seeded(3)
  const drawn = Array.from({ length: 4000 }, () => normalDraw(dice))
  const mean = drawn.reduce((sum, x) => sum + x, 0) / 4000
  expect(Math.abs(mean)).toBeLessThan(0.06)
  expect(drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4000).toBeCloseTo(1, 1)
})

test("mixing is not symmetric, so pairs are told apart", () => {
  expect(mix32(1, 2)).not.toBe(mix32(2, 1))
})
