import { expect, test } from "vitest"
import { corpusOf, type TextAnswer } from "./corpus.ts"
import { SCORE_PROFILE } from "./profile.ts"

const rows: TextAnswer[] = [
  { task: "2", person: "b", text: "Yes, sir" },
  { task: "1", person: "b", text: "" },
  { task: "2", person: "a", text: "yes  Sir!" },
  { task: "1", person: "a", text: "sir" },
]

test("tasks and people are numbered by name, answers by task and then by person", () => {
  const corpus = corpusOf(rows, SCORE_PROFILE)
  expect(corpus.tasks).toEqual(["1", "2"])
  expect(corpus.people).toEqual(["a", "b"])
  expect([...corpus.taskStart]).toEqual([0, 2, 4])
  expect([...corpus.answerPerson]).toEqual([0, 1, 0, 1])
  expect(corpus.answerText).toEqual(["sir", "", "yes  Sir!", "Yes, sir"])
})

test("words are numbered in their compared form, forms as they were written", () => {
  const corpus = corpusOf(rows, SCORE_PROFILE)
  expect(corpus.words).toEqual(["", "sir", "yes"])
  expect(corpus.forms).toEqual(["sir", "yes", "Sir", "Yes"])
  expect([...corpus.tokenStart]).toEqual([0, 1, 1, 3, 5])
  expect([...corpus.tokenWord]).toEqual([1, 2, 1, 2, 1])
  expect([...corpus.tokenForm]).toEqual([0, 1, 2, 3, 0])
})

test("the gap before word i of answer a stands at its first word plus a plus i, runs of blanks as one", () => {
  const corpus = corpusOf(rows, SCORE_PROFILE)
  const gapsOf = (answer: number) => {
    const from = (corpus.tokenStart[answer] ?? 0) + answer
    const to = (corpus.tokenStart[answer + 1] ?? 0) + answer + 1
    return Array.from(corpus.gapOf.subarray(from, to), (gap) => corpus.gaps[gap])
  }
  expect(gapsOf(0)).toEqual(["", ""])
  expect(gapsOf(1)).toEqual([""])
  expect(gapsOf(2)).toEqual(["", " ", "!"])
  expect(gapsOf(3)).toEqual(["", ", ", ""])
})

test("letters are numbered from 0 over all words", () => {
  const { alphabet, wordStart, wordLetters } = corpusOf(rows, SCORE_PROFILE)
  expect(alphabet).toBe(5)
  expect([...wordStart]).toEqual([0, 0, 3, 6])
  expect([...wordLetters]).toEqual([0, 1, 2, 3, 4, 0])
})

test("the same numbers whatever the order of rows", () => {
  expect(corpusOf([...rows].reverse(), SCORE_PROFILE)).toEqual(corpusOf(rows, SCORE_PROFILE))
})

test("of several answers of a person the last revision counts; without revisions the longest, then the greatest", () => {
  const texts = (...answers: [string, number?][]) =>
    corpusOf(
      answers.map(([text, revision]) => ({ task: "t", person: "p", text, ...(revision && { revision }) })),
      SCORE_PROFILE,
    )
  expect(texts(["long text", 1], ["new", 2])).toMatchObject({ answerText: ["new"], repeats: 1 })
  expect(texts(["a"], ["bb"], ["ab"])).toMatchObject({ answerText: ["bb"], repeats: 2 })
})
