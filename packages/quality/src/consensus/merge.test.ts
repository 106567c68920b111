import { type Region, RegionId } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { RULE, region } from "../testing/regions.ts"
import { mergeRegions } from "./merge.ts"

const at = [0, 0, 10, 10] as const
const merge = (regions: Region[], weights: number[] = []) =>
  mergeRegions(
    regions.map((one, i) => ({ region: one, weight: weights[i] ?? 1 })),
    RULE,
    "m" as RegionId,
  )
const texts = (...values: string[]) => values.map((text, i) => region(`${i}`, at, { text }))

test.each([
  { name: "the most votes win", values: ["a", "b", "b"], weights: [], expected: "b" },
  { name: "a heavier person outvotes two", values: ["a", "b", "b"], weights: [3, 1, 1], expected: "a" },
  {
    name: "when all differ, the one nearest to all",
    values: ["total 12", "totl 1", "total 1"],
    weights: [],
    expected: "total 1",
  },
  { name: "a tie of two: the longer", values: ["TVA 18%", "TVA 18 %"], weights: [], expected: "TVA 18 %" },
  { name: "nothing typed against something", values: ["", "x", ""], weights: [], expected: "" },
])("the text of a merged region: $name", ({ values, weights, expected }) => {
  expect(merge(texts(...values), weights).transcript?.value).toBe(expected)
})

test("spellings that the rule takes as equal vote together, and the commonest is kept", () => {
  const votes = texts("18%", "18 %", "18 %", "16 %", "16 %").map((one) => ({ region: one, weight: 1 }))
  const loose = mergeRegions(votes, { ...RULE, text: "ignore_case_and_spaces" }, "m" as RegionId)
  expect(loose.transcript?.value).toBe("18 %")
})

test("labels are voted on; a tie goes to who sits closest to the others", () => {
  const far = region("a", [-3, 0, 10, 10], { label: "aaa" })
  const near = region("b", [0, 0, 10, 10], { label: "zzz" })
  const nearToo = region("c", [1, 0, 10, 10], { label: "zzz" })
  const farToo = region("d", [4, 0, 10, 10], { label: "aaa" })
  expect(merge([far, near, nearToo, farToo]).label).toBe("zzz")
  expect(merge([far, near, farToo]).label).toBe("aaa")
})

test("a label under which nobody read anything carries no text; one that somebody read keeps everybody's reading", () => {
  const crate = (id: string, text?: string) =>
    region(id, at, { label: "crate", ...(text === undefined ? {} : { text }) })
  const sign = region("s", at, { label: "sign", text: "STOP" })
  expect(merge([crate("a"), crate("b"), sign])).toMatchObject({ label: "crate" })
  expect(merge([crate("a"), crate("b"), sign]).transcript).toBeUndefined()
  expect(merge([crate("a", "ST0P"), crate("b", "STOP"), sign]).transcript?.value).toBe("STOP")
})

test("attributes are voted on one by one, and only by those who took the label", () => {
  const merged = merge([
    region("a", at, { attributes: { side: "left", worn: true } }),
    region("b", at, { attributes: { side: "right", worn: true } }),
    region("c", at, { attributes: { side: "right" } }),
    region("d", at, { label: "other", attributes: { side: "left" } }),
  ])
  expect(merged.attributes).toEqual({ side: "right", worn: true })
})

test("a mark on the text follows the text; unsure needs more than half", () => {
  const struck = { value: "12", marks: ["struck" as const, "unsure" as const] }
  const sure = { value: "12", marks: ["struck" as const] }
  const two = [region("a", at, { transcript: struck }), region("b", at, { transcript: sure })]
  expect(merge(two).transcript).toEqual({ value: "12", marks: ["struck"] })
  expect(merge([...two, region("c", at, { transcript: struck })]).transcript?.marks).toEqual(["struck", "unsure"])
  const foreign = { value: "12", marks: ["foreign" as const], parts: [{ from: 0, to: 1, mark: "foreign" as const }] }
  expect(merge(["a", "b"].map((id) => region(id, at, { transcript: foreign }))).transcript).toEqual(foreign)
})

test("what a file said besides stays only where everybody has it", () => {
  const carried = region("a", at, { foreign: { line: 3 } })
  expect(merge([carried, { ...carried }]).foreign).toEqual({ line: 3 })
  expect(merge([carried, region("b", at)]).foreign).toBeUndefined()
})

const points = fc.record({ x: fc.integer({ min: 0, max: 99 }), y: fc.integer({ min: 0, max: 99 }) })
const shapes: fc.Arbitrary<Region["geometry"]> = fc.oneof(
  fc.constant({ type: "box" as const, x: 1, y: 2, width: 30, height: 40 }),
  fc.integer({ min: -179, max: 179 }).map((rotation) => ({
    ...{ type: "rotatedBox" as const, x: 10, y: 20, width: 30, height: 40, rotation },
  })),
  fc.array(points, { minLength: 3, maxLength: 9 }).map((ring) => ({
    ...{ type: "polygon" as const, rings: [[...ring, { x: -1, y: -1 }, { x: 100, y: 101 }]] },
  })),
  fc.tuple(points, points).map(([a, b]) => ({
    ...{ type: "quad" as const, points: [a, b, { x: 120, y: 130 }, { x: -3, y: 90 }] as const },
  })),
) as fc.Arbitrary<Region["geometry"]>

test("identical answers merge to that very answer: shape, flags, level and parent", () => {
  fc.assert(
    fc.property(
      shapes,
      fc.record({
        flags: fc.option(fc.record({ occluded: fc.boolean(), truncated: fc.boolean() }), { nil: undefined }),
        level: fc.option(fc.constantFrom("region" as const, "line" as const, "word" as const), { nil: undefined }),
        parent: fc.option(fc.constant(RegionId.parse("p1")), { nil: undefined }),
      }),
      fc.integer({ min: 1, max: 5 }),
      (geometry, said, people) => {
        const present = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
        const own = region("m", at, { geometry, ...present })
        expect(merge(Array.from({ length: people }, () => structuredClone(own)))).toEqual(own)
      },
    ),
  )
})

test("one region alone stays as it is", () => {
  const only = region("a", [0.1, 0.2, 0.3, 0.7], { text: " x ", attributes: {} })
  expect(merge([only])).toEqual({ ...only, id: "m" })
  expect(() => merge([])).toThrow(RangeError)
})
