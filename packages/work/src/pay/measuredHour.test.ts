import { describe, expect, test } from "vitest"
import { measureHour } from "./measuredHour.ts"

describe("what an hour pays in a project", () => {
  const session = (personId: number, euros: number) => ({ personId, paidMicros: euros * 1_000_000, seconds: 3_600 })

  test("is told from five people on, whatever the number of sessions", () => {
    const four = [1, 2, 3, 4, 4, 4, 4].map((personId) => session(personId, 12))
    expect(measureHour(four)).toBeNull()
    expect(measureHour([...four, { personId: 5, paidMicros: 0, seconds: 0 }])).toBeNull()
    expect(measureHour([...four, session(5, 12)])).toMatchObject({ sessions: 8, p50Micros: 12_000_000 })
  })

  test("has its middle and both ends, in whatever order sessions come", () => {
    const sessions = Array.from({ length: 20 }, (_, at) => session(at % 6, 12 + at))
    const found = { sessions: 20, p10Micros: 13_000_000, p50Micros: 21_000_000, p90Micros: 29_000_000 }
    expect(measureHour(sessions)).toEqual(found)
    expect(measureHour([...sessions].reverse())).toEqual(found)
  })
})
