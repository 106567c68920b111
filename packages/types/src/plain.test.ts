import { test as drawn, fc } from "@fast-check/vitest"
import { describe, expect, test } from "vitest"
import { MOST_DEPTH, unfitIn } from "./plain.ts"
import { isStorable } from "./text.ts"

const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`)

describe("what no call can take", () => {
  test.each([
    ["U+0000", { filter: { search: "a\0b" } }, { field: "filter.search", rule: "unstorable_text" }],
    ["half a surrogate pair", { kinds: ["fine", "\ud800"] }, { field: "kinds.1", rule: "unstorable_text" }],
    ["a name of a field", { detail: { "a\0": 1 } }, { field: "detail", rule: "unstorable_text" }],
    ["a text alone", "\udfff", { field: "", rule: "unstorable_text" }],
  ])("%s", (_what, value, found) => {
    expect(unfitIn(value)).toEqual(found)
  })

  test("nesting beyond every schema, however deep, without going down itself (found T32)", () => {
    expect(unfitIn(nested(MOST_DEPTH))).toBeNull()
    expect(unfitIn(nested(MOST_DEPTH + 1))).toMatchObject({ rule: "too_deep" })
    expect(unfitIn(nested(5_000))).toMatchObject({ rule: "too_deep" })
    expect(unfitIn(JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`))).toMatchObject({ rule: "too_deep" })
  })

  drawn.prop([fc.jsonValue({ maxDepth: 8 })])("everything else is fit", (value) => {
    const isFit = [...JSON.stringify(value)].every((one) => isStorable(one)) && !JSON.stringify(value).includes("\\ud")
    fc.pre(isFit && !JSON.stringify(value).includes("\\u0000"))
    expect(unfitIn(value)).toBeNull()
  })
})
