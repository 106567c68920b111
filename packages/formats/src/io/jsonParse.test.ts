import { expect, test } from "vitest"
import { idText, isList, isObject, member, parseJson, unknownMembers } from "./jsonParse.ts"

test.each([
  { name: "a small id stays a number", text: '{"id": 12}', value: { id: 12 } },
  { name: "an id beyond 2^53 keeps its digits", text: '{"id": 9007199254740993}', value: { id: "9007199254740993" } },
  {
    name: "so does another key's id",
    text: '{"image_id": -90071992547409931 }',
    value: { image_id: "-90071992547409931" },
  },
  {
    name: "other large numbers stay numbers",
    text: '{"area": 12345678901234567}',
    value: { area: Number("12345678901234567") },
  },
  {
    name: "digits inside a text stay",
    text: '{"s": "\\"id\\": 9007199254740993,"}',
    value: { s: '"id": 9007199254740993,' },
  },
  { name: "long fractions stay", text: '{"id": 0.12345678901234567}', value: { id: Number("0.12345678901234567") } },
])("parseJson: $name", ({ text, value }) => expect(parseJson(text)).toEqual({ value }))

test("numbers that Python writes and JSON does not know are found, and said", () => {
  expect(parseJson('{"bbox": [NaN, -Infinity, 1, "NaN"]}')).toEqual({
    value: { bbox: ["NaN", "-Infinity", 1, "NaN"] },
    problem: "not_a_number",
  })
})

test("a number beyond all bounds is a text, and said: JSON could not hold what it would become", () => {
  const long = "9".repeat(400)
  expect(parseJson(`{"x": [1e999, -2.5E+400, ${long}, 1e-999, 1e100], "s": "1e999"}`)).toEqual({
    value: { x: ["1e999", "-2.5E+400", long, 0, 1e100], s: "1e999" },
    problem: "not_a_number",
  })
  expect(parseJson('{"x": 1e300, "\\"1e999\\"": "a 1e999"}')).toEqual({ value: { x: 1e300, '"1e999"': "a 1e999" } })
})

test.each(["{", "{'a': 1}", "[1,]", "undefined", '{"a": Nan}'])("not JSON: %s", (text) => {
  expect(parseJson(text)).toBeNull()
})

test("keys of Object.prototype are data and never found by accident", () => {
  const value = parseJson('{"__proto__": {"x": 1}, "a": 2}')?.value
  if (!isObject(value)) throw new Error("no object")
  expect(Object.keys(unknownMembers(value, new Set(["a"])) ?? {})).toEqual(["__proto__"])
  expect(member(value, "toString")).toBeUndefined()
  expect(({} as { x?: number }).x).toBeUndefined()
})

test("an id is the same as number, whole float or text", () => {
  expect([1, "1", JSON.parse("1.0")].map((id) => idText(id))).toEqual(["1", "1", "1"])
  expect([null, undefined, true, "", {}, []].map((id) => idText(id as never))).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ])
})

test("lists and objects are told apart", () => {
  expect([isList([]), isList({}), isObject({}), isObject([]), isObject(null)]).toEqual([
    true,
    false,
    true,
    false,
    false,
  ])
})
