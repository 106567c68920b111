import { dice } from "@justesse/fixtures/random"
import { expect, test } from "vitest"
import { type Observed, separability } from "./support/separability.ts"

// The measure that the canaries of known answers hang on: it finds a leak, and draws without one pass.

/** Turns of forty people, three features each, of which the first is moved by `leak` where the turn is gold. */
function draw(seed: number, leak: number): Observed[] {
  const drawn = dice(seed)
  const noise = () => drawn.next() + drawn.next() + drawn.next() - 1.5
  return Array.from({ length: 5_000 }, (_, n) => {
    const gold = drawn.next() < 0.5
    return { person: n % 40, gold, features: [noise() + (gold ? leak : 0), noise(), noise()] }
  })
}

test("a leak is found", () => {
  for (const seed of [1, 2, 3]) expect(separability(draw(seed, 0.3)).upper).toBeGreaterThan(0.55)
})

test("a leak that goes the other way is found as well: the learner knows on one half which way round", () => {
  for (const seed of [1, 2, 3]) expect(separability(draw(seed, -0.3)).auc).toBeGreaterThan(0.55)
})

test("draws without a leak are chance, those too in which what was learnt is worse than nothing", () => {
  const areas = Array.from({ length: 12 }, (_, seed) => separability(draw(100 + seed, 0)))
  expect(Math.min(...areas.map(({ auc }) => auc))).toBeLessThan(0.5)
  expect(areas.filter(({ upper }) => upper > 0.55)).toEqual([])
})
