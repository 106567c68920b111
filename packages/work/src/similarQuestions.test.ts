import { describe, expect, test } from "vitest"
import { clauseFor, groupSimilar, medianOf } from "./similarQuestions.ts"

describe("questions that were asked more than once", () => {
  test("are found by their words, whatever their order, and the commonest comes first", () => {
    const asked = [
      "Is a price card a sign?",
      "Goods above the rim of a crate?",
      "Is the price card also a sign",
      "A crate behind another crate",
      "sign: is a price card one?",
      "Goods above the rim of this crate",
    ].map((text) => ({ text }))
    const groups = groupSimilar(asked).map((group) => group.map(({ text }) => text[0]))
    expect(groups).toEqual([
      ["I", "I", "s"],
      ["G", "G"],
    ])
  })

  test("are none where nothing is said twice", () => {
    expect(groupSimilar([{ text: "?" }, { text: "??" }, { text: "One thing" }])).toEqual([])
  })
})

describe("the clause that may answer", () => {
  const clauses = [
    { number: "2.4", title: "Goods cut off", markdown: "by the edge of the picture: box what is seen." },
    { number: "3.1", title: "Signs", markdown: "A board with letters." },
  ]
  test("is the one that shares most words with the question, two at least", () => {
    expect(clauseFor("The goods are cut by the edge, box what?", clauses)?.number).toBe("2.4")
    expect(clauseFor("A board?", clauses)).toBeNull()
    expect(clauseFor("A board with letters on it", clauses)?.number).toBe("3.1")
  })
})

test("the middle of some times is said from so many on", () => {
  expect(medianOf([5, 1, 9], 3)).toBe(5)
  expect(medianOf([4, 1], 1)).toBe(1)
  expect(medianOf([5, 1], 3)).toBeNull()
  expect(medianOf([], 0)).toBeNull()
})
