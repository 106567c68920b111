import { expect, test } from "vitest"
import { findOdd } from "./odd.ts"

const batches = (letters: string) =>
  Array.from({ length: Math.ceil(letters.length / 15) }, (_, n) => ({
    monotonicMs: n * 15_000,
    seconds: letters.slice(n * 15, n * 15 + 15),
  }))
const each = (seconds: number, times: number) => `9${"8".repeat(seconds - 1)}`.repeat(times)

test.each([
  ["one input each 59 s", each(59, 6), "even"],
  ["in whatever order its batches came", each(59, 6), "even"],
  ["a page that loads for two minutes", `9${"c".repeat(120)}9`, "loading"],
  ["a picture that loads for half a minute", `9${"c".repeat(30)}9`, null],
  ["a hand that draws", each(2, 90), null],
  ["a hand that thinks", each(24, 1) + each(51, 1) + each(33, 1) + each(58, 1) + each(29, 1), null],
  ["nothing at all", "", null],
])("%s", (name, letters, odd) => {
  const told = batches(letters)
  expect(findOdd(name.startsWith("in whatever") ? told.reverse() : told)).toBe(odd)
})
