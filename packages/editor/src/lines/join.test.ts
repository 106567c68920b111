import { describe, expect, test } from "vitest"
import { addMarks, joinLetters, joinLines } from "./join.ts"
import { isText, scoreLine } from "./judge.ts"
import type { Piece } from "./pieces.ts"

/** A letter 10 px wide and `tall` px high on a foot at `foot`. */
const letter = (left: number, foot = 120, tall = 20): Piece => ({
  left,
  right: left + 10,
  top: foot - tall,
  bottom: foot,
  area: 80,
  depth: 99,
})
const word = (left: number, letters: number, foot = 120) =>
  Array.from({ length: letters }, (_, i) => letter(left + i * 13, foot))
const spans = (lines: readonly { left: number; right: number }[]) =>
  lines.map(({ left, right }) => [left, right]).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0))

describe("letters and lines", () => {
  test("go on over the gap between words, and end at a wider one", () => {
    const letters = [...word(0, 4), ...word(61, 3), ...word(160, 4)]
    expect(spans(joinLines(joinLetters(letters)))).toEqual([
      [0, 97],
      [160, 209],
    ])
  })

  test("of rows one above the other stay apart, also where letters hang into the next row", () => {
    const letters = [...word(0, 6, 120), ...word(0, 6, 146), letter(80, 124, 24)]
    expect(joinLines(joinLetters(letters))).toHaveLength(2)
  })

  test("that are small go to the line within whose height they are", () => {
    const broken = letter(66, 118, 7)
    const [line, ...others] = joinLines([...joinLetters(word(0, 5)), ...joinLetters([broken])])
    expect([line?.right, others.length]).toEqual([76, 0])
  })

  test("in any order make the same lines", () => {
    const letters = [...word(0, 4), ...word(61, 3), ...word(160, 4), ...word(0, 7, 160)]
    expect(spans(joinLines(joinLetters([...letters].reverse())))).toEqual(spans(joinLines(joinLetters(letters))))
  })
})

test("a mark goes to the nearest line, and one away from all of them to none", () => {
  const lines = joinLetters([...word(0, 4, 120), ...word(0, 4, 160)])
  const dot = (left: number, top: number): Piece => ({
    left,
    right: left + 3,
    top,
    bottom: top + 3,
    area: 9,
    depth: 99,
  })
  const [first, second] = addMarks(lines, [dot(55, 117), dot(58, 157), dot(300, 120), dot(20, 300)], 20).sort(
    (a, b) => a.top - b.top,
  )
  expect([first?.right, first?.pieces.length]).toEqual([58, 5])
  expect([second?.right, second?.pieces.length]).toEqual([61, 5])
})

describe("what is text", () => {
  const judge = (pieces: readonly Piece[], others: readonly Piece[] = []) => {
    const lines = joinLines(joinLetters([...pieces, ...others]))
    const line = lines.find((one) => one.left === pieces[0]?.left)
    return line && isText(line, lines, 20)
  }

  test("is a word, and a figure beside one", () => {
    expect(judge(word(0, 4))).toBe(true)
    expect(judge([letter(300)], word(0, 4))).toBe(true)
  })

  test("is no figure by itself, no row of bars, and nothing much taller than letters with few pieces", () => {
    expect(judge([letter(300)])).toBe(false)
    const bars = Array.from({ length: 12 }, (_, i) => ({ ...letter(i * 12, 120, 40), right: i * 12 + 4 }))
    expect(judge(bars)).toBe(false)
    expect(judge([{ ...letter(0, 120, 75), right: 90 }])).toBe(false)
  })

  test("is no row of dashes beside something tall, but words with a leader to a figure are", () => {
    const dashes = (from: number, count: number): Piece[] =>
      Array.from({ length: count }, (_, i) => ({ ...letter(from + i * 12, 112, 2), right: from + i * 12 + 7 }))
    const judgeWith = (letters: readonly Piece[], marks: readonly Piece[]) => {
      let lines = joinLetters(letters)
      // Marks reach a height further each time, as they do from letter to letter.
      for (let reach = 0; reach < 4; reach++) lines = addMarks(lines, marks.slice(reach * 2, reach * 2 + 2), 20)
      const joined = joinLines(lines)
      return joined.map((line) => isText(line, joined, 20))
    }
    expect(judgeWith([letter(0)], dashes(14, 8))).toEqual([false])
    expect(judgeWith(word(0, 6), dashes(82, 8))).toEqual([true])
  })

  test("is surer with more letters, and at the usual size", () => {
    const score = (letters: number, letterPx: number) =>
      joinLetters(word(0, letters)).map((line) => scoreLine(line, letterPx))[0] ?? 0
    expect(score(1, 14)).toBeLessThan(score(2, 14))
    expect(score(2, 14)).toBeLessThan(score(6, 14))
    expect(score(6, 40)).toBeLessThan(score(6, 14))
  })
})
