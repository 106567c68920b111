import { expect, test } from "vitest"
import { dayBeganAtMs, midnightAfter } from "./day.ts"

const at = (text: string) => Date.parse(text)

test.each([
  ["in UTC", "2026-11-30T13:00:00Z", 0, "2026-11-30T00:00:00Z"],
  ["east of it, where it is tomorrow already", "2026-11-30T23:30:00Z", 60, "2026-11-30T23:00:00Z"],
  ["west of it, where it is yesterday still", "2026-11-30T03:00:00Z", -300, "2026-11-29T05:00:00Z"],
  ["at midnight itself", "2026-11-30T23:00:00Z", 60, "2026-11-30T23:00:00Z"],
] as const)("a day begins %s where its person is, and ends a day later", (_name, now, offset, began) => {
  expect(dayBeganAtMs(at(now), offset)).toBe(at(began))
  expect(midnightAfter(at(now), offset)).toBe(at(began) + 86_400_000)
})
