import { expect, test } from "vitest"
import { grouped, type Happening } from "./grouped.ts"

const HOUR = 3_600_000
let next = 1_000
const act = (what: string, who: string, atMs: number): Happening => ({
  ...{ id: next--, atMs, who, what, detail: {}, undo: null },
})
const hourOf = (ms: number) => String(Math.floor(ms / HOUR))
const dayOf = (ms: number) => String(Math.floor(ms / (24 * HOUR)))
const told = (rows: readonly Happening[]) =>
  grouped(rows, hourOf, dayOf).map((day) =>
    day.lines.map(({ rows: [first, ...more] }) => [first.what, first.who, 1 + more.length]),
  )

test("routine of one person within an hour is one line, however it is mixed with others'", () => {
  const rows = [
    act("review.decided", "Moussa", 50 * HOUR + 9),
    act("task.submitted", "Awa", 50 * HOUR + 8),
    act("review.filed", "Moussa", 50 * HOUR + 7),
    act("review.decided", "Moussa", 50 * HOUR + 6),
    act("task.submitted", "Jonas", 50 * HOUR + 5),
    act("task.submitted", "Awa", 50 * HOUR + 4),
  ]
  expect(told(rows)).toEqual([
    [
      ["review.decided", "Moussa", 2],
      ["task.submitted", "Awa", 2],
      ["review.filed", "Moussa", 1],
      ["task.submitted", "Jonas", 1],
    ],
  ])
})

test("another hour is another line, another day another part, and what is no routine stands alone", () => {
  const rows = [
    act("version.frozen", "Léa", 50 * HOUR + 2),
    act("version.frozen", "Léa", 50 * HOUR + 1),
    act("task.submitted", "Awa", 50 * HOUR),
    act("task.submitted", "Awa", 49 * HOUR),
    act("task.submitted", "Awa", 47 * HOUR),
  ]
  expect(told(rows)).toEqual([
    [
      ["version.frozen", "Léa", 1],
      ["version.frozen", "Léa", 1],
      ["task.submitted", "Awa", 1],
      ["task.submitted", "Awa", 1],
    ],
    [["task.submitted", "Awa", 1]],
  ])
})

test("nothing is lost and nothing told twice", () => {
  const rows = Array.from({ length: 300 }, (_, n) =>
    act(
      ["review.decided", "task.settled", "import.done"][n % 3] ?? "",
      ["Awa", "Jonas"][n % 2] ?? "",
      (9_000 - n * 7) * 60_000,
    ),
  )
  const ids = grouped(rows, hourOf, dayOf).flatMap((day) => day.lines.flatMap((line) => line.rows.map((row) => row.id)))
  expect([...ids].sort()).toEqual(rows.map((row) => row.id).sort())
  expect(new Set(ids).size).toBe(rows.length)
})
