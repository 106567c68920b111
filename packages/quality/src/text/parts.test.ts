import type { TextPart } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { mergeParts } from "./parts.ts"

const part = (from: number, to: number, mark: TextPart["mark"] = "struck"): TextPart => ({ from, to, mark })
const vote = (...parts: TextPart[]) => ({ parts, weight: 1 })

test("a letter has a mark where more than half gave it", () => {
  expect(mergeParts([vote(part(0, 5)), vote(part(2, 8)), vote()], 9)).toEqual([part(2, 5)])
  expect(mergeParts([vote(part(0, 5)), vote(part(2, 8))], 9)).toEqual([part(2, 5)])
  expect(mergeParts([vote(part(0, 5)), vote()], 9)).toEqual([])
  expect(mergeParts([vote(part(0, 3), part(3, 5)), vote(part(0, 5))], 9)).toEqual([part(0, 5)])
  expect(mergeParts([vote(part(0, 2, "unsure"), part(4, 6)), { parts: [], weight: 0.5 }], 9)).toEqual([
    part(0, 2, "unsure"),
    part(4, 6),
  ])
  expect(mergeParts([vote(part(0, 4, "foreign")), vote(part(2, 6, "foreign"), part(2, 6)), vote()], 6)).toEqual([
    part(2, 4, "foreign"),
  ])
  expect(mergeParts([], 3)).toEqual([])
})

test("in any order the same comes out, and never a mark that nobody gave", () => {
  const drawn = fc
    .record({
      from: fc.nat(18),
      length: fc.integer({ min: 1, max: 6 }),
      mark: fc.constantFrom("struck", "unsure", "foreign"),
    })
    .map(({ from, length, mark }) => part(from, Math.min(20, from + length), mark as TextPart["mark"]))
  const votes = fc.array(
    fc.record({ parts: fc.array(drawn, { maxLength: 3 }), weight: fc.double({ min: 0.1, max: 2, noNaN: true }) }),
    { maxLength: 4 },
  )
  fc.assert(
    fc.property(votes, (all) => {
      const merged = mergeParts(all, 20)
      expect(mergeParts([...all].reverse(), 20)).toEqual(merged)
      for (const { from, to, mark } of merged)
        for (let at = from; at < to; at++)
          expect(all.some(({ parts }) => parts.some((p) => p.mark === mark && p.from <= at && at < p.to))).toBe(true)
    }),
  )
})
