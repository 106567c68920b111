import fc from "fast-check"
import { expect, test } from "vitest"
import { alignText } from "./align.ts"
import { normaliseText } from "./normalise.ts"
import { cer, characterEdits, codePoints, editDistance, textDistance, wer } from "./text.ts"

/** Levenshtein by the book, the whole table. */
function byTheBook(a: readonly number[], b: readonly number[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  a.forEach((symbol, i) => {
    const next = [i + 1]
    b.forEach((other, j) => {
      next.push(Math.min((row[j] ?? 0) + (symbol === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    })
    row = next
  })
  return row[b.length] ?? 0
}

const short = fc.string({ unit: fc.constantFrom("a", "b", "é", "👍", " "), maxLength: 30 })

test.each([
  { a: "", b: "", edits: 0 },
  { a: "kitten", b: "sitting", edits: 3 },
  { a: "TVA 18 %", b: "TVA 18%", edits: 1 },
  { a: "👍", b: "👎", edits: 1 },
  { a: "", b: "abc", edits: 3 },
])("'$a' and '$b' differ by $edits characters", ({ a, b, edits }) => {
  expect(characterEdits(a, b)).toBe(edits)
})

test("the banded distance is the distance by the book, and symmetric", () => {
  fc.assert(
    fc.property(short, short, (a, b) => {
      const distance = editDistance(codePoints(a), codePoints(b))
      expect(distance).toBe(byTheBook(codePoints(a), codePoints(b)))
      expect(editDistance(codePoints(b), codePoints(a))).toBe(distance)
    }),
    { numRuns: 400 },
  )
})

test("the distance of two texts is symmetric, counts characters as people see them, and is nothing for one text", () => {
  expect(textDistance("👩‍👩‍👧!", "👍!")).toEqual({ edits: 1, characters: 2 })
  expect(textDistance("caf\u00e9", "cafe\u0301")).toEqual({ edits: 0, characters: 4 })
  const any = fc.string({ unit: fc.constantFrom("a", "b", "é", "e\u0301", "👍🏽", "ที่", " "), maxLength: 12 })
  fc.assert(
    fc.property(any, any, any, (a, b, c) => {
      const { edits, characters } = textDistance(a, b)
      expect(textDistance(b, a)).toEqual({ edits, characters })
      expect(textDistance(a, a).edits).toBe(0)
      expect(textDistance(a, c).edits).toBeLessThanOrEqual(edits + textDistance(b, c).edits)
      expect(edits).toBeLessThanOrEqual(2 * characters)
    }),
  )
})

test("the columns give both texts again and differ as often as the distance says", () => {
  fc.assert(
    fc.property(short, short, (a, b) => {
      const columns = alignText(a, b)
      expect(columns.map((column) => column.a ?? "").join("")).toBe(a)
      expect(columns.map((column) => column.b ?? "").join("")).toBe(b)
      expect(columns.filter((column) => !column.same)).toHaveLength(characterEdits(a, b))
    }),
  )
})

test("the differing character stands in its own column", () => {
  expect(alignText("18 %", "16%").map(({ a, b }) => `${a ?? "-"}${b ?? "-"}`)).toEqual(["11", "86", " -", "%%"])
})

test("texts of a page each are aligned without a table of their whole size", () => {
  const page = Array.from({ length: 4_000 }, (_, i) => String.fromCodePoint(97 + ((i * i) % 26))).join("")
  const other = `x${page.slice(0, 1_500)}${page.slice(1_520)}y`
  const columns = alignText(page, other)
  expect(columns.map((column) => column.b ?? "").join("")).toBe(other)
  expect(columns.filter((column) => !column.same)).toHaveLength(characterEdits(page, other))
})

test.each([
  { reference: "", answer: "", cer: 0, wer: 0 },
  { reference: "", answer: "x", cer: 1, wer: 1 },
  { reference: "abcd", answer: "abxd", cer: 0.25, wer: 1 },
  { reference: "the cat sat", answer: "The  cat, sat!", cer: 4 / 11, wer: 0 },
  { reference: "a", answer: "a b c d", cer: 6, wer: 3 },
  { reference: "ok 👩‍👩‍👧", answer: "ok 👍", cer: 1 / 4, wer: 1 / 2 },
  { reference: "caf\u00e9", answer: "cafe\u0301", cer: 0, wer: 0 },
  { reference: "ที่", answer: "ที", cer: 1, wer: 1 },
  { reference: "我們走", answer: "我们走", cer: 1 / 3, wer: 1 / 3 },
])("error rates of '$answer' against '$reference'", ({ reference, answer, ...expected }) => {
  expect(cer(reference, answer)).toBeCloseTo(expected.cer, 12)
  expect(wer(reference, answer)).toBeCloseTo(expected.wer, 12)
})

test.each([
  { a: "TVA 18 %", b: "tva 18%", exact: false, loose: true },
  { a: "caf\u00e9", b: "cafe\u0301", exact: true, loose: true },
  { a: "STRASSE", b: "straße", exact: false, loose: true },
  { a: "2,50", b: "2.50", exact: false, loose: false },
])("'$a' and '$b' under both rules", ({ a, b, exact, loose }) => {
  expect(normaliseText(a, "exact") === normaliseText(b, "exact")).toBe(exact)
  const rule = "ignore_case_and_spaces" as const
  expect(normaliseText(a, rule) === normaliseText(b, rule)).toBe(loose)
})
