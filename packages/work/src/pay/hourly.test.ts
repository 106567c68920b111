import { test as each, fc } from "@fast-check/vitest"
import { describe, expect, test } from "vitest"
import { hourlyMicros } from "./hourly.ts"

describe("what an hour came to", () => {
  test("is paid by counted time, rounded down, and nothing without time", () => {
    expect(hourlyMicros(1_033_334, 310)).toBe(12_000_007)
    expect(hourlyMicros(1, 7_200)).toBe(0)
    expect(hourlyMicros(5, 0)).toBeNull()
  })

  each.prop([fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 1_000_000, max: 90_000_000 })])(
    "PAY-1: is never said to be under a floor that was reached",
    (seconds, floor) => {
      expect(hourlyMicros(Math.ceil((floor * seconds) / 3_600), seconds)).toBeGreaterThanOrEqual(floor)
    },
  )
})
