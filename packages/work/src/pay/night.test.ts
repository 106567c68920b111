import { expect, test } from "vitest"
import { nightAt } from "./night.ts"

const HOUR = 3_600_000
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 10, day, hour, minute)
const of = (ms: number) => nightAt(null, ms).night

test("a night begins at two o'clock UTC and reaches until the next one", () => {
  expect(of(at(3, 2))).toBe(of(at(2, 2)) + 1)
  expect(of(at(3, 1, 59))).toBe(of(at(2, 2)))
  expect(of(at(3, 23))).toBe(of(at(3, 2)))
  expect(of(at(4, 1))).toBe(of(at(3, 2)))
})

test.each([
  ["who never computed begins with the next night", null, at(3, 12), false],
  ["the same night again", at(3, 2), at(3, 3), false],
  ["the same night, late", at(3, 2), at(4, 1, 59), false],
  ["the next night as it begins", at(3, 2), at(4, 2), true],
  ["a night that was slept through, at noon", at(3, 2), at(4, 12), true],
  ["a week that was slept through", at(3, 2), at(10, 9), true],
  ["a clock that was set back", at(4, 2), at(3, 12), false],
] as const)("%s", (_, last, now, isDue) => {
  expect(nightAt(last === null ? null : of(last), now).isDue).toBe(isDue)
})

test("looked at every ten minutes, each night is computed once, and one that was slept through once on waking", () => {
  let last: number | null = null
  const computed: number[] = []
  for (let ms = at(1, 12); ms < at(8, 12); ms += HOUR / 6) {
    // Asleep from the second evening until the fifth noon.
    if (ms > at(2, 20) && ms < at(5, 12)) continue
    const { night, isDue } = nightAt(last, ms)
    if (isDue) computed.push(ms)
    last = night
  }
  expect(computed).toEqual([at(2, 2), at(5, 12), at(6, 2), at(7, 2), at(8, 2)])
})
