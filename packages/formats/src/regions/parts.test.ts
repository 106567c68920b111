import { AttributeId, AttributeValue, Region, RegionId } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { JsonValue } from "../io/jsonParse.ts"
import { attributeParts, carriedFor, isTranscript, MAX_TRANSCRIPT, pointsOf, RegionIds, region } from "./parts.ts"

const box = { x: 0, y: 0, width: 1, height: 1 }

test("ids are the file's own where they can be, and distinct always", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: "binary", maxLength: 80 }))), (wanted) => {
      const ids = new RegionIds()
      const given = wanted.map((id) => ids.give(id))
      expect(new Set(given).size).toBe(given.length)
      expect(given.filter((id) => !RegionId.safeParse(id).success)).toEqual([])
    }),
  )
  const ids = new RegionIds()
  expect(["7", "7", null, "r4", null].map((id) => ids.give(id))).toEqual(["7", "r2", "r3", "r4", "r5"])
})

test("attributes are held where a region can hold them and carried where it cannot; none is dropped", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.jsonValue())), (drawn) => {
      // fast-check's JSON values are JSON values.
      const entries = [...new Map(drawn)] as [string, JsonValue][]
      const { held, carried } = attributeParts(entries)
      expect(Object.keys(held ?? {}).length + Object.keys(carried ?? {}).length).toBe(entries.length)
      for (const [key, value] of Object.entries(held ?? {}))
        expect([AttributeId.safeParse(key).success, AttributeValue.safeParse(value).success]).toEqual([true, true])
    }),
  )
})

test.each([
  { name: "an option", value: "left", isHeld: true },
  { name: "yes", value: true, isHeld: true },
  { name: "a number", value: -33.25, isHeld: true },
  { name: "a long text", value: "x".repeat(201), isHeld: false },
  { name: "nothing", value: null, isHeld: false },
  { name: "a list", value: [1], isHeld: false },
  { name: "half a character", value: "\ud83d", isHeld: false },
])("an attribute of $name", ({ value, isHeld }) => {
  const { held, carried } = attributeParts([["key", value]])
  expect([held !== null, carried !== null]).toEqual([isHeld, !isHeld])
})

test("a key that would touch a prototype is carried as data", () => {
  const { held, carried } = attributeParts([["__proto__", true]])
  expect([held, Object.keys(carried ?? {})]).toEqual([null, ["__proto__"]])
})

test.each([
  { name: "three points", numbers: [0, 0, 4, 0, 4, 3], count: 3 },
  { name: "two points", numbers: [0, 0, 4, 0], count: undefined },
  { name: "half a point", numbers: [0, 0, 4, 0, 4, 3, 1], count: undefined },
  { name: "a text", numbers: [0, 0, 4, 0, 4, "3"], count: undefined },
  { name: "a gap", numbers: [0, 0, 4, null, 4, 3], count: undefined },
  { name: "more points than are kept", numbers: Array.from({ length: 20_002 }, (_, i) => i), count: undefined },
])("an outline of $name", ({ numbers, count }) => expect(pointsOf(numbers)?.length).toBe(count))

test("a region is made of what is known and nothing else", () => {
  const label = "cat" as Region["label"] // a valid LabelId
  const least = region({ id: "1", box, label, attributes: undefined, transcript: undefined, outline: undefined })
  expect(Object.keys(least)).toEqual(["id", "geometry", "label"])
  const most = region({
    id: "1",
    box,
    label,
    attributes: { pose: "left" },
    transcript: { value: "" },
    outline: [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
    ],
    foreign: { coco: { score: 1 } },
  })
  expect(Region.safeParse(most).success).toBe(true)
})

test.each(["", "x".repeat(65), "a\ud800"])("a region is no part of what cannot be an id: %j", (parent) => {
  const box = { x: 0, y: 0, width: 1, height: 1 }
  expect(region({ id: "1", box, label: "cat" as Region["label"], parent })).not.toHaveProperty("parent")
  expect(region({ id: "1", box, label: "cat" as Region["label"], parent: "line 1" }).parent).toBe("line 1")
})

test("a text is kept as it is or not at all", () => {
  expect(
    ["", " ", "a".repeat(MAX_TRANSCRIPT), "a".repeat(MAX_TRANSCRIPT + 1), "\0", "\ud800", "👩‍👩‍👧"].map(isTranscript),
  ).toEqual([true, true, true, false, false, false, true])
})

test("each format finds only what it carried itself", () => {
  expect(carriedFor({ coco: { a: 1 }, voc: { b: 2 } }, "coco")).toEqual({ a: 1 })
  expect(carriedFor({ voc: {} }, "coco")).toEqual({})
  expect(carriedFor({ coco: [1] }, "coco")).toEqual({})
  expect(carriedFor(undefined, "toString")).toEqual({})
})
