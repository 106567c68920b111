import { describe, expect, test } from "vitest"
import { daysOf, SLOT_MS, slotsOf, trendOf } from "./days.ts"
import { ratioOf } from "./ratio.ts"

const DAY_MS = 86_400_000
const at = (day: number, hours: number, right = 1, all = 1) => ({
  atMs: day * DAY_MS + hours * 3_600_000,
  sum: ratioOf(right, all),
})

describe("figures by day", () => {
  test("moments fall into quarters of an hour, oldest first", () => {
    const slots = slotsOf([at(1, 0.3), at(0, 5), at(1, 0.4)])
    expect(slots.map((slot) => slot.at * SLOT_MS)).toEqual([5 * 3_600_000, DAY_MS + SLOT_MS])
    expect(slots.map(({ sum }) => sum.pictures)).toEqual([1, 2])
  })

  test("the same slots are cut into days on anybody's calendar, also at 5:45 from UTC", () => {
    const slots = slotsOf([at(10, 17), at(10, 18.5), at(10, 23.9), at(11, 1)])
    const counts = (offset: number) => daysOf(slots, offset).map(({ day, sum }) => [day, sum.pictures])
    expect(counts(0)).toEqual([
      [10, 3],
      [11, 1],
    ])
    expect(counts(345)).toEqual([
      [10, 1],
      [11, 3],
    ])
    expect(counts(-120)).toEqual([[10, 4]])
  })

  test("a trend is named only when the halves differ by what chance does not give", () => {
    const run = (share: (i: number) => number) =>
      slotsOf(Array.from({ length: 200 }, (_, i) => at(Math.floor(i / 20), 9 + (i % 20) / 4, share(i), 10)))
    expect(trendOf(run((i) => 7 + Math.floor(i / 100) + (i % 2)))).toBe("rises")
    expect(trendOf(run((i) => 8 - Math.floor(i / 100) + (i % 2)))).toBe("falls")
    expect(trendOf(run((i) => 7 + (i % 3)))).toBe("level")
    expect(trendOf(run(() => 10))).toBe("level")
  })

  test("little or all on one day says nothing of a trend", () => {
    expect(trendOf([])).toBeNull()
    expect(trendOf(slotsOf(Array.from({ length: 40 }, (_, i) => at(i, 9))))).toBeNull()
    expect(trendOf(slotsOf(Array.from({ length: 200 }, (_, i) => at(3, i / 10, i % 2, 1))))).toBeNull()
  })
})
