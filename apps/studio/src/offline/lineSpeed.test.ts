import { describe, expect, it } from "vitest"
import { type Arrival, isSlow, speedOf, withArrival } from "./lineSpeed.ts"

const came = (bytes: number, fromMs: number, toMs: number): Arrival => ({ bytes, fromMs, toMs })

describe("how fast a line is", () => {
  it("is not told before enough came, and never by what is small", () => {
    const small = Array.from({ length: 40 }, (_, i) => came(19_999, 1_000 * i, 1_000 * i + 999))
    const latest = small.reduce<readonly Arrival[]>(withArrival, [])
    expect([latest, speedOf(latest), isSlow(speedOf(latest))]).toEqual([[], null, false])
    expect(speedOf([came(149_999, 0, 9_000)])).toBeNull()
    expect(speedOf([came(150_000, 0, 1_500)])).toBe(100_000)
  })

  it("counts times in which several came at once once, whatever their order", () => {
    const both = [came(100_000, 500, 2_000), came(100_000, 0, 1_000)]
    expect(speedOf(both)).toBe(100_000)
    expect(speedOf([came(100_000, 0, 4_000), came(100_000, 1_000, 2_000)])).toBe(50_000)
    // Nothing came between them.
    expect(speedOf([came(100_000, 0, 1_000), came(100_000, 9_000, 10_000)])).toBe(100_000)
  })

  it("is told of the latest alone: a line that became fast is not slow any more", () => {
    let latest: readonly Arrival[] = []
    for (let i = 0; i < 8; i++) latest = withArrival(latest, came(50_000, 2_000 * i, 2_000 * i + 1_000))
    expect(isSlow(speedOf(latest))).toBe(true)
    for (let i = 10; i < 18; i++) latest = withArrival(latest, came(50_000, 2_000 * i, 2_000 * i + 10))
    expect([latest.length, isSlow(speedOf(latest))]).toEqual([8, false])
  })

  it("is slow below one megabit a second", () => {
    expect([isSlow(124_999), isSlow(125_000)]).toEqual([true, false])
  })
})
