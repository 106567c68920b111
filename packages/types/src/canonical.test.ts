import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { canonicalJson } from "./canonical.ts"

describe("the canonical form of a body", () => {
  test.each([
    { name: "keys in code-unit order", value: { b: 1, a: 2, B: 3 }, text: '{"B":3,"a":2,"b":1}' },
    { name: "absent members left out", value: { a: undefined, b: null }, text: '{"b":null}' },
    { name: "holes in lists as null", value: [1, undefined, "x"], text: '[1,null,"x"]' },
    { name: "numbers as JavaScript writes them", value: [0.1, 1e21, -0, 5], text: "[0.1,1e+21,0,5]" },
    { name: "text with signs of its own", value: 'a"\n\u2028', text: JSON.stringify('a"\n\u2028') },
    { name: "empty things", value: { a: {}, b: [] }, text: '{"a":{},"b":[]}' },
  ])("$name", ({ value, text }) => expect(canonicalJson(value)).toBe(text))

  test("reads back as what it was, whatever the order in which members were set", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(shuffled(value))).toBe(text)
      }),
    )
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %s, which JSON cannot say", (number) => {
    expect(() => canonicalJson({ x: number })).toThrow(TypeError)
  })

  test("refuses what is no data", () => {
    expect(() => canonicalJson(() => 1)).toThrow(TypeError)
  })
})

/** The same value with the members of every object set in reverse. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  )
}
