import { DEFAULT_LIMITS, type OwnLimits } from "@justesse/types/pace/limits"
import { describe, expect, test } from "vitest"
import { limitReached, restUntilMs, weekBeganAtMs } from "./ask.ts"

/** Wednesday, 2026-11-25, 10:00 UTC. */
const nowMs = Date.UTC(2026, 10, 25, 10)
const at = { todaySeconds: 0, weekSeconds: 0, nowMs, utcOffsetMinutes: 60 }
const HOUR = 3_600

describe("own limits", () => {
  test.each([
    ["a day", { todaySeconds: 6 * HOUR }, "day"],
    ["a second less", { todaySeconds: 6 * HOUR - 1 }, null],
    ["a week", { weekSeconds: 30 * HOUR }, "week"],
    ["a second less of it", { weekSeconds: 30 * HOUR - 1 }, null],
  ] as const)("%s of work asks", (_, worked, reached) => {
    expect(limitReached(DEFAULT_LIMITS, { ...at, ...worked })).toBe(reached)
  })

  test("no limit never asks, and who said that they go on is asked again when that hour is over", () => {
    const none: OwnLimits = { breakEvery: null, day: null, week: null, quiet: null, moreUntilMs: null }
    const much = { ...at, todaySeconds: 20 * HOUR, weekSeconds: 100 * HOUR }
    expect(limitReached(none, much)).toBeNull()
    const more = { ...DEFAULT_LIMITS, moreUntilMs: nowMs + 1 }
    expect(limitReached(more, much)).toBeNull()
    expect(limitReached(more, { ...much, nowMs: nowMs + 1 })).toBe("day")
  })

  test("quiet hours are of the person's own clock, and may go over midnight", () => {
    const quiet = (from: number, until: number, hour: number) =>
      limitReached(
        { ...DEFAULT_LIMITS, quiet: { from: from * 60, until: until * 60 } },
        { ...at, nowMs: Date.UTC(2026, 10, 25, hour - 1) },
      )
    expect([19, 20, 21, 22].map((hour) => quiet(20, 22, hour))).toEqual([null, "quiet", "quiet", null])
    expect([21, 22, 23, 3, 7, 8].map((hour) => quiet(22, 7, hour))).toEqual([
      ...[null, "quiet", "quiet", "quiet"],
      ...[null, null],
    ])
  })

  test("eleven hours of rest are told until work begins", () => {
    const lastWorkMs = nowMs - 8 * HOUR * 1_000
    expect(restUntilMs(lastWorkMs, at)).toBe(nowMs + 3 * HOUR * 1_000)
    expect(restUntilMs(lastWorkMs, { ...at, todaySeconds: 1 })).toBeNull()
    expect(restUntilMs(nowMs - 11 * HOUR * 1_000, at)).toBeNull()
    expect(restUntilMs(null, at)).toBeNull()
  })

  test("a week begins on the reader's Monday", () => {
    expect(weekBeganAtMs(nowMs, 0)).toBe(Date.UTC(2026, 10, 23))
    // Sunday 23:30 UTC is Monday already for whoever is an hour ahead.
    const sunday = Date.UTC(2026, 10, 22, 23, 30)
    expect(weekBeganAtMs(sunday, 60)).toBe(Date.UTC(2026, 10, 22, 23))
    expect(weekBeganAtMs(sunday, 0)).toBe(Date.UTC(2026, 10, 16))
  })
})
