import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { Aligner } from "./align.ts"
import { type ChainSettings, decideChain } from "./chain.ts"
import { corpusOf } from "./corpus.ts"
import { SCORE_PROFILE } from "./profile.ts"
import { winnerOf } from "./reliability.ts"

function alignmentOf(texts: readonly string[], weights: readonly number[]) {
  const corpus = corpusOf(
    texts.map((text, i) => ({ task: "t", person: "abcdefgh".charAt(i), text })),
    SCORE_PROFILE,
  )
  const counted = Float64Array.from(weights)
  return { corpus, counted, alignment: new Aligner(corpus).align(Int32Array.from(texts.keys()), counted) }
}

function decided(texts: readonly string[], settings: ChainSettings, weights = texts.map(() => 1)): string {
  const { corpus, counted, alignment } = alignmentOf(texts, weights)
  return Array.from(decideChain(corpus, alignment, counted, settings), (word) => corpus.words[word] || "-").join(" ")
}

describe("words decided together", () => {
  // Slot by slot "right" has 5.5 of 10 on the left and "song" 6 of 10 on the right, but nobody wrote "right song".
  const texts = ["the right thong", "the wrote song", "the wright song", "the right thing"]
  const weights = [3, 3, 3, 2.5]

  test("without pairs each slot has its heaviest word", () => {
    expect(decided(texts, { pairs: 0, best: 0 }, weights)).toBe("the right song")
  })
  test("with pairs a phrase that somebody wrote wins over a patchwork", () => {
    // right thong: 5.5 + 3 + p x (5.5 + 3); wright song: 3 + 6 + p x (3 + 3); right song: 5.5 + 6 + p x 5.5.
    expect(decided(texts, { pairs: 1.2, best: 0 }, weights)).toBe("the right thong")
    expect(decided(texts, { pairs: 0.4, best: 0 }, weights)).toBe("the right song")
  })
  test("the best vote counts again", () => {
    const split = ["cat", "bat", "bat"]
    expect(decided(split, { pairs: 0, best: 0 }, [1.5, 1, 1])).toBe("bat")
    expect(decided(split, { pairs: 0, best: 2 }, [1.5, 1, 1])).toBe("cat")
  })
  test("ties go to the longer word, then to the greater", () => {
    expect(decided(["cat", "cats"], { pairs: 0.4, best: 0 })).toBe("cats")
    expect(decided(["bat", "cat"], { pairs: 0.4, best: 0 })).toBe("cat")
    expect(decided(["cat", ""], { pairs: 0.4, best: 0 })).toBe("cat")
  })
  test("one answer, and none", () => {
    expect(decided(["only this"], { pairs: 0.4, best: 0 })).toBe("only this")
    expect(decided([""], { pairs: 0.4, best: 0 })).toBe("")
  })
})

const text = fc
  .array(fc.constantFrom("cat", "cats", "bat", "on", "mat", "a"), { maxLength: 5 })
  .map((words) => words.join(" "))
const votes = fc.array(fc.tuple(text, fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 5 })

test("without pairs it is the plain vote of each slot", () => {
  fc.assert(
    fc.property(votes, (given) => {
      const { corpus, counted, alignment } = alignmentOf(
        given.map(([one]) => one),
        given.map(([, weight]) => weight),
      )
      const plain = Array.from({ length: alignment.slots }, (_, s) =>
        winnerOf(corpus, alignment.votes, s * counted.length, counted),
      )
      expect([...decideChain(corpus, alignment, counted, { pairs: 0, best: 0 })]).toEqual(plain)
    }),
  )
})

test("no other way through the slots has more weight", () => {
  const settings = { pairs: 0.5, best: 1 }
  fc.assert(
    fc.property(votes, (given) => {
      const { corpus, counted, alignment } = alignmentOf(
        given.map(([one]) => one),
        given.map(([, weight]) => weight),
      )
      const columns = counted.length
      const voteAt = (s: number, k: number) => alignment.votes[s * columns + k] ?? 0
      const columnsWhere = (has: (k: number) => boolean) =>
        Array.from(counted.keys())
          .filter(has)
          .map((k) => counted[k] ?? 0)
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
      const weightOf = (path: readonly number[]) =>
        sum(
          path.map((word, s) => {
            const own = columnsWhere((k) => voteAt(s, k) === word)
            const both = s === 0 ? [] : columnsWhere((k) => voteAt(s, k) === word && voteAt(s - 1, k) === path[s - 1])
            return sum(own) + settings.best * Math.max(0, ...own) + settings.pairs * sum(both)
          }),
        )
      let paths: number[][] = [[]]
      for (let s = 0; s < alignment.slots && paths.length < 3_000; s++)
        paths = paths.flatMap((path) =>
          [...new Set(Array.from(counted.keys(), (k) => voteAt(s, k)))].map((word) => [...path, word]),
        )
      if (paths[0]?.length !== alignment.slots) return
      const chosen = weightOf([...decideChain(corpus, alignment, counted, settings)])
      // Slots without a second word add the same to every way and are not weighed.
      expect(chosen).toBeCloseTo(Math.max(...paths.map(weightOf)), 9)
    }),
  )
})
