import fc from "fast-check"
import { expect, test } from "vitest"
import { clusterRegions } from "../matching/clusters.ts"
import { RULE, region } from "../testing/regions.ts"
import { idsOfClusters } from "./ids.ts"
import { attributesKey, isSameAnswer, textKey } from "./likeness.ts"
import { compareAnswers, compareReading, compareRegions, compareText } from "./order.ts"

const at = [0, 0, 10, 10] as const

test("regions that say the same are equal, whatever their ids; anything else has an order", () => {
  expect(compareRegions(region("a", at), region("b", at))).toBe(0)
  expect(compareRegions(region("a", at), region("a", at, { label: "zebra" }))).toBeLessThan(0)
  expect(compareRegions(region("a", at, { text: "b" }), region("a", at, { text: "a" }))).toBeGreaterThan(0)
  expect(compareRegions(region("a", at), region("a", at, { attributes: { side: "left" } }))).not.toBe(0)
})

test("the order of regions is one order: swapped it turns round", () => {
  const some = fc
    .tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom("car", "bus"), fc.constantFrom("", "x"))
    .map(([x, label, text]) => region("r", [x, 0, 5, 5], { label, text }))
  fc.assert(
    fc.property(some, some, some, (a, b, c) => {
      expect(Math.sign(compareRegions(a, b)) + Math.sign(compareRegions(b, a))).toBe(0)
      const sorted = [a, b, c].sort(compareRegions)
      expect([c, a, b].sort(compareRegions)).toEqual(sorted)
    }),
  )
})

test("answers compare region by region, then by how many they have", () => {
  const [a, b] = [region("a", at), region("b", [5, 0, 10, 10])]
  expect(compareAnswers([a], [a, b])).toBeLessThan(0)
  expect(compareAnswers([b], [a, b])).toBeGreaterThan(0)
  expect(compareAnswers([], [])).toBe(0)
})

test("reading order is top to bottom, then left to right", () => {
  const rows = [region("3", [0, 20, 5, 5]), region("2", [9, 0, 5, 5]), region("1", [0, 0, 5, 5])]
  expect(rows.sort(compareReading).map(({ id }) => id)).toEqual(["1", "2", "3"])
  expect(["b", "a", "B"].sort(compareText)).toEqual(["B", "a", "b"])
})

test.each([
  { name: "the same", other: region("b", at), same: true },
  { name: "an empty text is no text", other: region("b", at, { text: "" }), same: true },
  { name: "no attributes is an empty record", other: region("b", at, { attributes: {} }), same: true },
  { name: "another label", other: region("b", at, { label: "car" }), same: false },
  { name: "another text", other: region("b", at, { text: "x" }), same: false },
  { name: "an attribute", other: region("b", at, { attributes: { side: "left" } }), same: false },
  { name: "too far away", other: region("b", [2, 0, 10, 10]), same: false },
  {
    name: "marked illegible",
    other: region("b", at, { transcript: { value: "", marks: ["illegible"] } }),
    same: false,
  },
  { name: "only marked unsure", other: region("b", at, { transcript: { value: "", marks: ["unsure"] } }), same: true },
])("the same answer: $name", ({ other, same }) => {
  expect(isSameAnswer(region("a", at), other, RULE)).toBe(same)
  expect(isSameAnswer(other, region("a", at), RULE)).toBe(same)
})

test("keys say the same for what counts as the same", () => {
  const one = region("a", at, { text: "Total  12", attributes: { b: true, a: "x" } })
  const other = region("b", at, { text: "total 12", attributes: { a: "x", b: true } })
  expect(attributesKey(one)).toBe(attributesKey(other))
  expect(textKey(one, "ignore_case_and_spaces")).toBe(textKey(other, "ignore_case_and_spaces"))
  expect(textKey(one, "exact")).not.toBe(textKey(other, "exact"))
})

test("an id stays the same when a later answer joins", () => {
  const people = [[region("first", at)], [region("second", at)]]
  const later = [...people, [region("third", at)]]
  expect(idsOfClusters(clusterRegions(people, 0.5), ["s1", "s2"])).toEqual(["first"])
  expect(idsOfClusters(clusterRegions(later, 0.5), ["s1", "s2", "s3"])).toEqual(["first"])
})

test("ids stay unique and short enough when many things share a long one", () => {
  const long = "x".repeat(64)
  const people = Array.from({ length: 12 }, (_, i) => [region(long, [i * 100, 0, 10, 10])])
  const submissions = people.map((_, i) => `s${i + 10}`)
  const ids = idsOfClusters(clusterRegions(people, 0.5), submissions)
  expect(new Set(ids).size).toBe(12)
  expect(ids.every((id) => id.length <= 64)).toBe(true)
  expect(ids[0]).toBe(long)
})
