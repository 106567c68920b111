import fc from "fast-check"
import { expect, test } from "vitest"
import { gripAt, withBorder } from "./borders.ts"
import { SHORTEST_MS } from "./segments.ts"

const span = { startMs: 1_000, endMs: 2_000 }

test("a border goes where it is brought, in whole milliseconds", () => {
  expect(withBorder(span, "start", 1_200.4, 5_000)).toEqual({ startMs: 1_200, endMs: 2_000 })
  expect(withBorder(span, "end", 2_500.6, 5_000)).toEqual({ startMs: 1_000, endMs: 2_501 })
})

test("wherever it is brought it stays within the recording and leaves the stretch some length", () => {
  const anywhere = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(fc.constantFrom("start" as const, "end" as const), anywhere, (border, toMs) => {
      const { startMs, endMs } = withBorder(span, border, toMs, 5_000)
      expect(startMs).toBeGreaterThanOrEqual(0)
      expect(endMs).toBeLessThanOrEqual(5_000)
      expect(endMs - startMs).toBeGreaterThanOrEqual(SHORTEST_MS)
      // The other border stays.
      expect(border === "start" ? endMs : startMs).toBe(border === "start" ? span.endMs : span.startMs)
    }),
  )
})

test("a press takes the border that it is near, of two as near the one on whose side it is, and none far off", () => {
  const px = (ms: number) => ms / 10
  expect(gripAt(span, 103, px)).toBe("start")
  expect(gripAt(span, 195, px)).toBe("end")
  expect(gripAt(span, 150, px)).toBeNull()
  expect(gripAt({ startMs: 1_000, endMs: 1_040 }, 101, px)).toBe("start")
  expect(gripAt({ startMs: 1_000, endMs: 1_040 }, 103, px)).toBe("end")
})
