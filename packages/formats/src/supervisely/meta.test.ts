import { expect, test } from "vitest"
import type { JsonValue } from "../io/jsonParse.ts"
import { questionsAbout, superviselyMeta, tagsOf } from "./meta.ts"

const classes = (...list: JsonValue[]) => superviselyMeta({ classes: list, tags: [] }).classes

test("classes keep their order, their ids as texts and their colours in small letters", () => {
  expect(
    classes({ title: "zebra", color: "#20A0F0", id: 7 }, { title: "ant", color: "#0f0", id: "x" }, { title: "bee" }),
  ).toEqual([
    { id: "7", title: "zebra", color: "#20a0f0", rest: {} },
    { id: "x", title: "ant", color: null, rest: {} },
    { id: null, title: "bee", color: null, rest: {} },
  ])
})

test("a class without a title is left out; what is usual is not kept, what is not stays with the class", () => {
  const config = { nodes: { a: 1 } }
  const found = classes(
    { color: "#20A0F0" },
    5,
    { title: 5 },
    { title: "a", shape: "any", geometry_config: {}, hotkey: "", description: "" },
    { title: "b", shape: "polygon", geometry_config: config, hotkey: "K" },
  )
  expect(found.map(({ title, rest }) => [title, rest])).toEqual([
    ["a", {}],
    ["b", { shape: "polygon", geometry_config: config, hotkey: "K" }],
  ])
})

test.each([[undefined], [null], [5], [[]], [{}], [{ classes: {}, tags: 5 }]] as (JsonValue | undefined)[][])(
  "a meta.json of %j has no classes and breaks nothing",
  (value) => {
    const { classes: found, yesNo } = superviselyMeta(value)
    expect([found, [...yesNo]]).toEqual([[], []])
  },
)

test("tags whose values are true and false are yes or no; others of two values are choices", () => {
  const tag = (name: JsonValue, values: JsonValue) => ({ name, value_type: "oneof_string", values })
  const tags = [
    tag("a", ["true", "false"]),
    tag("b", ["false", "true"]),
    tag("c", ["true"]),
    tag("d", ["yes", "no"]),
    tag(5, ["true", "false"]),
    5,
  ]
  expect([...superviselyMeta({ tags }).yesNo]).toEqual(["a", "b"])
})

test.each([
  [{ name: "seen" }, [["seen", true]]],
  [{ name: "seen", value: null }, [["seen", true]]],
  [{ name: "count", value: 3 }, [["count", 3]]],
  [{ name: "pose", value: "left" }, [["pose", "left"]]],
  [{ name: "pose", value: "true" }, [["pose", "true"]]],
  [{ name: "wet", value: "true" }, [["wet", true]]],
  [{ name: "wet", value: "false" }, [["wet", false]]],
  [{ name: "wet", value: "maybe" }, [["wet", "maybe"]]],
  [{ value: "nameless" }, []],
  ["seen", []],
] as [JsonValue, JsonValue[]][])("the tag %j says %j", (tag, said) => {
  expect(tagsOf([tag], { yesNo: new Set(["wet"]) }).entries).toEqual(said)
})

test("tags that are no list say nothing; as they stand they are kept", () => {
  expect(tagsOf(undefined, { yesNo: new Set() })).toEqual({ entries: [], raw: [] })
  expect(tagsOf({ seen: true }, { yesNo: new Set() }).entries).toEqual([])
  expect(tagsOf([5, { name: "a" }], { yesNo: new Set() }).raw).toEqual([5, { name: "a" }])
})

test("tags with a choice, and of yes and no, are questions about objects of their classes", () => {
  const tag = (name: string, value_type: string, more: object = {}) => ({ name, value_type, ...more })
  const meta = superviselyMeta({
    tags: [
      tag("pose", "oneof_string", { values: ["left", "right"], classes: ["ant"] }),
      tag("seen", "none"),
      tag("wet", "oneof_string", { values: ["true", "false"] }),
      tag("note", "any_string"),
      tag("text", "oneof_string", { values: ["a"] }),
      tag("scene", "oneof_string", { values: ["in", "out"], applicable_type: "imagesOnly" }),
      tag("odd", "oneof_string", { values: [5] }),
    ],
  })
  const about = (title: string) =>
    questionsAbout(title, meta).map(({ id, kind, options }) => [id, kind, options.map((option) => option.id)])
  expect(about("bee")).toEqual([
    ["seen", "yes_no", []],
    ["wet", "yes_no", []],
  ])
  expect(about("ant")[0]).toEqual(["pose", "choice", ["left", "right"]])
})
