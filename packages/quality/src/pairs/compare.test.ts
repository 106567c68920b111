import { describe, expect, test } from "vitest"
import { type Seeded, seeded, shuffle } from "../agreement/seeded.ts"
import { compareAll } from "./compare.ts"
import { chancesOf } from "./likelihood.ts"
import type { PairAnswer, PairRow } from "./rows.ts"

/** About normal, from the middle of twelve draws. */
const normal = (dice: Seeded) => Array.from({ length: 12 }, () => dice()).reduce((sum, one) => sum + one, -6)

interface World {
  readonly strengths: readonly number[]
  readonly side: number
  readonly ties: number
  /** Share of answers that each person means as they give them. */
  readonly meant: readonly number[]
}

function answersIn(world: World, count: number, dice: Seeded): PairRow[] {
  const { strengths, side, ties, meant } = world
  return Array.from({ length: count }, () => {
    const left = Math.floor(dice() * strengths.length)
    const right = (left + 1 + Math.floor(dice() * (strengths.length - 1))) % strengths.length
    const person = Math.floor(dice() * meant.length)
    const chances = chancesOf(strengths[left] ?? 0, strengths[right] ?? 0, side, Math.log(ties))
    const drawn = dice()
    const outcome = drawn < chances[0] ? 0 : drawn < chances[0] + chances[1] ? 1 : 2
    const isMeant = dice() < (meant[person] ?? 1)
    const answer: PairAnswer = outcome === 2 ? "tie" : (outcome === 0) === isMeant ? "left" : "right"
    return { left: `item ${left}`, right: `item ${right}`, person: `p${person}`, answer }
  })
}

describe("things in order, from comparisons of two", () => {
  test("what is known comes out: strengths within their intervals, side, ties, who means what they say", () => {
    const dice = seeded(3)
    let [inside, all] = [0, 0]
    for (let round = 0; round < 8; round++) {
      const drawn = Array.from({ length: 20 }, () => normal(dice))
      const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length
      const strengths = drawn.map((one) => one - mean)
      const world = { strengths, side: 0.3, ties: 0.5, meant: [0.97, 0.95, 0.9, 0.6] }
      const found = compareAll(answersIn(world, 800, dice))
      for (const { item, interval } of found.items) {
        const truth = strengths[Number(item.slice(5))] ?? Number.NaN
        all++
        if (interval && interval[0] <= truth && truth <= interval[1]) inside++
      }
      expect(Math.abs(found.side - 0.3)).toBeLessThan(0.3)
      expect(found.ties).toBeGreaterThan(0.25)
      expect(found.ties).toBeLessThan(1)
      const [worst] = [...found.people].sort((a, b) => a.meant - b.meant)
      expect(worst?.person).toBe("p3")
    }
    expect(inside / all).toBeGreaterThan(0.85)
    expect(inside / all).toBeLessThan(0.95)
  })

  test("with both sides exchanged the side's gain is its opposite, and nothing else changes; nor by the order of rows", () => {
    const dice = seeded(8)
    const world = { strengths: [1, 0.5, 0, -0.5, -1], side: 0.4, ties: 0.4, meant: [0.95, 0.9] }
    const rows = answersIn(world, 300, dice)
    const flip: Record<PairAnswer, PairAnswer> = { left: "right", right: "left", tie: "tie", neither: "neither" }
    const other = rows.map(({ left, right, person, answer }) => ({
      ...{ left: right, right: left, person },
      answer: flip[answer],
    }))
    const [one, two] = [compareAll(rows), compareAll(shuffle([...other], dice))]
    expect(two.side).toBeCloseTo(-one.side, 6)
    expect(one.side).toBeGreaterThan(0)
    for (const [i, { item, strength }] of two.items.entries()) {
      expect(item).toBe(one.items[i]?.item)
      expect(strength).toBeCloseTo(one.items[i]?.strength ?? Number.NaN, 6)
    }
    expect(compareAll(shuffle([...rows], dice))).toEqual(one)
  })

  test("groups that nothing connects are not ordered against each other; each has mean 0", () => {
    const row = (left: string, right: string, answer: PairAnswer): PairRow => ({ left, right, person: "p", answer })
    const { items } = compareAll([row("a", "b", "left"), row("b", "c", "left"), row("x", "y", "right")])
    expect(items.map(({ item, group }) => [item, group])).toEqual([
      ["a", 0],
      ["b", 0],
      ["c", 0],
      ["y", 1],
      ["x", 1],
    ])
    for (const group of [0, 1]) {
      const sum = items.filter((one) => one.group === group).reduce((total, { strength }) => total + strength, 0)
      expect(sum).toBeCloseTo(0, 6)
    }
  })

  test("whoever wins always stays finite, ties alone too, and neither is a share", () => {
    const win: PairRow = { left: "a", right: "b", person: "p", answer: "left" }
    const always = compareAll(Array.from({ length: 500 }, () => win))
    expect(always.items.every(({ strength }) => Math.abs(strength) < 10)).toBe(true)
    const ties = compareAll(Array.from({ length: 50 }, () => ({ ...win, answer: "tie" as const })))
    expect(ties.items.map(({ strength }) => Math.abs(strength) < 1e-6)).toEqual([true, true])
    expect(ties.ties).toBeGreaterThan(10)
    expect(compareAll([win, { ...win, answer: "neither" }]).neither).toBe(0.5)
    expect(compareAll([])).toMatchObject({ items: [], people: [], neither: 0 })
  })

  test("circles are counted", () => {
    const row = (left: string, right: string): PairRow => ({ left, right, person: "p", answer: "left" })
    expect(compareAll([row("a", "b"), row("b", "c"), row("c", "a")]).circles).toEqual({ circular: 1, threes: 1 })
    expect(compareAll([row("a", "b"), row("b", "c"), row("a", "c")]).circles).toEqual({ circular: 0, threes: 1 })
  })
})
