import { WEEKDAYS } from "@justesse/types/pay/payoutDay"
import { expect, it } from "vitest"
import { nextPayoutDay } from "./payoutDay.ts"

it.each([
  [1, "2026-11-27T15:26:00Z", "2026-11-30"],
  [1, "2026-11-30T00:00:00Z", "2026-12-07"],
  [1, "2026-11-29T23:59:59Z", "2026-11-30"],
  [7, "2026-11-29T12:00:00Z", "2026-12-06"],
  [5, "2026-12-30T12:00:00Z", "2027-01-01"],
] as const)("the payout of weekday %s that is asked for at %s is promised for %s", (weekday, now, day) => {
  expect(nextPayoutDay(weekday, Date.parse(now))).toBe(day)
})

it("is always one to seven days away, and on its weekday", () => {
  const start = Date.parse("2026-11-01T10:00:00Z")
  for (let day = 0; day < 60; day++)
    for (const weekday of WEEKDAYS) {
      const nowMs = start + day * 86_400_000
      const promised = new Date(`${nextPayoutDay(weekday, nowMs)}T10:00:00Z`)
      const away = (promised.getTime() - nowMs) / 86_400_000
      expect([away >= 1 && away <= 7, promised.getUTCDay()]).toEqual([true, weekday % 7])
    }
})
