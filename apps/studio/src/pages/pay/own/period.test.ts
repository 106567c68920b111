import { expect, it } from "vitest"
import { isPeriod, momentsOf, periodOf } from "./period.ts"

const NOW = new Date(2026, 10, 27, 15, 20).getTime()

it.each([
  ["month", "2026-11-01", "2026-11-27"],
  ["last", "2026-10-01", "2026-10-31"],
  ["year", "2026-01-01", "2026-11-27"],
] as const)("the period %s goes from %s to %s", (name, from, to) => {
  expect(periodOf(name, NOW)).toEqual({ from, to })
})

it("has no moment before its first day and all of its last one", () => {
  const { fromMs, untilMs } = momentsOf({ from: "2026-11-01", to: "2026-11-30" })
  expect([fromMs, untilMs]).toEqual([new Date(2026, 10, 1).getTime(), new Date(2026, 11, 1).getTime()])
  expect(periodOf("last", new Date(2026, 0, 5).getTime())).toEqual({ from: "2025-12-01", to: "2025-12-31" })
})

it("is of two days in their order", () => {
  expect(isPeriod({ from: "2026-11-01", to: "2026-11-01" })).toBe(true)
  expect(isPeriod({ from: "2026-11-02", to: "2026-11-01" })).toBe(false)
  expect(isPeriod({ from: "", to: "2026-11-01" })).toBe(false)
  expect(isPeriod({ from: "2026-13-01", to: "2026-13-02" })).toBe(false)
})
