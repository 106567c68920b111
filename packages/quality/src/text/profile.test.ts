import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  EXACT_PROFILE,
  NORMALISER_RULES,
  type NormaliserRule,
  normaliseWith,
  ruleBetween,
  rulesBetween,
  SCORE_PROFILE,
  TEXT_RULES,
} from "./profile.ts"

const under = (rules: readonly NormaliserRule[], text: string) => normaliseWith({ rules, markers: [] }, text)

describe("each rule unites what it names", () => {
  test.each<{ rule: NormaliserRule; a: string; b: string }>([
    { rule: "spaces", a: "  two\n words ", b: "two words" },
    { rule: "case", a: "STRASSE", b: "straße" },
    { rule: "apostrophes", a: "l’été", b: "l'été" },
    { rule: "quotes", a: "«oui»", b: '"oui"' },
    { rule: "dashes", a: "1914–1918", b: "1914-1918" },
    { rule: "space_before_percent", a: "TVA 18 %", b: "TVA 18%" },
    { rule: "decimal_comma", a: "total 2,50", b: "total 2.50" },
    { rule: "digits", a: "٢٠٢٦", b: "2026" },
    { rule: "digits", a: "๒๕", b: "25" },
    { rule: "width", a: "ＡＢＣ１", b: "ABC1" },
    { rule: "diacritics", a: "élève", b: "eleve" },
    { rule: "diacritics", a: "كِتَابٌ", b: "كتاب" },
    { rule: "diacritics", a: "שָׁלוֹם", b: "שלום" },
    { rule: "punctuation", a: "Yes, sir!", b: "Yes sir" },
    { rule: "no_spaces", a: "good bye", b: "goodbye" },
  ])("$rule: '$a' and '$b'", ({ rule, a, b }) => {
    expect(under([rule], a)).toBe(under([rule], b))
    expect(ruleBetween(a, b)).toBe(rule)
  })
})

describe("and leaves alone what it does not name", () => {
  test.each<{ rule: NormaliserRule; a: string; b: string }>([
    { rule: "decimal_comma", a: "a,b", b: "a.b" },
    { rule: "decimal_comma", a: "1, 2", b: "1. 2" },
    { rule: "space_before_percent", a: "18 kg", b: "18kg" },
    { rule: "diacritics", a: "й", b: "и" },
    { rule: "diacritics", a: "กี", b: "ก" },
    { rule: "punctuation", a: "a,b", b: "ab" },
    { rule: "punctuation", a: "👍", b: "" },
    { rule: "spaces", a: "a b", b: "ab" },
    { rule: "case", a: "ab", b: "ac" },
  ])("$rule: '$a' and '$b' stay different", ({ rule, a, b }) => {
    expect(under([rule], a)).not.toBe(under([rule], b))
  })
})

test("composed and decomposed letters are one without any rule", () => {
  expect(normaliseWith(EXACT_PROFILE, "cafe\u0301")).toBe("caf\u00e9")
  expect(ruleBetween("cafe\u0301", "caf\u00e9")).toBeNull()
})

test("the order of rules in a profile does not matter", () => {
  fc.assert(
    fc.property(fc.subarray([...NORMALISER_RULES]), fc.string({ unit: "grapheme" }), (rules, text) => {
      expect(under([...rules].reverse(), text)).toBe(under(rules, text))
    }),
  )
})

test("what is normalised is its own form", () => {
  fc.assert(
    fc.property(fc.subarray([...TEXT_RULES]), fc.string({ unit: "grapheme" }), (rules, text) => {
      const once = under(rules, text)
      expect(under(rules, once)).toBe(once)
    }),
  )
})

test("with a decimal comma the point between digits is no punctuation", () => {
  expect(under(["decimal_comma", "punctuation"], "Total: 2,50.")).toBe("Total 2.50")
  expect(under(["punctuation"], "Total: 2,50.")).toBe("Total 2 50")
})

test("the form for scores never glues words together and leaves what is not seen out", () => {
  expect(normaliseWith(SCORE_PROFILE, "  It’s  18 %,\n the END ")).toBe("it's 18 the end")
  expect(normaliseWith(SCORE_PROFILE, "tran\u00adscribe \u202bשלום\u202c 👩‍👧")).toBe("transcribe שלום 👩‍👧")
})

describe("the rule between two texts", () => {
  test("is the mildest of those that serve", () => {
    expect(ruleBetween("a  b", "a b")).toBe("spaces")
    expect(ruleBetween("18 %", "18%", ["no_spaces", "space_before_percent"])).toBe("no_spaces")
  })
  test("is null where none serves alone", () => {
    expect(ruleBetween("TVA 18 %", "tva 18%")).toBeNull()
    expect(ruleBetween("TVA", "TWA")).toBeNull()
    expect(ruleBetween("same", "same")).toBeNull()
  })
  test("does not depend on which text is named first", () => {
    const few = fc.string({ unit: fc.constantFrom("a", "A", " ", ",", ".", "1", "é", "’", "'"), maxLength: 6 })
    fc.assert(
      fc.property(few, few, (a, b) => {
        expect(ruleBetween(a, b)).toBe(ruleBetween(b, a))
      }),
    )
  })
  test("several rules together when one is not enough, and no more than needed", () => {
    expect(rulesBetween("TVA 18 %", "tva 18%")).toEqual(["case", "space_before_percent"])
    expect(rulesBetween("L’Été, 2,50", "l'ete, 2.50", TEXT_RULES)).toEqual([
      "case",
      "apostrophes",
      "decimal_comma",
      "diacritics",
    ])
    expect(rulesBetween("a", "a")).toEqual([])
    expect(rulesBetween("’a", "’,a")).toEqual(["punctuation"])
    expect(rulesBetween("TVA", "TWA")).toBeNull()
  })
  test("several rules do unite, and none of them can be left out", () => {
    const few = fc.string({ unit: fc.constantFrom("a", "A", " ", ",", "1", "é", "e", "’"), maxLength: 6 })
    fc.assert(
      fc.property(few, few, (a, b) => {
        const rules = rulesBetween(a, b)
        if (!rules) return
        expect(under(rules, a)).toBe(under(rules, b))
        for (const rule of rules) {
          const without = rules.filter((other) => other !== rule)
          expect(under(without, a)).not.toBe(under(without, b))
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
