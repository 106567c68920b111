import { LEAST_PEOPLE } from "@justesse/types/pay/labor"
import fc from "fast-check"
import { expect, test } from "vitest"
import { tellCells } from "./cells.ts"

const KINDS = ["production", "review", "training", "breaks"] as const
const people = (...ids: number[]) => new Set(ids)
const cell = (kind: (typeof KINDS)[number], amount: number, ...ids: number[]) => ({
  kind,
  amount,
  people: people(...ids),
})

test("everything is told where five people are behind each part", () => {
  const told = tellCells([cell("production", 70, 1, 2, 3, 4, 5), cell("review", 5, 1, 2, 3, 4, 6)])
  expect([...told.parts]).toEqual([
    ["production", 70],
    ["review", 5],
  ])
  expect(told.total).toBe(75)
})

test("a part of one person takes a second one with it, so that it is not what is missing of the total", () => {
  const told = tellCells([
    cell("production", 70, 1, 2, 3, 4, 5, 6),
    cell("review", 5, 9),
    cell("training", 8, 1, 2, 3, 4, 5),
    cell("breaks", 0),
  ])
  expect([...told.parts]).toEqual([
    ["production", 70],
    ["review", null],
    ["training", null],
    ["breaks", 0],
  ])
  expect(told.total).toBe(83)
})

test("of four people nothing is told, the total neither; of nobody it is nothing", () => {
  expect(tellCells([cell("production", 70, 1, 2, 3, 4)])).toEqual({
    parts: new Map([["production", null]]),
    total: null,
  })
  expect(tellCells([cell("production", 0)])).toEqual({ parts: new Map([["production", 0]]), total: 0 })
})

const cellsOf = fc.tuple(
  ...KINDS.map((kind) =>
    fc.record({
      kind: fc.constant(kind),
      amount: fc.integer({ min: 1, max: 1_000_000 }),
      people: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 9 }).map((ids) => new Set(ids)),
    }),
  ),
)
const drawn = cellsOf.map((cells) => cells.map((one) => (one.people.size === 0 ? { ...one, amount: 0 } : one)))

test("nothing told is of fewer than five people, nor is what can be subtracted from it (LAB-3)", () => {
  fc.assert(
    fc.property(drawn, (cells) => {
      const { parts, total } = tellCells(cells)
      const union = (some: typeof cells) => new Set(some.flatMap((one) => [...one.people])).size
      const shown = cells.filter(({ kind }) => parts.get(kind) !== null)
      const hidden = cells.filter(({ kind }) => parts.get(kind) === null)
      for (const one of shown) expect(one.people.size === 0 || one.people.size >= LEAST_PEOPLE).toBe(true)
      if (total === null) return
      expect(union(cells) === 0 || union(cells) >= LEAST_PEOPLE).toBe(true)
      // The only combination of told figures that speaks of what is left out is their sum.
      if (hidden.length > 0) expect([hidden.length >= 2, union(hidden) >= LEAST_PEOPLE]).toEqual([true, true])
    }),
    { numRuns: 2_000 },
  )
})

test("each part that is left out could be another: two sets of hidden amounts give the same label", () => {
  fc.assert(
    fc.property(drawn, fc.integer({ min: 1, max: 1_000_000 }), (cells, moved) => {
      const { parts, total } = tellCells(cells)
      const hidden = cells.filter(({ kind }) => parts.get(kind) === null)
      const [first, second] = hidden
      if (first === undefined) return
      if (total !== null && second === undefined) throw new Error("a lone hidden part with a told total")
      const other = cells.map((one) =>
        one === first
          ? { ...one, amount: one.amount + moved }
          : one === second
            ? { ...one, amount: one.amount - moved }
            : one,
      )
      const sum = (all: readonly { amount: number }[]) => all.reduce((n, { amount }) => n + amount, 0)
      if (total !== null) expect(sum(other)).toBe(total)
      for (const { kind, amount } of other) if (parts.get(kind) !== null) expect(parts.get(kind)).toBe(amount)
    }),
  )
})
