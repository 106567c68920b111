import { expect, test } from "vitest"
import type { JsonObject, JsonValue } from "../io/jsonParse.ts"
import {
  answerOf,
  isSound,
  type Joined,
  joinResults,
  labelsOf,
  placing,
  type Result,
  shapeOf,
  sizeInResults,
  stretchOf,
  textsOf,
} from "./results.ts"

const result = (type: string, value: JsonObject, more: JsonObject = {}): Result => {
  const raw = { id: "r", type, from_name: "f", to_name: "image", value, ...more }
  return { type, from: "f", to: "image", value, raw }
}
const joined = (...results: Result[]): Joined => ({ id: "r", index: 0, results })

test("results are joined by id in the order in which ids first occur; those without an id stand alone", () => {
  const raw = (id: JsonValue | undefined, type: string): JsonObject => ({
    ...{ type, from_name: "f", to_name: "t", value: {} },
    ...(id === undefined ? {} : { id }),
  })
  const list = [
    raw("b", "labels"),
    raw(undefined, "choices"),
    raw("a", "rectangle"),
    raw("b", "textarea"),
    raw(undefined, "x"),
  ]
  const found = joinResults(list).joined.map(({ id, index, results }) => [id, index, results.map(({ type }) => type)])
  expect(found).toEqual([
    ["b", 0, ["labels", "textarea"]],
    [null, 1, ["choices"]],
    ["a", 2, ["rectangle"]],
    [null, 4, ["x"]],
  ])
})

test("ids may be numbers; a number and its text are the same region", () => {
  const at = (id: JsonValue): JsonObject => ({ id, type: "labels", value: {} })
  expect(joinResults([at(7), at("7"), at(7.5)]).joined.map(({ id, results }) => [id, results.length])).toEqual([
    ["7", 2],
    ["7.5", 1],
  ])
})

test("what is no result is named by its place; relations have no value and are taken", () => {
  const list = [5, null, "x", [], { id: "a" }, { type: "labels" }, { type: "labels", value: [] }, { type: "relation" }]
  const { joined: found, odd } = joinResults(list)
  expect(odd).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(found.map(({ results }) => results[0]?.type)).toEqual(["relation"])
})

test.each([
  ["rectanglelabels", {}, "rectangle"],
  ["rectangle", {}, "rectangle"],
  ["polygonlabels", {}, "polygon"],
  ["ellipse", {}, "ellipse"],
  ["brushlabels", {}, "brush"],
  ["keypointlabels", { x: 1, y: 2, width: 0.1 }, "keypoint"],
  ["vectorlabels", {}, "vector"],
  ["bitmasklabels", {}, "bitmask"],
  ["labels", { x: 1, y: 2, width: 3, height: 4 }, "rectangle"],
  ["textarea", { points: [[1, 2]] }, "polygon"],
  ["labels", { x: 1, y: 2, radiusX: 3, radiusY: 4 }, "ellipse"],
  ["labels", { start: 1, end: 2 }, null],
  ["choices", { choices: ["a"] }, null],
  // A key point has a width and no height: it must not become a box.
  ["labels", { x: 1, y: 2, width: 3 }, null],
] as [string, JsonObject, string | null][])("%s with %j is a %s", (type, value, shape) => {
  expect(shapeOf(result(type, value))).toBe(shape)
})

test("the place of a region comes from the result that is a shape, else from one that repeats the numbers", () => {
  const numbers = { x: 1, y: 2, width: 3, height: 4 }
  const text = result("textarea", { ...numbers, text: ["x"] })
  const box = result("rectangle", numbers)
  expect(placing(joined(text, box))).toBe(box)
  expect(placing(joined(result("choices", { choices: [] }), text))).toBe(text)
  expect(placing(joined(result("choices", { choices: [] })))).toBeUndefined()
})

test("labels are those of every kind of labelling result, each once, in order; what is no text is passed over", () => {
  const all = joined(
    result("rectanglelabels", { rectanglelabels: ["a", 5, "b"] }),
    result("labels", { labels: ["b", "c"] }),
    result("polygonlabels", { labels: ["d"] }),
    result("choices", { choices: ["no label"] }),
    result("labels", { labels: "no list" }),
  )
  expect(labelsOf(all)).toEqual(["a", "b", "c", "d"])
})

test.each([
  [{ text: ["one"] }, ["one"]],
  [{ text: "older files" }, ["older files"]],
  [{ text: [] }, []],
  [{ text: ["a", 5, "b"] }, ["a", "b"]],
  [{}, null],
  [{ text: 5 }, null],
] as [JsonObject, string[] | null][])("the texts of a text area with %j are %j", (value, texts) => {
  expect(textsOf(result("textarea", value))).toEqual(texts)
  expect(textsOf(result("labels", value))).toBeNull()
})

test.each([
  ["choices", { choices: ["a"] }, "a"],
  ["choices", { choices: ["a", "b"] }, ["a", "b"]],
  ["choices", { choices: [] }, []],
  ["choices", { choices: "a" }, "a"],
  ["number", { number: 2.5 }, 2.5],
  ["rating", { rating: 4 }, 4],
  ["datetime", { datetime: "2024-01-01" }, "2024-01-01"],
  ["taxonomy", { taxonomy: [["a"]] }, undefined],
  ["number", {}, undefined],
] as [string, JsonObject, JsonValue | undefined][])("%s with %j is answered %j", (type, value, answer) => {
  expect(answerOf(result(type, value))).toEqual(answer)
})

test.each([
  [
    { original_width: 30, original_height: 20 },
    { width: 30, height: 20 },
  ],
  [{ original_width: 30 }, null],
  [{ original_width: "30", original_height: 20 }, null],
  [{ original_width: 0, original_height: 20 }, null],
  [{ original_width: 30.5, original_height: 20 }, null],
] as [JsonObject, unknown][])("results with %j were made on a picture of %j", (more, size) => {
  expect(sizeInResults([result("labels", {}), result("labels", {}, more)])).toEqual(size)
})

test("a stretch has its start and perhaps an end; letters of a text and negative seconds are none", () => {
  expect(stretchOf(joined(result("labels", {}), result("labels", { start: 0, end: 2 })))).toEqual({ start: 0, end: 2 })
  expect(stretchOf(joined(result("labels", { start: 1.5 })))).toEqual({ start: 1.5, end: null })
  expect(stretchOf(joined(result("labels", { start: -1, end: 2 })))).toBeNull()
  expect(stretchOf(joined(result("labels", { start: "/p[1]/text()[1]", end: "x" })))).toBeNull()
})

test("sound is told from written text by its length or its channel", () => {
  expect(isSound(joined(result("labels", { start: 0, end: 5 })))).toBe(false)
  expect(isSound(joined(result("labels", { start: 0, end: 5, channel: 0 })))).toBe(true)
  expect(isSound(joined(result("labels", { start: 0, end: 5 }, { original_length: 12.3 })))).toBe(true)
})
