import { expect, test } from "vitest"
import type { JsonObject, JsonValue } from "../io/jsonParse.ts"
import { joinResults } from "./results.ts"
import { dataOf, taskOf } from "./task.ts"

const data = { image: "a.jpg" }
const answer = (id: number, more: JsonObject = {}): JsonObject => ({ id, result: [{ id: `r${id}` }], ...more })

/** Which answer of a task counts, by the id of its first result. */
const taken = (task: JsonObject) => {
  const results = taskOf({ data, ...task })?.results ?? null
  const [first] = results ?? []
  return first === undefined ? results : (first as JsonObject)["id"]
}

test.each([
  { name: "nobody answered", task: {}, takes: null },
  { name: "an empty list", task: { annotations: [] }, takes: null },
  { name: "the first of two", task: { annotations: [answer(1), answer(2)] }, takes: "r1" },
  { name: "the ground truth", task: { annotations: [answer(1), answer(2, { ground_truth: true })] }, takes: "r2" },
  { name: "a honeypot of older files", task: { completions: [answer(1), answer(2, { honeypot: true })] }, takes: "r2" },
  { name: "not a skipped one", task: { annotations: [answer(1, { was_cancelled: true }), answer(2)] }, takes: "r2" },
  { name: "not one of older files", task: { completions: [answer(1, { skipped: true }), answer(2)] }, takes: "r2" },
  {
    name: "no skipped ground truth either",
    task: { annotations: [answer(1, { was_cancelled: true, ground_truth: true }), answer(2)] },
    takes: "r2",
  },
  { name: "only skipped ones", task: { annotations: [answer(1, { was_cancelled: true })] }, takes: null },
  { name: "an answer that says nothing is there", task: { annotations: [{ result: [] }] }, takes: [] },
  { name: "not one without results", task: { annotations: [{ id: 1 }, answer(2)] }, takes: "r2" },
  { name: "a prediction where nobody answered", task: { predictions: [answer(3), answer(4)] }, takes: "r3" },
  { name: "a person before a model", task: { annotations: [answer(1)], predictions: [answer(3)] }, takes: "r1" },
  {
    name: "a model where all was skipped",
    task: { annotations: [answer(1, { was_cancelled: true })], predictions: [answer(3)] },
    takes: "r3",
  },
  { name: "annotations before completions", task: { annotations: [answer(1)], completions: [answer(2)] }, takes: "r1" },
] as { name: string; task: JsonObject; takes: JsonValue }[])("the answer of a task: $name", ({ task, takes }) => {
  expect(taken(task)).toEqual(takes)
})

test("what was not taken is kept apart: other answers, predictions, drafts, and what is not known", () => {
  const task = taskOf({
    ...{ id: 5, data, meta: { a: 1 }, inner_id: 9, drafts: [{ id: 7 }] },
    annotations: [answer(1, { lead_time: 3 }), answer(2, { was_cancelled: true }), 5],
    predictions: [answer(3, { score: 0.5 })],
  })
  expect(task).toMatchObject({
    ...{ id: "5", from: "annotation", score: null, cancelled: 1 },
    answer: { id: 1, lead_time: 3 },
    others: [{ id: 2 }, 5],
    predictions: [{ id: 3 }],
    drafts: [{ id: 7 }],
    rest: { inner_id: 9 },
    meta: { a: 1 },
  })
})

test("a prediction brings its score; ids of any length stay as they are", () => {
  const task = taskOf({ id: "9007199254740993", data, predictions: [answer(3, { score: 0.25, model_version: "m" })] })
  expect(task).toMatchObject({
    id: "9007199254740993",
    from: "prediction",
    score: 0.25,
    answer: { model_version: "m" },
  })
})

test.each([[5], [null], ["x"], [[]], [{}], [{ data: "a.jpg" }], [{ data: [] }]] as JsonValue[][])(
  "%j is no task",
  (value) => {
    expect(taskOf(value)).toBeNull()
  },
)

/** The key of the data that is labelled. */
function keyOf(values: JsonObject, results: JsonObject[] = [], sources: [string, string][] = []) {
  const task = taskOf({ data: values })
  const all = joinResults(results).joined.flatMap((one) => one.results)
  return task && dataOf(task, all, new Map(sources))?.key
}

const box = (more: JsonObject): JsonObject => ({ id: "r", type: "rectangle", value: {}, ...more })

test.each([
  { name: "the only path", values: { id: 5, ocr: "/data/upload/1/a.jpg" }, key: "ocr" },
  { name: "the one with a picture's ending", values: { page: "https://x/page", scan: "https://x/a.png" }, key: "scan" },
  { name: "a usual key without an ending", values: { note: "x/y", image: "/image1" }, key: "image" },
  { name: "the first that looks like a path", values: { note: "hello", other: "some/thing" }, key: "other" },
  { name: "none of plain words", values: { note: "hello", n: 4 }, key: undefined },
  { name: "not a text of several lines", values: { text: "a/b\nc", url: "u" }, key: "url" },
  { name: "not a picture inside the task", values: { image: "data:image/png;base64,AA/A", url: "a/b" }, key: "url" },
  {
    name: "the source of the results",
    values: { audio: "a.wav", image: "b.jpg" },
    results: [box({ source: "$image" })],
    key: "image",
  },
  {
    name: "the object of the configuration",
    values: { left: "a.jpg", right: "b.jpg" },
    results: [box({ to_name: "img2" })],
    sources: [["img2", "right"]] as [string, string][],
    key: "right",
  },
  {
    name: "the object's own name",
    values: { left: "a.jpg", right: "b.jpg" },
    results: [box({ to_name: "right" })],
    key: "right",
  },
  {
    name: "no sound where results have a picture's size",
    values: { audio: "a.wav", image: "b" },
    results: [box({ original_width: 5, original_height: 5 })],
    key: "image",
  },
])("which data is labelled: $name", ({ values, results, sources, key }) => {
  expect(keyOf(values, results, sources)).toBe(key)
})
