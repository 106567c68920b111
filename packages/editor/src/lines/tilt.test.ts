import fc from "fast-check"
import { expect, test } from "vitest"
import type { Piece } from "./pieces.ts"
import { findTilt } from "./tilt.ts"

/** Letters 14 px wide in rows 40 px apart that go down by `tilt`; every fourth one hangs below its row. */
const lettersOf = (tilt: number, rows = 10, columns = 30): Piece[] =>
  Array.from({ length: rows * columns }, (_, i) => {
    const left = 50 + (i % columns) * 20
    const foot = 100 + Math.floor(i / columns) * 40 + tilt * (left + 7) + (i % 4 === 3 ? 5 : 0)
    return { left, right: left + 14, top: foot - 20, bottom: foot, area: 100, depth: 99 }
  })

test("the tilt of rows of letters is found to a fifth of a degree, up to 7.5°", () => {
  const degrees = fc.double({ min: -7.5, max: 7.5, noNaN: true })
  fc.assert(
    fc.property(degrees, (rotated) => {
      const tilt = findTilt(lettersOf(Math.tan((rotated * Math.PI) / 180)), 20)
      expect(Math.abs((Math.atan(tilt) * 180) / Math.PI - rotated)).toBeLessThan(0.2)
    }),
    { numRuns: 40 },
  )
})

test("a level page, one letter and none have no tilt", () => {
  expect(findTilt(lettersOf(0), 20)).toBe(0)
  expect(findTilt(lettersOf(0, 1, 1), 20)).toBe(0)
  expect(findTilt([], 20)).toBe(0)
})
