import { DEFAULT_LIMITS } from "@justesse/types/pace/limits"
import { describe, expect, test } from "vitest"
import { type ActiveTimeState, creditTime, NO_ACTIVE_TIME } from "../clock/activeTime.ts"
import { isBreakDue, secondsSincePause } from "./breaks.ts"

const BEGAN = Date.UTC(2026, 10, 25, 8)

/** Works (or is away) for so many minutes each, told a minute at a time as a page does. */
function work(minutes: readonly { readonly work?: number; readonly away?: number }[]) {
  let state: ActiveTimeState = NO_ACTIVE_TIME
  let [seq, atMs] = [0, BEGAN]
  for (const { work: worked = 0, away = 0 } of minutes) {
    for (let minute = 0; minute < worked; minute++) {
      atMs += 60_000
      const batch = { tab: "one", seq: seq++, monotonicMs: atMs - BEGAN - 60_000, seconds: "9".repeat(60) }
      state = creditTime(state, {
        batches: [batch],
        activity: "draw",
        leasedAtMs: BEGAN,
        receivedAtMs: atMs,
      }).state
    }
    atMs += away * 60_000
  }
  return secondsSincePause(state, atMs)
}

describe("breaks", () => {
  test("work is counted since the last pause, however it was taken", () => {
    expect(work([{ work: 10 }])).toBe(600)
    expect(work([{ work: 10, away: 2 }, { work: 5 }])).toBeGreaterThanOrEqual(900)
    expect(work([{ work: 30, away: 4 }, { work: 5 }])).toBe(300)
    expect(work([{ work: 30, away: 4 }])).toBe(0)
    expect(secondsSincePause(NO_ACTIVE_TIME, BEGAN)).toBe(0)
  })

  test("a break is offered after 50 minutes, or when the person wants it, or never", () => {
    expect([49, 50, 51].map((minutes) => isBreakDue(DEFAULT_LIMITS, work([{ work: minutes }])))).toEqual([
      ...[false, true, true],
    ])
    expect(isBreakDue({ breakEvery: 20 }, work([{ work: 20 }]))).toBe(true)
    expect(isBreakDue({ breakEvery: null }, work([{ work: 300 }]))).toBe(false)
  })
})
