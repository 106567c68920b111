import fc from "fast-check"
import { expect, test } from "vitest"
import { consensus } from "../consensus/index.ts"
import { answer, body, RULE, region } from "../testing/regions.ts"
import { countOutcomes, findAnswerOutcome, findOutcomes } from "./outcomes.ts"

const at = [100, 100, 50, 50] as const
/** A thin strip aslant, within bounds of 100 × 100 px, further right by some pixels. */
const outline = (by: number) =>
  region("o", at, {
    geometry: {
      type: "quad",
      points: [
        { x: by, y: 12 },
        { x: 12 + by, y: 0 },
        { x: 100 + by, y: 88 },
        { x: 88 + by, y: 100 },
      ],
    },
  })

test.each([
  { name: "the same", mine: region("m", at), kept: region("k", at), kind: "kept" },
  { name: "a pixel off", mine: region("m", at), kept: region("k", [101, 100, 50, 50]), kind: "kept" },
  { name: "five pixels off", mine: region("m", at), kept: region("k", [105, 100, 50, 50]), kind: "small_change" },
  { name: "far off", mine: region("m", at), kept: region("k", [115, 100, 50, 50]), kind: "changed" },
  { name: "an outline a pixel off", mine: outline(0), kept: outline(1), kind: "kept" },
  { name: "an outline two pixels off", mine: outline(0), kept: outline(2), kind: "small_change" },
  { name: "an outline four pixels off", mine: outline(0), kept: outline(4), kind: "changed" },
  {
    name: "a space",
    mine: region("m", at, { text: "18%" }),
    kept: region("k", at, { text: "18 %" }),
    kind: "small_change",
  },
  { name: "a digit", mine: region("m", at, { text: "18%" }), kept: region("k", at, { text: "16%" }), kind: "changed" },
  { name: "another label", mine: region("m", at), kept: region("k", at, { label: "car" }), kind: "changed" },
  {
    name: "an attribute",
    mine: region("m", at),
    kept: region("k", at, { attributes: { side: "left" } }),
    kind: "changed",
  },
])("what became of a region: $name", ({ mine, kept, kind }) => {
  expect(findOutcomes(body(mine), body(kept), RULE).map((outcome) => outcome.kind)).toEqual([kind])
})

test("a fate says what differs: edges in pixels, label, attributes, text", () => {
  const mine = region("m", at, { text: "a" })
  const kept = region("k", [96, 103, 60, 47], { label: "car", text: "b", attributes: { side: "left" } })
  expect(findOutcomes(body(mine), body(kept), RULE)[0]).toMatchObject({
    edgesPx: { left: -4, top: 3, right: 6, bottom: 0 },
    label: { mine: "thing", final: "car" },
    attributes: ["side"],
    text: { mine: "a", final: "b" },
  })
})

test("what only one side has is removed or added", () => {
  const outcomes = findOutcomes(body(region("m", at)), body(region("k", [500, 500, 20, 20])), RULE)
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(["removed", "added"])
  expect(findAnswerOutcome(countOutcomes(outcomes))).toBe("changed")
})

test("what waits for a reviewer is undecided, not removed", () => {
  const answers = [answer("ada", region("r", at)), answer("ben")]
  const { differences: disagreements } = consensus({
    answers,
    settle: RULE,
    size: { width: 999, height: 999 },
    letterSeed: 1,
  })
  const outcomes = findOutcomes(body(region("r", at)), body(), { ...RULE, open: disagreements })
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(["undecided"])
  expect(findAnswerOutcome(countOutcomes(outcomes))).toBe("undecided")
})

test("an empty answer that was right is kept", () => {
  expect(findAnswerOutcome(countOutcomes(findOutcomes(body(), body(), RULE)))).toBe("kept")
})

test("small changes alone make the answer a small change", () => {
  const outcomes = findOutcomes(body(region("m", at)), body(region("k", [105, 100, 50, 50])), RULE)
  expect(findAnswerOutcome(countOutcomes(outcomes))).toBe("small_change")
})

test("every region of both sides has exactly one fate, and an answer against itself is kept", () => {
  const regions = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 5, max: 20 }))
      .map(([x, size]) => region(`${x}-${size}`, [x, x, size, size])),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(regions, regions, (mine, kept) => {
      const outcomes = findOutcomes(body(...mine), body(...kept), RULE)
      expect(outcomes.filter((outcome) => outcome.mine)).toHaveLength(mine.length)
      expect(outcomes.filter((outcome) => outcome.final)).toHaveLength(kept.length)
      const same = countOutcomes(findOutcomes(body(...mine), body(...mine), RULE))
      expect(same.kept).toBe(mine.length)
    }),
  )
})
