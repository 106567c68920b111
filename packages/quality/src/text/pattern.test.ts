import fc from "fast-check"
import { expect, test } from "vitest"
import { differencePattern } from "./pattern.ts"

test.each([
  { a: "TVA 18", b: "TWA 18", pattern: "V↔W" },
  { a: "TWA 5,5", b: "TVA 5,5", pattern: "V↔W" },
  { a: "18 %", b: "18%", pattern: "∅↔␣" },
  { a: "a\tb", b: "ab", pattern: "∅↔␣" },
  { a: "2,50", b: "2.50", pattern: ",↔." },
  { a: "Ol1ver", b: "Oliver", pattern: "1↔i" },
  { a: "rn", b: "m", pattern: "m↔rn" },
  { a: "0l0", b: "OlO", pattern: "0↔O" },
  { a: "cafe\u0301", b: "caf\u00e9", pattern: null },
  { a: "same", b: "same", pattern: null },
  { a: "a completely other text", b: "nothing in common here", pattern: null },
])("'$a' and '$b': $pattern", ({ a, b, pattern }) => {
  expect(differencePattern(a, b)).toBe(pattern)
})

test("several places are named each once, in order", () => {
  expect(differencePattern("TVA 18 %", "TWA 18%")).toBe("V↔W, ∅↔␣")
})

test("the pattern does not depend on which text is named first", () => {
  const few = fc.string({ unit: fc.constantFrom("a", "b", " ", "1"), maxLength: 8 })
  fc.assert(
    fc.property(few, few, (a, b) => {
      expect(differencePattern(a, b)).toBe(differencePattern(b, a))
    }),
  )
})
