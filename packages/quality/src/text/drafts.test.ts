import { boxShape } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { judgeDrafts, LEAST_LINES, MOST_WORDS_WRONG, pairDrafts } from "./drafts.ts"

const at = (y: number, text: string, height = 20) => ({ x: 10, y, width: 200, height, text })
const written = (y: number, text: string) => ({ shape: boxShape(at(y, text)), text })

describe("what was read beside what people wrote", () => {
  test("is paired by place, whatever the order, and a tight box is the same line", () => {
    const pairs = pairDrafts([written(0, "one"), written(40, "two")], [at(44, "tvvo", 10), at(2, "one", 14)])
    expect(pairs).toEqual([
      { reference: "one", answer: "one" },
      { reference: "two", answer: "tvvo" },
    ])
  })

  test("each line counts once, with the nearest", () => {
    const pairs = pairDrafts([written(0, "one")], [at(6, "far"), at(1, "near")])
    expect(pairs).toEqual([{ reference: "one", answer: "near" }])
    expect(pairDrafts([written(0, "one"), written(4, "again")], [at(3, "again")])).toEqual([
      { reference: "again", answer: "again" },
    ])
  })

  test("what was not read, and what is no line, is not compared", () => {
    expect(pairDrafts([written(0, "one")], [at(300, "none")])).toEqual([])
    expect(pairDrafts([], [at(0, "one")])).toEqual([])
    expect(pairDrafts([written(0, "one")], [])).toEqual([])
  })
})

describe("how well a program reads", () => {
  const pairs = (right: number, wrong: number) => [
    ...Array.from({ length: right }, () => ({ reference: "total 12.50", answer: "total 12.50" })),
    ...Array.from({ length: wrong }, () => ({ reference: "total 12.50", answer: "tota1 12.5O" })),
  ]

  test("is not known, and no text is shown, before enough lines were compared", () => {
    expect(judgeDrafts(pairs(LEAST_LINES - 1, 0))).toEqual({
      lines: LEAST_LINES - 1,
      letters: null,
      words: null,
      showsText: false,
    })
    expect(judgeDrafts(pairs(LEAST_LINES, 0))).toEqual({ lines: LEAST_LINES, letters: 0, words: 0, showsText: true })
  })

  test("text is shown up to the share of wrong words from which writing is quicker", () => {
    const share = (wrong: number) => judgeDrafts(pairs(100 - wrong, wrong))
    // Half of a wrong line's "words" at least are wrong, and two of its eleven signs.
    const few = share(20)
    expect(few.letters).toBeCloseTo((0.2 * 2) / 11, 6)
    expect(few.words).toBeLessThanOrEqual(MOST_WORDS_WRONG)
    expect(few.showsText).toBe(true)
    const many = share(60)
    expect(many.words).toBeGreaterThan(MOST_WORDS_WRONG)
    expect(many.showsText).toBe(false)
  })

  test("white space alone is nothing to mend, a letter in another case is", () => {
    const same = (answer: string) => judgeDrafts(Array.from({ length: 40 }, () => ({ reference: "Book Shop", answer })))
    expect(same("Book   Shop ").letters).toBe(0)
    expect(same("book Shop").letters).toBeCloseTo(1 / 9, 6)
  })

  test("lines that say nothing while something was read are all wrong, and never a failure", () => {
    const empty = Array.from({ length: 40 }, () => ({ reference: "", answer: "x" }))
    expect(judgeDrafts(empty)).toEqual({ lines: 40, letters: null, words: null, showsText: false })
  })
})
