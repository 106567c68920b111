import { expect, test } from "vitest"
import { finishAt, spentLine, sumParts } from "./spent.ts"

const day = (on: string, sentMicros: number, addedMicros = 0) => ({
  ...{ day: on, sentMicros, addedMicros, bonusMicros: 0, reviewMicros: 0 },
})
const days = [day("2026-11-26", 100, 20), day("2026-11-28", 50)]
const spending = { days, answersPerDay: [10, 0, 20, 10] }
const money = { expectedMicros: 400, quotedMicros: 600, answersLeft: 20 }
const NOW = Date.UTC(2026, 10, 29, 9)

test("the line has every day until today, and goes on to the end of the work with its interval", () => {
  const finish = finishAt(spending, money, NOW)
  const line = spentLine(spending, money, finish, "2026-11-29")
  const past = line.filter(({ parts }) => parts !== null)
  expect(past.map(({ day: on, value }) => [on, value])).toEqual([
    ["2026-11-26", 120],
    ["2026-11-27", 120],
    ["2026-11-28", 170],
    ["2026-11-29", 170],
  ])
  expect(past.every(({ value, low, high }) => value === low && value === high)).toBe(true)
  // Twenty answers at ten a day.
  expect(line[4]).toMatchObject({ day: "2026-11-30", value: 370, parts: null })
  expect(line[5]).toMatchObject({ day: "2026-12-01", value: 570, high: 770 })
})

test("nothing spent is no line, and no pace or nothing left is no line ahead", () => {
  const none = { days: [], answersPerDay: [] }
  expect(spentLine(none, money, finishAt(none, money, NOW), "2026-11-29")).toEqual([])
  expect(finishAt(none, money, NOW)).toBeNull()
  expect(finishAt(spending, { answersLeft: 0 }, NOW)).toBeNull()
  expect(spentLine(spending, money, null, "2026-11-29")).toHaveLength(4)
})

test("of a long time the last thirty days are drawn, over what was spent before", () => {
  const line = spentLine({ ...spending, days: [day("2026-08-01", 500), ...days] }, money, null, "2026-11-29")
  expect(line).toHaveLength(30)
  expect(line[0]).toMatchObject({ day: "2026-10-31", value: 500 })
  expect(sumParts([day("2026-08-01", 500), ...days])).toMatchObject({ sentMicros: 650, addedMicros: 20 })
})
