import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { EXACT_PROFILE, type NormaliserProfile, SCORE_PROFILE } from "./profile.ts"
import { comparedWords, isSpaceless, tokenise } from "./tokens.ts"

const withRules = (...rules: NormaliserProfile["rules"]): NormaliserProfile => ({ rules, markers: [] })

describe("words as they are compared", () => {
  test.each([
    {
      what: "punctuation and case fall away",
      text: "Shortly, After (passing)",
      words: ["shortly", "after", "passing"],
    },
    { what: "a hyphen parts words", text: "grey-haired", words: ["grey", "haired"] },
    { what: "both apostrophes are one", text: "it’s it's it`s", words: ["it's", "it's", "it's"] },
    { what: "Arabic keeps its order and its marks", text: "مَرحبا بالعالم", words: ["مَرحبا", "بالعالم"] },
    { what: "Hebrew", text: "שלום, עולם!", words: ["שלום", "עולם"] },
    { what: "Chinese, letter by letter", text: "我們走。", words: ["我", "們", "走"] },
    { what: "Japanese with a long vowel", text: "ビール", words: ["ビ", "ー", "ル"] },
    { what: "Thai with vowels and tones on their letter", text: "ที่นี่", words: ["ที่", "นี่"] },
    { what: "Thai am hangs on its letter", text: "น้ำ", words: ["น้ำ"] },
    {
      what: "Latin words inside Chinese stay whole",
      text: "我的iPhone 15很好",
      words: ["我", "的", "iphone", "15", "很", "好"],
    },
    { what: "Korean has spaces", text: "안녕 하세요", words: ["안녕", "하세요"] },
    { what: "an emoji with skin colour and joined ones", text: "ok 👍🏽 👩‍👩‍👧!", words: ["ok", "👍🏽", "👩‍👩‍👧"] },
    { what: "a flag", text: "🇫🇷🇩🇪", words: ["🇫🇷", "🇩🇪"] },
    { what: "a flag of a part of a country", text: "🏴󠁧󠁢󠁷󠁬󠁳󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿", words: ["🏴󠁧󠁢󠁷󠁬󠁳󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"] },
    { what: "a soft hyphen parts no word", text: "tran\u00adscribe", words: ["transcribe"] },
    { what: "joiners inside Sinhala and Persian words", text: "ශ්\u200dරී می\u200cخواهم", words: ["ශ්රී", "میخواهم"] },
    {
      what: "marks of direction around and inside words",
      text: "\u200fשלום\u200e \u2067a\u200fb\u2069",
      words: ["שלום", "ab"],
    },
    { what: "a zero-width space parts words", text: "ab\u200bcd", words: ["ab", "cd"] },
    { what: "decomposed letters are composed", text: "cafe\u0301", words: ["café"] },
    { what: "signs alone are no words", text: "— … %", words: [] },
    { what: "nothing", text: "", words: [] },
  ])("$what", ({ text, words }) => {
    expect(comparedWords(SCORE_PROFILE, text)).toEqual(words)
  })

  test("without the rule for punctuation a word is what stands between spaces", () => {
    expect(comparedWords(EXACT_PROFILE, "Yes, sir! 我,")).toEqual(["Yes,", "sir!", "我", ","])
  })
  test("a number with a decimal comma is one word under that rule", () => {
    expect(comparedWords(withRules("punctuation", "decimal_comma"), "Total 2,50, TVA")).toEqual([
      "Total",
      "2.50",
      "TVA",
    ])
    expect(comparedWords(withRules("punctuation", "decimal_comma"), "é 2,50")).toEqual(["é", "2.50"])
    expect(comparedWords(SCORE_PROFILE, "2,50")).toEqual(["2", "50"])
  })
  test("a percent sign joins its number under that rule", () => {
    expect(comparedWords(withRules("space_before_percent"), "TVA 18 % net")).toEqual(["TVA", "18%", "net"])
  })
  test("a marker is one word, exactly as it is", () => {
    const profile: NormaliserProfile = { rules: SCORE_PROFILE.rules, markers: ["[…]", "[???]"] }
    expect(comparedWords(profile, "the […] Cat[???]")).toEqual(["the", "[…]", "cat", "[???]"])
  })
})

test("words and gaps in turn give the composed text again", () => {
  const unit = fc.oneof(
    fc.constantFrom("a", "B", " ", "  ", ",", ".", "1", "é", "東", "ก", "ำ", "👍", "'"),
    fc.string(),
  )
  const profiles = [SCORE_PROFILE, EXACT_PROFILE, withRules("punctuation", "decimal_comma")]
  fc.assert(
    fc.property(fc.array(unit), fc.constantFrom(...profiles), (parts, profile) => {
      const text = parts.join("")
      const { written, gaps } = tokenise(profile, text)
      expect(gaps).toHaveLength(written.length + 1)
      expect(gaps.map((gap, i) => gap + (written[i] ?? "")).join("")).toBe(text.normalize("NFC"))
    }),
  )
})

test("the short way for ASCII finds the words that the pattern finds", () => {
  const unit = fc.constantFrom("a", "Z", " ", ",", ".", "1", "9", "_", "'", "-", "%")
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 12 }), fc.boolean(), (text, decimal) => {
      const profile = withRules("punctuation", ...(decimal ? (["decimal_comma"] as const) : []))
      // A letter outside ASCII in front takes the other way.
      const [first, ...rest] = tokenise(profile, `é ${text}`).written
      expect(first).toBe("é")
      expect(tokenise(profile, text).written).toEqual(rest)
    }),
    { numRuns: 500 },
  )
})

test("which words need no space between them", () => {
  expect([..."東カกລ"].every(isSpaceless)).toBe(true)
  expect(["a", "1", "안", "ش", "👍"].some(isSpaceless)).toBe(false)
})
