import fc from "fast-check"
import { expect, test } from "vitest"
import { alignWords, wordHeard } from "./words.ts"

const span = { startMs: 1_000, endMs: 2_000 }

test.each([
  { text: "good morning", nowMs: 1_000, is: "good" },
  { text: "good morning", nowMs: 1_330, is: "good" },
  { text: "good morning", nowMs: 1_340, is: "morning" },
  { text: "good morning", nowMs: 1_999, is: "morning" },
  { text: "good morning  ", nowMs: 1_999, is: "morning" },
  { text: "  ", nowMs: 1_500, is: null },
  { text: "good", nowMs: 999, is: null },
  { text: "good", nowMs: 2_000, is: null },
])("at $nowMs ms of «$text»: $is", ({ text, nowMs, is }) => {
  const word = wordHeard(text, span, nowMs)
  expect(word && text.slice(word.from, word.to)).toBe(is)
})

test("words are heard one after the other, and each is a whole one", () => {
  const words = fc.array(
    fc.string({ minLength: 1, maxLength: 6 }).filter((one) => /^\S+$/u.test(one)),
    { minLength: 1 },
  )
  fc.assert(
    fc.property(words, (list) => {
      const text = list.join(" ")
      let last = 0
      for (let ms = 1_000; ms < 2_000; ms += 20) {
        const word = wordHeard(text, span, ms)
        expect(list).toContain(word && text.slice(word.from, word.to))
        expect(word?.from).toBeGreaterThanOrEqual(last)
        last = word?.from ?? 0
      }
    }),
  )
})

test.each([
  {
    texts: ["they paid by the basket", "they paid by the bucket"],
    rows: ["they paid by the basket", "they paid by the bucket"],
  },
  {
    texts: ["counted the baskets himself.", "counted the baskets"],
    rows: ["counted the baskets himself.", "counted the baskets -"],
  },
  {
    texts: ["the baskets", "all the baskets", "the new baskets"],
    rows: ["- the - baskets", "all the - baskets", "- the new baskets"],
  },
  { texts: ["", "yes"], rows: ["-", "yes"] },
  { texts: ["", ""], rows: ["", ""] },
])("words of $texts stand over each other", ({ texts, rows }) => {
  expect(alignWords(texts).map((row) => row.map((word) => word ?? "-").join(" "))).toEqual(rows)
})

test("whatever is said, rows are as long as each other and lose no word", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 7 }).map((words) => words.join(" "))
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
      const rows = alignWords(texts)
      expect(new Set(rows.map(({ length }) => length)).size).toBe(1)
      expect(rows.map((row) => row.filter((word) => word !== null).join(" "))).toEqual(texts)
      expect(rows[0]?.length ?? 0).toBeGreaterThanOrEqual(
        Math.max(...texts.map((one) => (one === "" ? 0 : one.split(" ").length))),
      )
    }),
  )
})
