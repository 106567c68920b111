import { DEFAULT_SETTINGS, Field, type FieldValue } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { isSameValue } from "./same.ts"
import { opinionsIn, valueTogether } from "./together.ts"

const options = ["a", "b", "c"].map((id) => ({ id, name: { en: id } }))
const field = (more: object): Field => Field.parse({ must: false, cannotTell: true, compared: "exactly", ...more })
const asked = (more: object) => ({
  id: "q" as Parameters<typeof valueTogether>[0]["id"],
  name: { en: "q" },
  field: field(more),
})
const FOLDED = { ...DEFAULT_SETTINGS.settle, text: "ignore_case_and_spaces" as const }

describe("two answers say the same", () => {
  test.each([
    { name: "one choice", of: { kind: "choice", options }, a: "a", b: "a", same: true },
    { name: "two choices", of: { kind: "choice", options }, a: "a", b: "b", same: false },
    { name: "several in another order", of: { kind: "several", options }, a: ["a", "b"], b: ["b", "a"], same: true },
    { name: "one of several less", of: { kind: "several", options }, a: ["a", "b"], b: ["a"], same: false },
    { name: "yes and no", of: { kind: "yes_no" }, a: true, b: false, same: false },
    { name: "numbers apart", of: { kind: "number" }, a: 2, b: 2.1, same: false },
    { name: "numbers within", of: { kind: "number", compared: "within", tolerance: 0.1 }, a: 2, b: 2.1, same: true },
    { name: "numbers beyond", of: { kind: "number", compared: "within", tolerance: 0.1 }, a: 2, b: 2.2, same: false },
    { name: "texts as texts", of: { kind: "text", isLong: false, compared: "text" }, a: "A b", b: "ab", same: true },
    { name: "texts exactly", of: { kind: "text", isLong: false }, a: "A b", b: "ab", same: false },
    {
      name: "days within",
      of: { kind: "date", compared: "within", tolerance: 1 },
      a: "2026-12-31",
      b: "2027-01-01",
      same: true,
    },
    { name: "days exactly", of: { kind: "date" }, a: "2026-12-31", b: "2027-01-01", same: false },
    {
      name: "places near",
      of: { kind: "point", compared: "within" },
      a: { x: 0, y: 0 },
      b: { x: 12, y: 16 },
      same: true,
    },
    {
      name: "places far",
      of: { kind: "point", compared: "within" },
      a: { x: 0, y: 0 },
      b: { x: 12, y: 17 },
      same: false,
    },
    {
      name: "cannot tell",
      of: { kind: "yes_no" },
      a: { cannotTell: true as const },
      b: { cannotTell: true as const },
      same: true,
    },
    { name: "cannot tell and no", of: { kind: "yes_no" }, a: { cannotTell: true as const }, b: false, same: false },
  ] as { name: string; of: object; a: FieldValue; b: FieldValue; same: boolean }[])("$name: $same", (row) => {
    expect(isSameValue(field(row.of), row.a, row.b, FOLDED)).toBe(row.same)
    expect(isSameValue(field(row.of), row.b, row.a, FOLDED)).toBe(row.same)
  })
})

test.each([
  { name: "a choice", of: { kind: "choice", options }, said: ["a", "b", "a"], value: "a" },
  {
    name: "each of several",
    of: { kind: "several", options },
    said: [["a", "b"], ["a"], ["a", "b"]],
    value: ["a", "b"],
  },
  { name: "yes or no", of: { kind: "yes_no" }, said: [false, false, true], value: false },
  {
    name: "the number that most are near",
    of: { kind: "number", compared: "within", tolerance: 1 },
    said: [5, 5, 90],
    value: 5,
  },
  {
    name: "cannot tell, where most say so",
    of: { kind: "yes_no" },
    said: [{ cannotTell: true }, { cannotTell: true }, true],
    value: { cannotTell: true },
  },
  {
    name: "the one who could tell",
    of: { kind: "text", isLong: false },
    said: [{ cannotTell: true }, "x"],
    value: "x",
  },
] as { name: string; of: object; said: FieldValue[]; value: FieldValue }[])(
  "they come to $name",
  ({ of, said, value }) => {
    expect(valueTogether(asked(of), said)).toEqual(value)
    expect(valueTogether(asked(of), [...said].reverse())).toEqual(value)
  },
)

test("opinions are counted: numbers rise, anything else comes by how many said it; of several each counts", () => {
  expect(opinionsIn([3, 1, 3])).toEqual({
    said: [
      { value: 1, people: 1 },
      { value: 3, people: 2 },
    ],
  })
  expect(opinionsIn([["a", "b"], ["b"], { cannotTell: true }])).toEqual({
    said: [
      { value: "b", people: 2 },
      { value: "a", people: 1 },
    ],
  })
})
