import { describe, expect, test } from "vitest"
import { logOddsOf, ratesOf, tallyAll } from "./rates.ts"
import { type CheckAnswer, type CheckRow, checkTable } from "./votes.ts"

const row = (task: string, person: string, answer: CheckAnswer, time?: number): CheckRow => ({
  ...{ task, person, answer },
  ...(time === undefined ? {} : { time }),
})

describe("how somebody checks", () => {
  const rows = [
    ...[row("a", "ana", "right"), row("b", "ana", "wrong"), row("c", "ana", "fix"), row("d", "ana", "cannot_tell")],
    ...[row("a", "ben", "right"), row("b", "ben", "right"), row("c", "ben", "wrong")],
  ]
  const table = checkTable(rows)
  /** a and c are there, b is not, d half. */
  const tallies = tallyAll(table, Float64Array.of(1, 0, 1, 0.5))

  test("by hand: own answers beside five of everybody's mean, which begins at 0.85 of five", () => {
    const found = (3 + 0.85 * 5) / (4 + 5)
    const refused = (1 + 0.85 * 5) / (2 + 5)
    const [ana, ben] = [ratesOf(tallies, 0), ratesOf(tallies, 1)]
    expect(ana.found).toBeCloseTo((2 + 5 * found) / (2 + 5))
    expect(ana.refused).toBeCloseTo((1 + 5 * refused) / (1 + 5))
    expect(ben.found).toBeCloseTo((1 + 5 * found) / (2 + 5))
    expect(ben.refused).toBeCloseTo((0 + 5 * refused) / (1 + 5))
  })

  test("somebody of whom nothing is known checks as everybody does", () => {
    const { found, refused } = ratesOf(tallies, 7)
    expect(found).toBeCloseTo((3 + 0.85 * 5) / (4 + 5))
    expect(refused).toBeCloseTo((1 + 0.85 * 5) / (2 + 5))
  })

  test("an answer taken out is as if it had not been given", () => {
    const check = { task: 1, person: 0, answer: "wrong" } as const
    const without = ratesOf(tallies, 0, { check, probability: 0 })
    const { refused } = ratesOf(tallies, 7)
    expect(without.refused).toBeCloseTo(refused)
    expect(without.found).toBe(ratesOf(tallies, 0).found)
  })

  test("what an answer tells: right and fix the same, cannot tell nothing, and nothing of who says both at random", () => {
    const careful = { found: 0.9, refused: 0.8 }
    expect(logOddsOf("right", careful)).toBeCloseTo(Math.log(0.9 / 0.2))
    expect(logOddsOf("fix", careful)).toBe(logOddsOf("right", careful))
    expect(logOddsOf("wrong", careful)).toBeCloseTo(Math.log(0.1 / 0.8))
    expect(logOddsOf("cannot_tell", careful)).toBe(0)
    for (const answer of ["right", "wrong"] as const)
      expect(logOddsOf(answer, { found: 0.7, refused: 0.3 })).toBeCloseTo(0)
  })
})

test("a table has things and people by name, and of each person's checks of a thing the one that is meant", () => {
  const rows = [
    row("b", "zoe", "wrong", 2),
    row("b", "ana", "right"),
    row("a", "zoe", "fix"),
    row("b", "zoe", "right", 1),
  ]
  const table = checkTable(rows)
  expect(table).toEqual(checkTable(rows.toReversed()))
  expect([table.tasks, table.people, table.repeats]).toEqual([["a", "b"], ["ana", "zoe"], 1])
  expect(table.checks[1]).toEqual([
    { task: 1, person: 0, answer: "right" },
    { task: 1, person: 1, answer: "wrong" },
  ])
})
