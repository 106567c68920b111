import { describe, expect, test } from "vitest"
import { seedOf } from "../testing/seedOf.ts"
import { goldAllocator, trainingLeft } from "./gold.ts"

describe("who draws gold", () => {
  const stand = { places: 3, rate: 1_000_000, left: null, drawn: 0 }
  const ask = { seed: 7, seedOf, mixed: true, tryOut: 0 }
  test.each([
    { name: "whoever is asked nothing", gold: undefined, stand, draws: false },
    { name: "a project that mixes none in", gold: { ...ask, mixed: false }, stand, draws: false },
    { name: "a project without gold", gold: ask, stand: { ...stand, places: 0 }, draws: false },
    { name: "a project that nobody watches", gold: ask, stand: undefined, draws: false },
    { name: "a project with gold", gold: ask, stand, draws: true },
  ])("$name", ({ gold: asked, stand: where, draws }) => {
    expect(goldAllocator({ gold: asked, personId: 1 }, where) !== null).toBe(draws)
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

describe("which draws are gold", () => {
  const ask = { seed: 7, seedOf, mixed: true, tryOut: 0 }
  const of = (drawn: number, rate: number | null = 300_000, personId = 1) =>
    goldAllocator({ gold: ask, personId }, { places: 5, rate, left: null, drawn })
  const next = Array.from({ length: 400 }, (_, n) => n)

  const lease = (n: number) => ({ publicId: `lease-${n}` })

  test("the second task of one call is decided as the first one of the next call would be", () => {
    const ahead = next.map((made) => of(10)?.isGold(lease(made)))
    expect(ahead).toEqual(next.map((made) => of(10 + made)?.isGold(lease(made))))
    expect(next.map((made) => of(10)?.numberOf(made))).toEqual(next.map((made) => of(10 + made)?.numberOf(0)))
  })

  test("none at no rate, all at the full one, and a fifth for somebody of whom nothing is known", () => {
    const share = (rate: number | null) => next.filter((made) => of(0, rate)?.isGold(lease(made))).length / next.length
    expect([share(0), share(1_000_000)]).toEqual([0, 1])
    expect(share(null)).toBe(share(200_000))
    expect(share(null)).toBeGreaterThan(0.12)
    expect(share(null)).toBeLessThan(0.28)
  })

  test("as many draws as there are places look at each of them once, in another order for each person", () => {
    const order = (person: number) => next.slice(0, 5).map((made) => of(0, null, person)?.numberOf(made))
    for (const person of [1, 2, 3]) expect([...order(person)].sort()).toEqual([0, 1, 2, 3, 4])
    expect(new Set([1, 2, 3, 4].map((person) => order(person).join())).size).toBeGreaterThan(1)
  })
})
