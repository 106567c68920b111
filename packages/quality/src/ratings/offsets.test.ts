import { describe, expect, test } from "vitest"
import { type UnitVote, unitTable } from "../agreement/units.ts"
import { offsetsOf } from "./offsets.ts"

/** Ratings of tasks (rows) by people (columns), null where a person did not rate. */
function table(rows: readonly (readonly (number | null)[])[]) {
  const judgements = rows.flatMap((ratings, t) =>
    ratings.flatMap((rating, p): UnitVote[] =>
      rating === null ? [] : [{ task: `t${String(t).padStart(3, "0")}`, person: `p${p}`, label: String(rating) }],
    ),
  )
  return unitTable(judgements, "interval")
}

describe("offsets of people", () => {
  test("two people who are always 10 apart differ by 10 and are centred, however many tasks they share", () => {
    const rows = Array.from({ length: 60 }, (_, t) => [t, t + 10])
    const { offset } = offsetsOf(table(rows))
    expect((offset[1] ?? 0) - (offset[0] ?? 0)).toBeCloseTo(10, 1)
    expect((offset[1] ?? 0) + (offset[0] ?? 0)).toBeCloseTo(0, 9)
  })

  test("a person with few answers is drawn to 0 more than one with many", () => {
    // p0 and p1 swing about each other; p2 and p3 rate 6 higher, p3 on three tasks only.
    const rows = Array.from({ length: 90 }, (_, t) => {
      const swing = t % 2 === 0 ? 3 : -3
      return [50 + swing, 50 - swing, 56 + swing, t < 3 ? 56 - swing : null]
    })
    const { offset } = offsetsOf(table(rows))
    expect(offset[2]).toBeGreaterThan(2)
    expect(offset[3]).toBeGreaterThan(0)
    expect(offset[3]).toBeLessThan(offset[2] ?? 0)
  })

  test("are 0 where everybody agrees", () => {
    const { offset, plainError, better } = offsetsOf(table(Array.from({ length: 20 }, (_, t) => [t, t, t])))
    expect(Math.max(...offset.map(Math.abs))).toBe(0)
    expect(plainError).toBe(0)
    expect(better).toBe(false)
  })

  test("do not win where every task has the same people: they cannot move one task against another", () => {
    const rows = Array.from({ length: 80 }, (_, t) => [t + (t % 3), t + 10 - (t % 2), t + 20 + (t % 5)])
    const { plainError, offsetError, better } = offsetsOf(table(rows))
    expect(offsetError).toBeLessThan(0.5 * plainError)
    expect(better).toBe(false)
  })

  test("tasks with one answer say nothing", () => {
    const rows = [
      [10, 20],
      [30, 41],
      [50, 61],
    ]
    const alone = [...rows, [null, 500], [null, 900]]
    expect(offsetsOf(table(alone)).offset).toEqual(offsetsOf(table(rows)).offset)
  })
})
