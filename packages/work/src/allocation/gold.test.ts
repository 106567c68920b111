import { describe, expect, test } from "vitest"
import { goldDraws, trainingLeft } from "./gold.ts"

describe("who draws gold", () => {
  const stand = { places: 3, rate: 1_000_000, left: null, drawn: 0 }
  const ask = { seed: 7, mixed: true, tryOut: 0 }
  test.each([
    { name: "whoever is asked nothing", gold: undefined, stand, draws: false },
    { name: "a project that mixes none in", gold: { ...ask, mixed: false }, stand, draws: false },
    { name: "a project without gold", gold: ask, stand: { ...stand, places: 0 }, draws: false },
    { name: "a project that nobody watches", gold: ask, stand: undefined, draws: false },
    { name: "a project with gold", gold: ask, stand, draws: true },
  ])("$name", ({ gold: asked, stand: where, draws }) => {
    expect(goldDraws({ gold: asked, personId: 1 }, where) !== null).toBe(draws)
  })

  test("somebody new is asked for training once; whoever worked before is not", () => {
    const tries = { ...ask, tryOut: 2 }
    expect(trainingLeft(tries, stand)).toBeNull()
    expect(trainingLeft(tries, { ...stand, drawn: 5 })).toBe(0)
    expect(trainingLeft(tries, { ...stand, drawn: 5, left: 1 })).toBe(1)
    expect(trainingLeft(ask, { ...stand, left: 1 })).toBe(0)
    expect(trainingLeft(undefined, stand)).toBe(0)
  })
})
