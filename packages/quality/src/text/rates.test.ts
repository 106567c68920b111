import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { cer, editDistance, wer } from "../agreement/text.ts"
import { EXACT_PROFILE, SCORE_PROFILE } from "./profile.ts"
import { addEdits, countEdits, errorRates, mutualRate } from "./rates.ts"

test.each([
  { reference: "a b c", answer: "a b c", s: 0, d: 0, i: 0 },
  { reference: "a b c", answer: "a x c", s: 1, d: 0, i: 0 },
  { reference: "a b c", answer: "a c", s: 0, d: 1, i: 0 },
  { reference: "a b c", answer: "a b c d", s: 0, d: 0, i: 1 },
  { reference: "a b c", answer: "x a y c", s: 1, d: 0, i: 1 },
  { reference: "", answer: "a b", s: 0, d: 0, i: 2 },
  { reference: "a b", answer: "", s: 0, d: 2, i: 0 },
  { reference: "a b", answer: "b a", s: 2, d: 0, i: 0 },
])("'$reference' written '$answer': $s changed, $d left out, $i added", ({ reference, answer, s, d, i }) => {
  const words = (text: string) => text.split(" ").filter((word) => word !== "")
  expect(countEdits(words(reference), words(answer))).toEqual({
    substitutions: s,
    deletions: d,
    insertions: i,
    length: words(reference).length,
  })
})

test("the kinds add up to the edit distance and to the difference in length", () => {
  const few = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 })
  fc.assert(
    fc.property(few, few, (reference, answer) => {
      const { substitutions, deletions, insertions, length } = countEdits(reference, answer)
      expect(substitutions + deletions + insertions).toBe(editDistance(reference, answer))
      expect(length - deletions + insertions).toBe(answer.length)
      expect(Math.min(substitutions, deletions, insertions)).toBeGreaterThanOrEqual(0)
      const rotated = countEdits(answer, reference)
      expect([rotated.substitutions, rotated.deletions, rotated.insertions]).toEqual([
        substitutions,
        insertions,
        deletions,
      ])
    }),
    { numRuns: 400 },
  )
})

test("over several texts: micro is of all words together, macro the mean of the texts", () => {
  const rates = errorRates(
    [
      { reference: "the cat sat", answer: "The cat, sat!" },
      { reference: "one two", answer: "one" },
      { reference: "a", answer: "b c" },
    ],
    SCORE_PROFILE,
  )
  expect(rates.texts).toBe(3)
  expect(rates.wer).toEqual({
    substitutions: 1,
    deletions: 1,
    insertions: 1,
    length: 6,
    micro: 3 / 6,
    macro: (0 + 1 / 2 + 2) / 3,
  })
  expect(rates.cer.length).toBe(11 + 7 + 1)
  expect(rates.cer.micro).toBeCloseTo((0 + 4 + 3) / 19, 12)
})

test("the rates of one text are those of the single functions", () => {
  // The backtick is an apostrophe here and a sign there.
  const plain = fc.string().map((text) => text.replaceAll("`", ""))
  fc.assert(
    fc.property(plain, plain, (reference, answer) => {
      const { wer: words } = errorRates([{ reference, answer }], SCORE_PROFILE)
      if (words.length > 0) expect(words.macro).toBeCloseTo(wer(reference, answer), 12)
      if (reference === "") return
      const { cer: characters } = errorRates([{ reference, answer }], EXACT_PROFILE)
      expect(characters.micro).toBeCloseTo(cer(reference.normalize("NFC"), answer.normalize("NFC")), 12)
    }),
  )
})

test("empty references: 0 for nothing, 1 for something in the mean; no corpus rate from nothing but insertions", () => {
  expect(errorRates([{ reference: "", answer: "" }], SCORE_PROFILE).wer).toMatchObject({ micro: 0, macro: 0 })
  expect(errorRates([{ reference: "", answer: "a b" }], SCORE_PROFILE).wer).toMatchObject({ micro: null, macro: 1 })
  expect(errorRates([], SCORE_PROFILE).wer).toMatchObject({ micro: 0, macro: null, length: 0 })
})

test("a marker for what cannot be read is one word and one character", () => {
  const profile = { ...SCORE_PROFILE, markers: ["[…]"] }
  const right = errorRates([{ reference: "the […] sat", answer: "The […] sat." }], profile)
  expect([right.wer.micro, right.cer.micro]).toEqual([0, 0])
  const wrong = errorRates([{ reference: "the cat sat", answer: "the […] sat" }], profile)
  expect(wrong.wer).toMatchObject({ substitutions: 1, deletions: 0, insertions: 0, length: 3 })
})

test("a text of hours is counted where markers stand for what cannot be read too", () => {
  const text = "ab ".repeat(100_000)
  const { cer } = errorRates([{ reference: text, answer: text }], { rules: [], markers: ["[…]"] })
  expect([cer.micro, cer.length]).toEqual([0, 300_000])
})

test("letters of scripts without spaces are counted one by one", () => {
  expect(errorRates([{ reference: "我們走", answer: "我们 走" }], SCORE_PROFILE).wer.micro).toBeCloseTo(1 / 3, 12)
})

describe("between two texts, neither of which is the right one", () => {
  const words = (one: string, other: string) => countEdits(one.split(" "), other.split(" "))

  test.each([
    ["a b c", "a b c", 0],
    ["a b c", "a x c", 1 / 3],
    // Two words and three: one more, over two and a half.
    ["a b", "a b c", 1 / 2.5],
    ["a", "b c d", 3 / 2],
  ])("%s and %s are %d apart, whichever comes first", (one, other, rate) => {
    expect(mutualRate(words(one, other))).toBeCloseTo(rate, 12)
    expect(mutualRate(words(other, one))).toBeCloseTo(rate, 12)
  })

  test("of nothing there is no rate", () => {
    expect(mutualRate(addEdits([]))).toBeNull()
  })

  test("several texts count together by all that they hold", () => {
    const all = [words("a b c", "a x c"), words("a", "a")]
    expect(addEdits(all)).toEqual({ substitutions: 1, deletions: 0, insertions: 0, length: 4 })
    expect(mutualRate(addEdits(all))).toBeCloseTo(1 / 4, 12)
  })
})
