import { fc, test as property } from "@fast-check/vitest"
import { describe, expect, test } from "vitest"
import { FIRST_GOLD_RATE_PPM, goldLot, goldPlace, isGoldLease } from "./goldDraw.ts"
import { seedOf } from "./testing/seedOf.ts"

const count = 20_000
const seeds = (key: number, person: number) => Array.from({ length: count }, (_, n) => seedOf(`${person}-${n}`, key))

describe("which draws are gold", () => {
  test.each([0, 20_000, FIRST_GOLD_RATE_PPM, 1_000_000])("a share of %d millionths of them", (rate) => {
    const gold = seeds(7, 12).filter((seed) => isGoldLease(seed, rate)).length
    expect(gold / count).toBeCloseTo(rate / 1e6, 1.9)
  })

  test("one draw says nothing about the next, nor one person about another", () => {
    const mine = seeds(7, 12).map((seed) => isGoldLease(seed, FIRST_GOLD_RATE_PPM))
    const theirs = seeds(7, 13).map((seed) => isGoldLease(seed, FIRST_GOLD_RATE_PPM))
    const twice = mine.filter((gold, n) => gold && mine[n + 1] === true).length
    const both = mine.filter((gold, n) => gold && theirs[n] === true).length
    expect(twice / count).toBeCloseTo(0.04, 1.9)
    expect(both / count).toBeCloseTo(0.04, 1.9)
  })

  test("a lot is a whole number below a million, and below the rate it is gold", () => {
    for (const seed of seeds(7, 12).slice(0, 500)) {
      expect(Number.isInteger(goldLot(seed)) && goldLot(seed) >= 0 && goldLot(seed) < 1_000_000).toBe(true)
      expect([isGoldLease(seed, goldLot(seed)), isGoldLease(seed, goldLot(seed) + 1)]).toEqual([false, true])
    }
  })

  test("another secret gives other draws", () => {
    const one = seeds(1, 5).map((seed) => isGoldLease(seed, FIRST_GOLD_RATE_PPM))
    const other = seeds(2, 5).map((seed) => isGoldLease(seed, FIRST_GOLD_RATE_PPM))
    expect(one).not.toEqual(other)
  })
})

describe("which gold a draw looks for", () => {
  property.prop([fc.integer(), fc.integer({ min: 1 }), fc.integer({ min: 2, max: 300 }), fc.nat(5_000)])(
    "as many draws as there are places name each place once",
    (seed, person, places, from) => {
      const named = Array.from({ length: places }, (_, n) => goldPlace({ seed, person, drawn: from + n }, places))
      expect(new Set(named).size).toBe(places)
      expect(Math.min(...named)).toBe(0)
      expect(Math.max(...named)).toBe(places - 1)
    },
  )

  test("people walk in different orders", () => {
    const orders = Array.from({ length: 20 }, (_, person) =>
      Array.from({ length: 50 }, (_, drawn) => goldPlace({ seed: 3, person, drawn }, 50)).join(),
    )
    expect(new Set(orders).size).toBe(20)
  })

  test.each([0, 1])("with %d places it begins at the first", (places) => {
    expect(goldPlace({ seed: 1, person: 2, drawn: 3 }, places)).toBe(0)
  })
})
