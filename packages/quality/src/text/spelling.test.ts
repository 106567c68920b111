import { describe, expect, test } from "vitest"
import { Aligner } from "./align.ts"
import { corpusOf } from "./corpus.ts"
import { SCORE_PROFILE } from "./profile.ts"
import { winnerOf } from "./reliability.ts"
import { formOf, positionsOf, voteOn, writtenText } from "./spelling.ts"

/** The written consensus of a few answers under given weights. */
function written(texts: readonly string[], weights: readonly number[] = texts.map(() => 1)) {
  const corpus = corpusOf(
    texts.map((text, i) => ({ task: "t", person: "abcdef".charAt(i), text })),
    SCORE_PROFILE,
  )
  const counted = Float64Array.from(weights)
  const alignment = new Aligner(corpus).align(Int32Array.from(texts.keys()), counted)
  const positions = positionsOf(corpus, alignment)
  const winners = Int32Array.from({ length: alignment.slots }, (_, s) =>
    winnerOf(corpus, alignment.votes, s * texts.length, counted),
  )
  const forms = Array.from(winners, (word, s) =>
    word === 0 ? "" : formOf(corpus, alignment, positions, s * texts.length, word, counted),
  )
  return { text: writtenText(corpus, alignment, positions, winners, forms, counted), positions: [...positions], forms }
}

test("each vote knows which word of its answer it is, -1 where it has none", () => {
  expect(written(["a b c", "a c"]).positions).toEqual([0, 3, 1, -1, 2, 4])
})

describe("how the words are written", () => {
  test.each([
    { what: "the case most people used", texts: ["The Mist", "the Mist", "the mist"], text: "the Mist" },
    { what: "a tie goes to the greater, lower case", texts: ["Mist", "mist"], text: "mist" },
    {
      what: "brackets and quotes stay with their word",
      texts: ['(yes) "no"', '(yes) "no"', "yes no"],
      text: '(yes) "no"',
    },
    { what: "apart or not comes before how", texts: ["Mr.X", "Mr.X", "Mr. X", "Mr X"], text: "Mr. X" },
    { what: "together when most wrote so", texts: ["re-do", "re-do", "re do"], text: "re-do" },
    { what: "the end as most ended", texts: ["stop.", "stop.", "stop"], text: "stop." },
    { what: "a lead as most led", texts: ["- item", "- item", "item"], text: "- item" },
    { what: "the vote on the gap is apart from the vote on the word", texts: ["a, b", "A, b", "a b"], text: "a, b" },
    {
      what: "the end of somebody who wrote another last word does not count",
      texts: ["go home", "go home", "go away!"],
      text: "go home",
    },
  ])("$what", ({ texts, text }) => {
    expect(written(texts).text).toBe(text)
  })

  test("weight decides, not heads", () => {
    expect(written(["Mr. Smith", "mr smith", "mr smith"], [3, 1, 1]).text).toBe("Mr. Smith")
  })

  test("words of one script without spaces are joined without one where nobody had them side by side", () => {
    // a has 我 before 走, b and c drop what stands between them in different places.
    expect(written(["我X走", "我X走們", "我Y走們", "我走們", "我走們"]).text).toContain("走們")
    expect(written(["left-x right", "left-x right", "left right"]).text).toBe("left-x right")
  })
})

test("a vote on strings: weight, then the longer, then the greater; null for none", () => {
  expect(voteOn(["a", "b", "b"], [3, 1, 1])).toBe("a")
  expect(voteOn(["a", "bb"], [1, 1])).toBe("bb")
  expect(voteOn(["a", "b"], [1, 1])).toBe("b")
  expect(voteOn([], [])).toBeNull()
})
