import { expect, test } from "vitest"
import { textAgreement } from "./agreement.ts"

const row = (task: string, person: string, text: string, revision?: number) => ({
  ...{ task, person, text },
  ...(revision !== undefined && { revision }),
})

test("two people's texts are compared without case and signs, neither being the right one", () => {
  const rows = [
    row("1", "a", "One, two three"),
    row("1", "b", "one two tree four"),
    row("2", "a", "five"),
    row("2", "b", "Five."),
  ]
  const found = textAgreement(rows)
  expect(found).toMatchObject({ tasks: 2, pairs: 2, same: 0.5, leftOut: 0 })
  // Three words and four, one and one: another word, and one more.
  expect(found.wer).toBeCloseTo(2 / 4.5, 9)
  expect(textAgreement([...rows].reverse())).toEqual(found)
})

test("of a person's texts of one task the latest counts, and one person alone says nothing", () => {
  const found = textAgreement([
    row("1", "a", "no", 1),
    row("1", "a", "yes", 2),
    row("1", "b", "yes"),
    row("2", "a", "x"),
  ])
  expect(found).toMatchObject({ tasks: 1, pairs: 1, same: 1, leftOut: 1, cer: 0 })
  expect(textAgreement([row("1", "a", "x")])).toMatchObject({ tasks: 0, pairs: 0, same: null, wer: null })
})

test("each two people have figures of their own", () => {
  const rows = ["a", "b", "c"].map((person) => row("1", person, person === "c" ? "other" : "same"))
  expect(textAgreement(rows).byPair.map(({ first, second, same }) => [first, second, same])).toEqual([
    ["a", "b", 1],
    ["a", "c", 0],
    ["b", "c", 0],
  ])
})
