import { expect, test } from "vitest"
import type { JsonObject } from "../io/jsonParse.ts"
import type { ViaItem } from "./items.ts"
import { ViaLabels } from "./labels.ts"

const region = (said: JsonObject, name = "rect") => ({
  id: null,
  shape: { name },
  attributes: Object.entries(said),
  line: 1,
})
const item = (...regions: ReturnType<typeof region>[]): ViaItem => ({
  name: "a",
  line: 1,
  attributes: {},
  regions,
  rest: {},
})

function learnt(regions: ReturnType<typeof region>[], options: Record<string, string[]> = {}) {
  const labels = new ViaLabels()
  labels.choices(new Map(Object.entries(options)))
  labels.item(item(...regions))
  const { key, names, someWithout } = labels.names()
  return { key, names: [...names], someWithout }
}

test.each([
  { name: "a usual name", said: { track: "x", type: "dog" }, options: {}, key: "type" },
  { name: "a usual name in any letters", said: { Class: "dog" }, options: {}, key: "Class" },
  { name: "label before class before type", said: { type: "a", class: "b", label: "c" }, options: {}, key: "label" },
  {
    name: "one with options before one without",
    said: { label: "a", kind: "b" },
    options: { kind: ["b"] },
    key: "kind",
  },
  { name: "one with options and any name", said: { colour: "red" }, options: { colour: ["red"] }, key: "colour" },
  {
    name: "a usual name before options of any name",
    said: { colour: "red", class: "b" },
    options: { colour: ["red"] },
    key: "class",
  },
  { name: "none that is only a number", said: { type: 4 }, options: {}, key: null },
  { name: "none of other names", said: { track: "x" }, options: {}, key: null },
  { name: "none that is empty", said: { type: "" }, options: {}, key: null },
  { name: "the options alone, before any region", said: {}, options: { type: ["a"] }, key: "type" },
] as { name: string; said: JsonObject; options: Record<string, string[]>; key: string | null }[])(
  "the label is $name",
  ({ said, options, key }) => {
    expect(learnt([region(said)], options).key).toBe(key)
  },
)

test("labels have the order of the options, then that of the regions", () => {
  const said = ["owl", "ant", "bee"].map((kind) => region({ kind }))
  expect(learnt(said, { kind: ["zebra", "ant"] }).names.map(([name]) => name)).toEqual(["zebra", "ant", "owl", "bee"])
})

test("other attributes with options are questions about every label; texts are not", () => {
  const labels = new ViaLabels()
  labels.choices(
    new Map([
      ["type", ["a"]],
      ["pose", ["left", "right"]],
      ["text", ["x"]],
      ["empty", []],
    ]),
  )
  const { key, asked } = labels.names()
  expect([key, asked.map(({ id, kind, options }) => [id, kind, options.map((option) => option.id)])]).toEqual([
    "type",
    [["pose", "choice", ["left", "right"]]],
  ])
})

test("a label has texts when a region of it has one, by a usual name for texts", () => {
  const said = [
    region({ type: "a", text: "x" }),
    region({ type: "a" }),
    region({ type: "b", note: "x" }),
    region({ type: "c", OCR: "" }),
  ]
  expect(learnt(said).names).toEqual([
    ["a", true],
    ["b", false],
    ["c", true],
  ])
})

test("some regions have no label; points and lines do not count, they are no regions", () => {
  expect(learnt([region({ type: "a" }), region({})]).someWithout).toBe(true)
  expect(learnt([region({ type: "a" }), region({}, "point"), region({}, "polyline")]).someWithout).toBe(false)
  expect(learnt([]).someWithout).toBe(false)
})

test("an attribute with more values than there can be labels is none; nor is one with endless values", () => {
  const many = Array.from({ length: 1_001 }, (_, i) => region({ name: `n${i}`, kind: "a" }))
  expect(learnt(many).key).toBe("kind")
  expect(learnt([region({ type: "x".repeat(401), kind: "a" })]).key).toBe("kind")
})

test("stretches of sound teach labels too, and need none", () => {
  const labels = new ViaLabels()
  const stretch = { id: "s", start: 0, end: 1, attributes: [["class", "noise"] as const] }
  labels.item({ ...item(), stretches: [stretch, { ...stretch, attributes: [] }] })
  expect(labels.names()).toMatchObject({ key: "class", someWithout: false })
})
