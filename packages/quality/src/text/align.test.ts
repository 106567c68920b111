import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { editDistance } from "../agreement/text.ts"
import { Aligner, type Alignment } from "./align.ts"
import { corpusOf, type TextCorpus } from "./corpus.ts"
import { SCORE_PROFILE } from "./profile.ts"

const corpusFrom = (...texts: string[]) =>
  corpusOf(
    texts.map((text, i) => ({ task: "t", person: `p${String(i).padStart(2, "0")}`, text })),
    SCORE_PROFILE,
  )

function alignAll(corpus: TextCorpus, weights?: readonly number[]): Alignment {
  const answers = Int32Array.from(corpus.answerText.keys())
  return new Aligner(corpus).align(answers, Float64Array.from(weights ?? Array.from(answers, () => 1)))
}

/** The slots as rows of words, `-` for "no word". */
function rowsOf(corpus: TextCorpus, { answers, slots, votes }: Alignment): string[] {
  return Array.from({ length: slots }, (_, s) =>
    Array.from(answers, (_, k) => corpus.words[votes[s * answers.length + k] ?? 0] || "-").join(" "),
  )
}

describe("answers laid over each other", () => {
  test.each([
    { what: "equal texts", texts: ["a b c", "a b c"], rows: ["a a", "b b", "c c"] },
    { what: "a word left out", texts: ["a b c", "a c"], rows: ["a a", "b -", "c c"] },
    { what: "a word too many", texts: ["a c", "a b c"], rows: ["a a", "- b", "c c"] },
    { what: "another word", texts: ["one two three", "one too three"], rows: ["one one", "two too", "three three"] },
    { what: "an empty answer", texts: ["a b", ""], rows: ["a -", "b -"] },
    { what: "an empty answer first", texts: ["", "a b"], rows: ["- a", "- b"] },
    { what: "one answer", texts: ["a b"], rows: ["a", "b"] },
    { what: "nothing at all", texts: ["", ""], rows: [] },
    {
      what: "likeness decides where a word goes: dislike stands against like, not against just",
      texts: ["or just like", "or dislike"],
      rows: ["or or", "just -", "like dislike"],
    },
    {
      what: "a third answer finds the place that the second opened",
      texts: ["a c", "a b c", "a b c"],
      rows: ["a a a", "- b b", "c c c"],
    },
  ])("$what", ({ texts, rows }) => {
    const corpus = corpusFrom(...texts)
    expect(rowsOf(corpus, alignAll(corpus))).toEqual(rows)
  })

  test("what weighty people have in a slot pulls the next answer's word there", () => {
    const corpus = corpusFrom("hat", "boat", "bat")
    expect(rowsOf(corpus, alignAll(corpus, [5, 1, 1]))).toEqual(["hat boat bat"])
  })

  test("an aligner forgets a task before the next", () => {
    const corpus = corpusOf(
      [
        { task: "1", person: "a", text: "x y z" },
        { task: "1", person: "b", text: "x z" },
        { task: "2", person: "a", text: "z w" },
        { task: "2", person: "b", text: "z y w" },
      ],
      SCORE_PROFILE,
    )
    const aligner = new Aligner(corpus)
    const both = Float64Array.of(1, 1)
    const before = rowsOf(corpus, aligner.align(Int32Array.of(2, 3), both))
    aligner.align(Int32Array.of(0, 1), both)
    expect(rowsOf(corpus, aligner.align(Int32Array.of(2, 3), both))).toEqual(before)
    expect(before).toEqual(["z z", "- y", "w w"])
  })
})

const text = fc
  .array(fc.constantFrom("cat", "cats", "bat", "on", "mat", "a"), { maxLength: 9 })
  .map((words) => words.join(" "))

test("each column, read downwards without the gaps, is the answer again", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const corpus = corpusFrom(...texts)
      const { answers, slots, votes } = alignAll(corpus)
      texts.forEach((one, k) => {
        const column = Array.from({ length: slots }, (_, s) => corpus.words[votes[s * answers.length + k] ?? 0] ?? "")
        expect(column.filter((word) => word !== "").join(" ")).toBe(one)
      })
    }),
  )
})

test("no slot is empty in every column", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const corpus = corpusFrom(...texts)
      for (const row of rowsOf(corpus, alignAll(corpus))) expect(row).toMatch(/[a-z]/)
    }),
  )
})

test("two answers of words that share no letter lie as far apart as their edit distance", () => {
  const unlike = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 })
  fc.assert(
    fc.property(unlike, unlike, (one, other) => {
      const corpus = corpusFrom(one.join(" "), other.join(" "))
      const differing = rowsOf(corpus, alignAll(corpus)).filter((row) => row.split(" ")[0] !== row.split(" ")[1])
      expect(differing).toHaveLength(editDistance(one, other))
    }),
  )
})

test("texts without anything in common and of very different length still come through", () => {
  const long = Array.from({ length: 3_000 }, (_, i) => `l${i}`).join(" ")
  const corpus = corpusFrom(long, "s1 s2")
  const { slots, votes } = alignAll(corpus)
  expect(slots).toBe(3_000)
  expect(votes.filter((vote) => vote !== 0)).toHaveLength(3_002)
})
