import type { AnnotationBody, Region } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { normalDraw, seeded } from "../agreement/seeded.ts"
import { body, RULE, region } from "../testing/regions.ts"
import { type ConfirmedItem, confirmedItems } from "./confirmed.ts"
import { errorProfile, worthPractising } from "./errorProfile.ts"
import { choosePractice, practiceStart, regionsToPractise } from "./practice.ts"
import { weekOf } from "./weeks.ts"

const DAY = 86_400_000
const MONDAY = Date.UTC(2026, 10, 9)

/** Items of answers, the n-th of them sent on the n-th day. */
function itemsOf(pairs: readonly (readonly [mine: AnnotationBody, right: AnnotationBody])[], dayOf = (n: number) => n) {
  return pairs.flatMap(([mine, right], n) =>
    confirmedItems({ answer: `a${n}`, mine, right, by: "gold", atMs: MONDAY + dayOf(n) * DAY, rule: RULE }),
  )
}

/** A picture of one box of 200 by 100 that somebody draws with every edge off by these pixels, outside positive. */
function drawn(left: number, top: number, right: number, bottom: number): [AnnotationBody, AnnotationBody] {
  const mine = region("m", [1000 - left, 500 - top, 200 + left + right, 100 + top + bottom])
  return [body(mine), body(region("r", [1000, 500, 200, 100]))]
}

/** A learner whose left edges lie `biasPx` too far out; every edge spreads by 6 px. */
function learner(boxes: number, biasPx: number, dice: () => number): ConfirmedItem[] {
  const draw = () => 6 * normalDraw(dice)
  return itemsOf(Array.from({ length: boxes }, () => drawn(biasPx + draw(), draw(), draw(), draw())))
}

describe("where edges lie", () => {
  test("outside is positive on every side, in pixels and as a share of the side", () => {
    const { edges } = errorProfile(itemsOf(Array.from({ length: 12 }, () => drawn(4, 3, 2, -1))), 0)
    expect(edges.edges?.map(({ edge, px }) => [edge, px.mean])).toEqual([
      ["left", 4],
      ["top", 3],
      ["right", 2],
      ["bottom", -1],
    ])
    const ratios = [0.02, 0.03, 0.01, -0.01]
    for (const [k, { ratio }] of (edges.edges ?? []).entries()) expect(ratio.mean).toBeCloseTo(ratios[k] ?? 9, 12)
  })

  test("nothing is said of nine boxes, and ten have intervals", () => {
    const dice = seeded(4)
    const nine = learner(9, 30, dice)
    expect(errorProfile(nine, 0).edges).toMatchObject({ boxes: 9, edges: null, weeks: [] })
    expect(worthPractising(errorProfile(nine, 0))).toBeNull()
    expect(errorProfile(learner(10, 30, dice), 0).edges.edges).toHaveLength(4)
  })

  test("COA-1 through answers, smaller: 300 learners of 4 px are told by 45 boxes, 300 without a bias are not", () => {
    const dice = seeded(11)
    const told = (biasPx: number) => worthPractising(errorProfile(learner(45, biasPx, dice), 0))
    const of = (bias: number) => Array.from({ length: 300 }, () => told(bias))
    const left = of(4).filter((focus) => focus?.of === "edge" && focus.edge === "left").length
    const none = of(0).filter((focus) => focus !== null).length
    expect(left / 300).toBeGreaterThan(0.85)
    expect(none / 300).toBeLessThan(0.06)
  })

  test("somebody who has learnt is looked at anew: after 45 boxes a new series begins with its tenth box", () => {
    const before = Array.from({ length: 45 }, (_, n) => drawn(20 + (n % 3), 0, 0, 0))
    const after = (n: number) => Array.from({ length: n }, (_, k) => drawn((k % 3) - 1, 0, 0, 0))
    expect(errorProfile(itemsOf([...before, ...after(9)]), 0).edges.boxes).toBe(54)
    const fresh = errorProfile(itemsOf([...before, ...after(12)]), 0)
    expect(fresh.edges.boxes).toBe(12)
    expect(worthPractising(fresh)).toBeNull()
  })

  test("by week of the reader's calendar; weeks of fewer than ten boxes are left out", () => {
    const pairs = Array.from({ length: 25 }, () => drawn(5, 0, 0, 0))
    const dayOf = (n: number) => (n < 11 ? 2 : n < 21 ? 8 : 15)
    const { edges } = errorProfile(itemsOf(pairs, dayOf), 0)
    expect(edges.weeks.map(({ weekMs, boxes }) => [weekMs, boxes])).toEqual([
      [MONDAY, 11],
      [MONDAY + 7 * DAY, 10],
    ])
    // Half past eleven on Sunday in London is Monday in Paris.
    expect(weekOf(MONDAY - 1_800_000, 60)).toBe(MONDAY - 3_600_000)
    expect(weekOf(MONDAY - 1_800_000, 0)).toBe(MONDAY - 7 * DAY)
    expect(weekOf(0, 0)).toBe(-3 * DAY)
  })

  test("rotated boxes have no left edge: they are told by how far their line lies, and by no side", () => {
    const rotated = (id: string, width: number) =>
      region(id, [0, 0, 0, 0], {
        geometry: { type: "rotatedBox", x: 300 - width / 2, y: 200, width, height: 80, rotation: 30 },
      })
    const pairs = Array.from({ length: 10 }, (): [AnnotationBody, AnnotationBody] => [
      body(rotated("m", 206)),
      body(rotated("r", 200)),
    ])
    const { edges, outlines } = errorProfile(itemsOf(pairs), 0)
    expect(edges).toMatchObject({ boxes: 0, edges: null })
    expect(outlines.shapes).toBe(10)
    expect(outlines.movedPx?.mean).toBeCloseTo(3, 1)
  })
})

