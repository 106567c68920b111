import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type MatchRules, matchDetections, VERDICT } from "./match.ts"
import { detectionTables, type FoundRow, type GoldRow } from "./tables.ts"

const { wrong, right, neither } = VERDICT
const all = { name: "all", from: 0, to: 1e10 }
const rules: MatchRules = { thresholds: Float64Array.of(0.5), areas: [all], most: 100 }

const gold = (x: number, more: Partial<GoldRow> = {}): GoldRow => ({ image: 0, label: 0, box: [x, 0, 10, 10], ...more })
const found = (x: number, score: number, more: Partial<FoundRow> = {}): FoundRow => ({
  image: 0,
  label: 0,
  box: [x, 0, 10, 10],
  score,
  ...more,
})
const verdicts = (golds: GoldRow[], founds: FoundRow[], using = rules) => [
  ...matchDetections(detectionTables(2, 2, golds, founds), using).verdict,
]

describe("matching one label in one picture", () => {
  test("the surest box chooses first, whatever the order of the file", () => {
    expect(verdicts([gold(0)], [found(0, 0.2), found(2, 0.9)])).toEqual([wrong, right])
  })

  test("it takes the gold with the greatest overlap that is free, and the next one the rest", () => {
    expect(verdicts([gold(0), gold(4)], [found(3, 0.9), found(2, 0.8)])).toEqual([right, right])
    expect(verdicts([gold(0), gold(4)], [found(3, 0.9), found(4, 0.8)])).toEqual([right, wrong])
  })

  test("of two golds with equal overlap it takes the later one, as the reference does", () => {
    const duplicates = [gold(0), gold(0, { area: 5 })]
    const small = { ...rules, areas: [{ name: "tiny", from: 0, to: 6 }] }
    expect(verdicts(duplicates, [found(0, 0.9)])).toEqual([right])
    // The later twin alone counts here; the first does not and stays untouched.
    expect(verdicts(duplicates, [found(0, 0.9)], small)).toEqual([right])
  })

  test("gold outside the range of areas is taken only when none inside is free", () => {
    const inside = { ...rules, areas: [{ name: "small", from: 0, to: 150 }] }
    const golds = [gold(0, { area: 900 }), gold(3)]
    expect(verdicts(golds, [found(0, 0.9), found(0, 0.8)], inside)).toEqual([right, neither])
  })

  test("an unmatched box outside the range of areas is neither right nor wrong", () => {
    const large = { ...rules, areas: [{ name: "large", from: 500, to: 1e10 }] }
    expect(verdicts([], [found(0, 0.9), found(50, 0.8, { box: [50, 0, 30, 30] })], large)).toEqual([neither, wrong])
  })

  test("a crowd takes any number of boxes, but real gold comes first", () => {
    const crowd = gold(0, { box: [0, 0, 100, 100], isCrowd: true })
    expect(verdicts([crowd, gold(20)], [found(20, 0.9), found(40, 0.8), found(60, 0.7)])).toEqual([
      right,
      neither,
      neither,
    ])
  })

  test("other labels and other pictures do not matter", () => {
    expect(verdicts([gold(0, { label: 1 }), gold(0, { image: 1 })], [found(0, 0.9)])).toEqual([wrong])
  })

  test("the rank counts within a label and picture; positives count gold that counts", () => {
    const golds = [gold(0), gold(20, { isCrowd: true }), gold(0, { label: 1, image: 1 })]
    const founds = [found(0, 0.1), found(0, 0.9), found(0, 0.5, { image: 1 }), found(0, 0.4, { label: 1 })]
    const matched = matchDetections(detectionTables(2, 2, golds, founds), rules)
    expect([...matched.rank]).toEqual([1, 0, 0, 0])
    expect([...matched.positives]).toEqual([1, 1])
    expect([...matched.byLabel.rows]).toEqual([1, 2, 0, 3])
  })

  test("an overlap of exactly the threshold is enough; at threshold 1 only sameness is", () => {
    const strict = { ...rules, thresholds: Float64Array.of(1) }
    expect(verdicts([gold(0, { box: [0, 0, 10, 20] })], [found(0, 0.9)])).toEqual([right])
    expect(verdicts([gold(0)], [found(0, 0.9), found(0.01, 0.95)], strict)).toEqual([right, wrong])
  })
})

const row = { image: fc.integer({ min: 0, max: 1 }), label: fc.integer({ min: 0, max: 1 }) }
const box = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.constant(0), fc.constant(10), fc.constant(10))
const golds = fc.array(fc.record({ ...row, box }), { maxLength: 12 })
const founds = fc.uniqueArray(fc.record({ ...row, box, score: fc.integer({ min: 0, max: 1_000 }) }), {
  maxLength: 20,
  selector: (one) => one.score,
})

test("never more boxes are right than there is gold, and a stricter threshold never makes more right", () => {
  const ten = { ...rules, thresholds: Float64Array.from({ length: 10 }, (_, i) => 0.5 + i * 0.05) }
  fc.assert(
    fc.property(golds, founds, (g, f) => {
      const { verdict, positives } = matchDetections(detectionTables(2, 2, g, f), ten)
      const rights = Array.from({ length: 10 }, (_, t) =>
        verdict.subarray(t * f.length, (t + 1) * f.length).reduce((n, was) => n + (was === right ? 1 : 0), 0),
      )
      expect(rights[0]).toBeLessThanOrEqual((positives[0] ?? 0) + (positives[1] ?? 0))
      // Greedy matching may trade one match for another, but never gains one by asking for more.
      for (let t = 1; t < 10; t++) expect(rights[t]).toBeLessThanOrEqual(rights[0] ?? 0)
    }),
    { seed: 9 },
  )
})

test("with different scores the order of the rows does not matter", () => {
  fc.assert(
    fc.property(golds, founds, (g, f) => {
      const straight = matchDetections(detectionTables(2, 2, g, f), rules).verdict
      const rotated = matchDetections(detectionTables(2, 2, g, [...f].reverse()), rules).verdict
      expect([...rotated].reverse()).toEqual([...straight])
    }),
    { seed: 10 },
  )
})
