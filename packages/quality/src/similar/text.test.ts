import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { findTextDisagreement } from "./text.ts"

describe("how two texts differ in one way", () => {
  test.each([
    ["2,50", "2.50", "decimal_comma", "first"],
    ["TVA 18%", "TVA 18 %", "space_before_percent", "second"],
    ["TVA 18\u00a0%", "TVA 18%", "space_before_percent", "first"],
    ["Comté", "Comte", "diacritics", "first"],
    ["ÉPONGES A LA DÉCOUPE", "EPONGES A LA DECOUPE", "diacritics", "first"],
    ["Total", "TOTAL", "case", "second"],
    ["two  words", "two words", "spaces", "first"],
    ["l’eau", "l'eau", "apostrophes", "first"],
    ["10 – 12", "10 - 12", "dashes", "first"],
  ])("%s against %s is %s; the %s has more of it", (first, second, rule, more) => {
    expect(findTextDisagreement(first, second)).toEqual({ key: rule, rule, more })
  })

  test("punctuation is told apart by the sign, so that a group asks one question", () => {
    expect(findTextDisagreement("Merci.", "Merci")).toEqual({
      key: "punctuation ∅↔.",
      rule: "punctuation",
      more: "first",
    })
    expect(findTextDisagreement("Merci", "Merci !")).toEqual({
      key: "punctuation ∅↔␣!",
      rule: "punctuation",
      more: "second",
    })
    expect(findTextDisagreement("a.b", "a,b")).toEqual({ key: "punctuation ,↔.", rule: "punctuation", more: "second" })
  })

  test("the same letters taken for each other everywhere are one question without a rule", () => {
    expect(findTextDisagreement("2,5O", "2,50")).toEqual({ key: "~ 0↔O", rule: null, more: "second" })
    expect(findTextDisagreement("1O O1", "10 01")).toEqual({ key: "~ 0↔O", rule: null, more: "second" })
    expect(findTextDisagreement("TVA 5,5", "5,5")).toEqual({ key: "~ ∅↔TVA␣", rule: null, more: "first" })
    expect(findTextDisagreement("4,50 €", "4,50")).toMatchObject({ rule: "punctuation" })
    expect(findTextDisagreement("4,50 EUR", "4,50 €")).toEqual({ key: "~ EUR↔€", rule: null, more: "first" })
  })

  test.each([
    ["equal texts", "2,50", "2,50"],
    ["composed and decomposed letters", "é", "e\u0301"],
    ["the comma once here and once there", "2,50 3.50", "2.50 3,50"],
    ["capitals in both directions", "aB", "Ab"],
    ["two rules at once", "5,5 %", "5.5%"],
    ["different signs at two places", "O 1", "0 l"],
    ["a letter left out of a word: a slip, each another one", "Marché", "Marcé"],
    ["texts with nothing in common", "abcdefghijklmnop", "qrstuvwxyz012345"],
  ])("%s are no such thing", (_, first, second) => {
    expect(findTextDisagreement(first, second)).toBeNull()
  })

  test("long texts are compared by rules alone, and quickly", () => {
    const words = "mot ".repeat(5_000)
    expect(findTextDisagreement(`${words}2,50`, `${words}2.50`)).toMatchObject({ key: "decimal_comma" })
    expect(findTextDisagreement(`${words}O`, `${words}0`)).toBeNull()
    expect(findTextDisagreement(words, "tom ".repeat(4_000))).toBeNull()
  })

  test("whichever is named first, the key is the same and the side is the same text's", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "B", "é", " ", ",", ".", "1", "%", "'", "’"), maxLength: 8 })
    fc.assert(
      fc.property(text, text, (p, q) => {
        const [there, back] = [findTextDisagreement(p, q), findTextDisagreement(q, p)]
        expect(back?.key).toBe(there?.key)
        if (there && back) expect(back.more).not.toBe(there.more)
      }),
      { numRuns: 300 },
    )
  })

  test("taking one text to the other with the sign put back leaves no difference", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: 99 }), (whole, part) => {
        const found = findTextDisagreement(`${whole},${part}`, `${whole}.${part}`)
        expect(found).toEqual({ key: "decimal_comma", rule: "decimal_comma", more: "first" })
      }),
      { numRuns: 100 },
    )
  })
})