describe("what is missed and taken for another", () => {
  const there = (id: string, side: number, label = "crate", at = 0): Region =>
    region(id, [at, 0, side, side * 2], { label })

  test("by the shorter side, k of n with an interval, and nothing of bands of fewer than ten", () => {
    const small = Array.from({ length: 12 }, (_, n): [AnnotationBody, AnnotationBody] => [
      n < 5 ? body() : body(there("m", 12)),
      body(there("r", 12)),
    ])
    const large = Array.from({ length: 9 }, (): [AnnotationBody, AnnotationBody] => [body(), body(there("r", 60))])
    const { missed } = errorProfile(itemsOf([...small, ...large]), 0)
    expect(missed.bySize).toMatchObject([{ fromPx: 0, times: 5, of: 12 }])
    // Wilson's interval of 5 in 12 is 19.3 to 68.0 %; the spread is estimated from the pictures, which widens it a little.
    expect(missed.bySize[0]?.interval[0]).toBeCloseTo(0.186, 3)
    expect(missed.bySize[0]?.interval[1]).toBeCloseTo(0.689, 2)
    expect(missed.byLabel).toMatchObject([{ label: "crate", times: 14, of: 21 }])
  })

  test("a band begins with its first pixel", () => {
    const of = (side: number) => Array.from({ length: 10 }, () => [body(), body(there("r", side))] as const)
    const { missed } = errorProfile(itemsOf([...of(15), ...of(16), ...of(24), ...of(47), ...of(48)]), 0)
    expect(missed.bySize.map(({ fromPx, of }) => [fromPx, of])).toEqual([
      [0, 10],
      [16, 10],
      [24, 20],
      [48, 10],
    ])
  })

  test("one bad picture is not taken for many errors: its things do not err independently", () => {
    const row = (mine: boolean, n: number) =>
      Array.from({ length: n }, (_, k) => there(`${mine}${k}`, 20, "crate", k * 60))
    const all = body(...row(false, 10))
    const oneBad = errorProfile(itemsOf([[body(), all], ...Array.from({ length: 9 }, () => [all, all] as const)]), 0)
    const spread = errorProfile(
      itemsOf(Array.from({ length: 10 }, () => [body(...all.regions.slice(1)), all] as const)),
      0,
    )
    expect(oneBad.missed.bySize[0]).toMatchObject({ times: 10, of: 100 })
    expect(spread.missed.bySize[0]).toMatchObject({ times: 10, of: 100 })
    expect(oneBad.missed.bySize[0]?.interval[1]).toBeGreaterThan((spread.missed.bySize[0]?.interval[1] ?? 1) + 0.1)
  })

  test("crate written as box, of all crates that were found", () => {
    const pairs = Array.from({ length: 20 }, (_, n): [AnnotationBody, AnnotationBody] => [
      body(there("m", 40, n < 6 ? "box" : "crate")),
      body(there("r", 40, "crate")),
    ])
    const rare = [body(there("m", 40, "sack")), body(there("r", 40, "basket"))] as const
    const profile = errorProfile(itemsOf([...pairs, rare]), 0)
    expect(profile.confusions).toMatchObject([{ right: "crate", mine: "box", times: 6, of: 20 }])
    expect(worthPractising(profile)).toEqual({ of: "label", right: "crate", mine: "box" })
  })

  test("what nobody decided about is not looked at", () => {
    const mine = body(there("m", 40), there("n", 40, "crate", 200))
    const right = body(there("r", 40), there("s", 40, "crate", 400))
    const items = confirmedItems({
      ...{ answer: "a", mine, right, by: "decision" as const, atMs: 0, rule: RULE },
      isConfirmed: ({ final }) => final?.id === "s",
    })
    expect(items.map(({ outcome, error }) => [outcome.mine?.id, outcome.final?.id, error])).toEqual([
      [undefined, "s", "find"],
    ])
  })
})

