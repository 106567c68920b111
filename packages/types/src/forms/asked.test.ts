import { describe, expect, test } from "vitest"
import { type AskedField, askedAfter, fieldsOf, findFormProblem, isAnswerTo, missingFields } from "./asked.ts"
import { Field } from "./field.ts"

const BASE = { must: true, cannotTell: false, compared: "exactly" }
const asked = (id: string, field: object): AskedField => ({
  id: id as AskedField["id"],
  name: { en: id },
  field: Field.parse({ ...BASE, ...field }),
})
const options = ["a", "b"].map((id) => ({ id, name: { en: id } }))
const choice = asked("choice", { kind: "choice", options })
const only = (id: string, field: string, is: string[]) => asked(id, { kind: "yes_no", askedIf: { field, is } })

describe("what is wrong with the questions of a form", () => {
  test.each([
    { name: "none at all", fields: [], problem: { code: "none" } },
    {
      name: "a condition on a later question",
      fields: [only("x", "choice", ["a"]), choice],
      problem: { code: "later", at: 1, other: 2 },
    },
    {
      name: "a condition on itself",
      fields: [choice, only("x", "x", ["true"])],
      problem: { code: "later", at: 2, other: 2 },
    },
    {
      name: "conditions that go round",
      fields: [only("x", "y", ["true"]), only("y", "x", ["true"])],
      problem: { code: "later", at: 1, other: 2 },
    },
    {
      name: "a condition on nothing",
      fields: [only("x", "gone", ["a"])],
      problem: { code: "unknown", at: 1, other: 0 },
    },
    {
      name: "a condition on no choice",
      fields: [choice, only("x", "choice", ["c"])],
      problem: { code: "no_choice", at: 2, other: 1 },
    },
    {
      name: "one choice",
      fields: [asked("x", { kind: "several", options: options.slice(1) })],
      problem: { code: "few_options", at: 1 },
    },
    {
      name: "bounds the wrong way round",
      fields: [asked("x", { kind: "number", min: 2, max: 1 })],
      problem: { code: "bounds", at: 1 },
    },
    {
      name: "a place compared as text",
      fields: [asked("x", { kind: "point", compared: "text" })],
      problem: { code: "compared", at: 1 },
    },
    { name: "nothing", fields: [choice, only("x", "choice", ["a", "b"]), only("y", "x", ["false"])], problem: null },
  ])("$name", ({ fields, problem }) => expect(findFormProblem(fields)).toEqual(problem))
})

test.each([
  { kind: { kind: "choice", options }, right: ["a"], wrong: ["c", true, ["a"], undefined] },
  { kind: { kind: "several", options }, right: [["a"], ["b", "a"]], wrong: [[], ["a", "a"], ["c"], "a"] },
  { kind: { kind: "yes_no" }, right: [true, false], wrong: ["true", 1] },
  { kind: { kind: "scale", steps: 5 }, right: [1, 5], wrong: [0, 6, 2.5, "2"] },
  { kind: { kind: "number", min: -1, max: 2.5 }, right: [-1, 2.5], wrong: [-2, 3, "2"] },
  { kind: { kind: "text", isLong: false }, right: ["<b>x</b>"], wrong: [" ", "", 3] },
  { kind: { kind: "date" }, right: ["2024-02-29"], wrong: ["2023-02-29", "29.2.2024", 3] },
  { kind: { kind: "point", compared: "within" }, right: [{ x: 0, y: 2.5 }], wrong: ["0 2", { said: [] }] },
])("an answer to $kind.kind is one of its own values", ({ kind, right, wrong }) => {
  const { field } = asked("x", kind)
  for (const value of right) expect(isAnswerTo(field, value)).toBe(true)
  for (const value of [...wrong, { cannotTell: true as const }]) expect(isAnswerTo(field, value)).toBe(false)
  expect(isAnswerTo({ ...field, cannotTell: true }, { cannotTell: true })).toBe(true)
})

test("a question is asked after the answers before it, through several conditions; what is not asked is not missing", () => {
  const fields = [
    choice,
    only("x", "choice", ["a"]),
    only("y", "x", ["true"]),
    asked("several", { kind: "several", options }),
  ]
  const ids = (values: [string, string | boolean | string[]][]) =>
    askedAfter(fields, new Map(values)).map(({ id }) => id)
  expect(ids([])).toEqual(["choice", "several"])
  expect(ids([["choice", "a"]])).toEqual(["choice", "x", "several"])
  expect(
    ids([
      ["choice", "a"],
      ["x", true],
    ]),
  ).toEqual(["choice", "x", "y", "several"])
  // An answer that stayed behind from before asks nothing any more.
  expect(
    ids([
      ["choice", "b"],
      ["x", true],
    ]),
  ).toEqual(["choice", "several"])
  expect(missingFields(fields, new Map([["choice", "b"]])).map(({ id }) => id)).toEqual(["several"])
  const bySeveral = [fields[3] ?? choice, only("z", "several", ["b"])]
  expect(askedAfter(bySeveral, new Map([["several", ["a", "b"]]])).length).toBe(2)
})

test("what is asked no more is no question of the form, and a label without one is none", () => {
  const label = { color: "#000000", key: null, hasText: false, attributes: [], retired: false }
  const labels = [
    { ...label, id: choice.id, name: choice.name, field: choice.field },
    { ...label, id: "old" as AskedField["id"], name: { en: "old" }, field: choice.field, retired: true },
    { ...label, id: "car" as AskedField["id"], name: { en: "car" } },
  ]
  expect(fieldsOf(labels)).toEqual([choice])
})
