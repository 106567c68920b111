import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { graphemesOf } from "./graphemes.ts"

const seen = (text: string) =>
  graphemesOf(text).map((one) => (typeof one === "number" ? String.fromCodePoint(one) : one))

describe("characters as people see them", () => {
  test.each([
    { what: "letters", text: "abc", characters: ["a", "b", "c"] },
    { what: "a letter with marks", text: "q\u0307\u0323x", characters: ["q\u0307\u0323", "x"] },
    { what: "a mark alone", text: "\u0301a", characters: ["\u0301", "a"] },
    { what: "Thai vowels, tones and am", text: "ที่น้ำ", characters: ["ที่", "น้ำ"] },
    { what: "Hebrew points", text: "שָׁלוֹם", characters: ["שָׁ", "ל", "וֹ", "ם"] },
    { what: "Arabic vowels", text: "مَرْحَبا", characters: ["مَ", "رْ", "حَ", "ب", "ا"] },
    {
      what: "Hangul typed letter by letter",
      text: "\u1112\u1161\u11ab\u1100",
      characters: ["\u1112\u1161\u11ab", "\u1100"],
    },
    { what: "joined emoji", text: "👩‍👩‍👧👍🏽", characters: ["👩‍👩‍👧", "👍🏽"] },
    { what: "flags", text: "🇫🇷🇩🇪🏴󠁧󠁢󠁷󠁬󠁳󠁿", characters: ["🇫🇷", "🇩🇪", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"] },
    { what: "a keycap", text: "1️⃣2", characters: ["1️⃣", "2"] },
    { what: "line ends", text: "a\r\n\nb", characters: ["a", "\r\n", "\n", "b"] },
    { what: "letters beyond the first plane", text: "𝒜𝒷", characters: ["𝒜", "𝒷"] },
    { what: "nothing", text: "", characters: [] },
  ])("$what", ({ text, characters }) => {
    expect(seen(text)).toEqual(characters)
  })

  const unit = fc.constantFrom(
    ...["a", "é", "e\u0301", "\u0323", "ก", "ี", "่", "ำ", "ש", "ָ", "م", "َ", "한", "\u1112", "\u1161", "\u11ab"],
    ...["👍", "🏽", "👩‍👧", "🇫🇷", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "❤️", "1️⃣", " ", "\r\n", "\n", "𝒜", "東"],
  )
  const anyPoint = fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point))
  test("together they are the text, none of them empty", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(unit, anyPoint) }), (text) => {
        expect(seen(text).join("")).toBe(text)
        expect(seen(text).every((one) => one !== "")).toBe(true)
      }),
    )
  })

  test("are those of the platform, for scripts and signs on which versions of Unicode agree", () => {
    const platform = new Intl.Segmenter("en", { granularity: "grapheme" })
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        expect(seen(text)).toEqual(Array.from(platform.segment(text), ({ segment }) => segment))
      }),
      { numRuns: 1_000 },
    )
  })
})