describe("pictures to practise on", () => {
  const items = itemsOf([drawn(0, 0, 0, 0), drawn(30, 0, 0, 0), drawn(8, 0, 0, 0), [body(), drawn(0, 0, 0, 0)[1]]])

  test("are those with an error, the edge that stands out first, the furthest before others", () => {
    expect(choosePractice(items, { of: "edge", edge: "left" })).toEqual([
      { answer: "a1", isFocus: true },
      { answer: "a2", isFocus: true },
      { answer: "a3", isFocus: false },
    ])
    expect(choosePractice(items, { of: "missed", fromPx: 48 })[0]).toEqual({ answer: "a3", isFocus: true })
    expect(choosePractice(items, null)[0]?.answer).toBe("a3")
  })

  test("of the last practice come last, and there are at most twelve", () => {
    expect(choosePractice(items, { of: "edge", edge: "left" }, ["a1"]).map(({ answer }) => answer)).toEqual([
      "a2",
      "a3",
      "a1",
    ])
    expect(choosePractice(itemsOf(Array.from({ length: 30 }, () => drawn(60, 0, 0, 0))), null)).toHaveLength(12)
    expect(choosePractice([], null)).toEqual([])
  })
})

describe("what a picture to practise on begins with", () => {
  const [mine, right] = drawn(30, 0, 0, 0)
  const other = region("s", [0, 0, 50, 50], { label: "sign", text: "STOP" })
  const extra = region("x", [300, 0, 40, 40])
  const both = body(...right.regions, other)
  const started = (answered: AnnotationBody) => {
    const items = confirmedItems({ answer: "a", mine: answered, right: both, by: "gold", atMs: 0, rule: RULE })
    return { again: [...regionsToPractise(items)], start: practiceStart(both, items) }
  }

  test("the right answer without what was wrong: an edge off by two pixels, something missed", () => {
    expect(started(body(...mine.regions, other))).toEqual({
      again: ["r"],
      start: { regions: [other], nothingHere: false },
    })
    expect(started(body(...right.regions)).again).toEqual(["s"])
    expect(started(both)).toEqual({ again: [], start: both })
  })

  test("a text that was read wrong is read again in its place, and what was one too many is there to be removed", () => {
    const misread = { ...other, transcript: { value: "SHOP" } }
    const { start } = started(body(...right.regions, misread, extra))
    expect(start.regions.map(({ id, transcript }) => [id, transcript?.value])).toEqual([
      ["r", undefined],
      ["s", undefined],
      ["x", undefined],
    ])
  })
})
