import { describe, expect, test } from "vitest"
import { isDueNow } from "./news.ts"

const BEGAN = 1_000_000
/** Figures that took four seconds. */
const basis = { fromMs: BEGAN, endedAtMs: BEGAN + 4_000, tookMs: 4_000 }
const ended = basis.endedAtMs

describe("figures are computed again", () => {
  test("where there are none, at once; where nothing is to be read, never", () => {
    expect(isDueNow(BEGAN, null, BEGAN)).toBe(true)
    expect(isDueNow(null, null, BEGAN)).toBe(true)
    expect(isDueNow(null, basis, ended + 1e6)).toBe(false)
  })

  test("not for what they know already", () => {
    expect(isDueNow(BEGAN - 1_001, basis, ended + 1e6)).toBe(false)
    expect(isDueNow(BEGAN, basis, ended + 1e6)).toBe(true)
  })

  test.each([
    { work: "has settled down", last: ended, after: 2 * 4_000 },
    { work: "goes on", last: null, after: 9 * 4_000 },
  ])("after a rest that grows with what they took, when work $work", ({ last, after }) => {
    const isDue = (atMs: number) => isDueNow(last ?? atMs - 100, basis, atMs)
    expect([isDue(ended + after - 1), isDue(ended + after)]).toEqual([false, true])
  })

  test("while work goes on, every ten seconds when they take no time", () => {
    const quick = { fromMs: BEGAN, endedAtMs: BEGAN + 10, tookMs: 10 }
    const isDue = (atMs: number) => isDueNow(atMs - 100, quick, atMs)
    expect([isDue(BEGAN + 9_999), isDue(BEGAN + 10_000)]).toEqual([false, true])
  })
})
