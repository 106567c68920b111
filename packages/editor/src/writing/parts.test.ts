import type { TextPart, Transcript } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { movedParts } from "./moved.ts"
import { markedPart, piecesOf } from "./parts.ts"

const part = (from: number, to: number, mark: TextPart["mark"] = "struck"): TextPart => ({ from, to, mark })
const moved = (before: string, after: string, ...parts: TextPart[]) =>
  movedParts(parts, before, after).map(({ from, to }) => after.slice(from, to))

test.each([
  ["der alte Mann", "der sehr alte Mann", part(4, 8), ["alte"]],
  ["der alte Mann", "er alte Mann", part(4, 8), ["alte"]],
  ["der alte Mann", "der ale Mann", part(4, 8), ["ale"]],
  ["der alte Mann", "der alteN Mann", part(4, 8), ["alte"]],
  ["der alte Mann", "der Mann", part(4, 8), []],
  ["der alte Mann", "", part(4, 8), []],
  ["der alte Mann", "der alXte Mann", part(4, 8), ["alXte"]],
])("%s written as %s keeps the mark on its letters", (before, after, one, left) => {
  expect(moved(before, after, one)).toEqual(left)
})

test("whatever is typed, marks lie in the text and hold for some of it", () => {
  const text = fc.string({ maxLength: 8 })
  fc.assert(
    fc.property(text, text, fc.nat(8), fc.nat(8), (before, after, a, b) => {
      const from = Math.min(a, b, before.length)
      const to = Math.min(Math.max(a, b), before.length)
      if (from >= to) return
      for (const one of movedParts([part(from, to)], before, after)) {
        expect(one.from).toBeLessThan(one.to)
        expect(one.to).toBeLessThanOrEqual(after.length)
      }
      expect(movedParts([part(from, to)], before, before)).toEqual([part(from, to)])
    }),
  )
})

test("a mark is put on letters, grows over those beside it, and is taken off where all have it", () => {
  const text: Transcript = { value: "one two three" }
  const first = markedPart(text, 4, 7, "struck")
  expect(first?.parts).toEqual([part(4, 7)])
  expect(markedPart(first ?? text, 7, 13, "struck")?.parts).toEqual([part(4, 13)])
  expect(markedPart(first ?? text, 4, 7, "unsure")?.parts).toEqual([part(4, 7), part(4, 7, "unsure")])
  expect(markedPart(first ?? text, 5, 6, "struck")?.parts).toEqual([part(4, 5), part(6, 7)])
  expect(markedPart(first ?? text, 4, 7, "struck")).toEqual({ value: "one two three" })
  for (const [from, to] of [
    [3, 3],
    [5, 4],
    [0, 99],
  ] as const)
    expect(markedPart(text, from, to, "struck")).toBeNull()
})

test("a text in pieces is the text", () => {
  const parts = [part(4, 7), part(6, 9, "unsure")]
  const pieces = piecesOf({ value: "one two three", parts })
  expect(pieces.map(({ text, marks }) => [text, marks.join()])).toEqual([
    ["one ", ""],
    ["tw", "struck"],
    ["o", "struck,unsure"],
    [" t", "unsure"],
    ["hree", ""],
  ])
  expect(piecesOf({ value: "" })).toEqual([])
})
