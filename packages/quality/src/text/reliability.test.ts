import { describe, expect, test } from "vitest"
import { Aligner, type Alignment } from "./align.ts"
import { corpusOf, type TextCorpus } from "./corpus.ts"
import { closestFirst, reliableFirst } from "./order.ts"
import { SCORE_PROFILE } from "./profile.ts"
import { columnWeights, equalWeights, isPreferred, reliabilityOf, winnerOf } from "./reliability.ts"

const corpusFrom = (tasks: readonly (readonly string[])[]) =>
  corpusOf(
    tasks.flatMap((texts, t) => texts.map((text, i) => ({ task: `${t}`, person: "abcdef".charAt(i), text }))),
    SCORE_PROFILE,
  )

function alignmentsOf(corpus: TextCorpus): Alignment[] {
  const aligner = new Aligner(corpus)
  return corpus.tasks.map((_, t) => {
    const answers = Int32Array.from(
      { length: (corpus.taskStart[t + 1] ?? 0) - (corpus.taskStart[t] ?? 0) },
      (_, i) => (corpus.taskStart[t] ?? 0) + i,
    )
    return aligner.align(answers, columnWeights(corpus, answers, equalWeights(corpus)))
  })
}

describe("how reliable people are", () => {
  test("errors and slots counted by hand", () => {
    // c differs in one of three slots of the first task and leaves one of two out in the second.
    const corpus = corpusFrom([
      ["one two three", "one two three", "one too three"],
      ["four five", "four five", "four"],
    ])
    const { errors, slots, errorRate, weight } = reliabilityOf(corpus, alignmentsOf(corpus), equalWeights(corpus), 1)
    expect([...errors]).toEqual([0, 0, 2])
    expect([...slots]).toEqual([5, 5, 5])
    const mean = 2 / 15
    expect(errorRate[0]).toBeCloseTo((20 * mean) / 25, 12)
    expect(errorRate[2]).toBeCloseTo((2 + 20 * mean) / 25, 12)
    const odds = (1 - (errorRate[2] ?? 0)) / (errorRate[2] ?? 1)
    expect(weight[2]).toBeCloseTo(Math.log(odds) ** 1.25, 12)
  })

  test("a slot in which neither the person nor the decision has a word is no evidence", () => {
    const corpus = corpusFrom([["one two", "one two", "one extra two"]])
    const { errors, slots } = reliabilityOf(corpus, alignmentsOf(corpus), equalWeights(corpus), 1)
    expect([...errors]).toEqual([0, 0, 1])
    expect([...slots]).toEqual([2, 2, 3])
  })

  test("nobody errs: everybody at the floor of 0.005, with the same weight", () => {
    const corpus = corpusFrom([["one two", "one two"]])
    const { errorRate, weight } = reliabilityOf(corpus, alignmentsOf(corpus), equalWeights(corpus), 3)
    expect([...errorRate]).toEqual([0.005, 0.005])
    expect(weight[0]).toBe(weight[1])
  })

  test("no words at all give finite weights", () => {
    const corpus = corpusFrom([["", ""]])
    const { weight } = reliabilityOf(corpus, alignmentsOf(corpus), equalWeights(corpus), 3)
    expect([...weight].every((one) => one > 0 && one < Infinity)).toBe(true)
  })

  test("another round weighs by the first: a word two poor people share gives way to a good one", () => {
    const good = Array.from({ length: 12 }, (_, i) => [`u${i} v w`, `u${i} v w`, `u${i} v w`, `x${i} y w`, `z${i} t w`])
    const corpus = corpusFrom([...good, ["right", "", "", "wrong", "wrong"]])
    const alignments = alignmentsOf(corpus)
    const last = alignments[corpus.tasks.indexOf(`${good.length}`)]
    const decided = (weights: Float64Array) =>
      last ? corpus.words[winnerOf(corpus, last.votes, 0, columnWeights(corpus, last.answers, weights))] : ""
    expect(decided(Float64Array.of(1, 0.1, 0.1, 1, 1))).toBe("wrong")
    const { weight } = reliabilityOf(corpus, alignments, equalWeights(corpus), 5)
    expect(weight[0]).toBeGreaterThan(5 * (weight[3] ?? 0))
    expect(decided(Float64Array.of(weight[0] ?? 0, 0, 0, weight[3] ?? 0, weight[4] ?? 0))).toBe("right")
  })
})

test("of equal weight the longer word goes first, then the greater, and no word last", () => {
  const words = { words: ["", "cat", "bat", "cats"] }
  expect(isPreferred(words, 3, 1)).toBe(true)
  expect(isPreferred(words, 1, 2)).toBe(true)
  expect(isPreferred(words, 0, 2)).toBe(false)
})

describe("the order in which answers are aligned", () => {
  const corpus = corpusFrom([["far off thing", "the cat sat", "the cat sat on", "the cat"]])
  const bits = new Int32Array(corpus.words.length)
  test("the closest to all others first", () => {
    // Summed word edits: 3+4+3, 3+1+1, 4+1+2, 3+1+2.
    expect([...closestFirst(corpus, 0, bits)]).toEqual([1, 3, 2, 0])
  })
  test("the most reliable person first, ties by what was written", () => {
    expect([...reliableFirst(corpus, 0, Float64Array.of(2, 1, 5, 3))]).toEqual([2, 3, 0, 1])
    expect([...reliableFirst(corpus, 0, equalWeights(corpus))]).toEqual([0, 3, 1, 2])
  })
})
