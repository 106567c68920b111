import fc from "fast-check"
import { expect, test } from "vitest"
import { editDistance } from "../agreement/text.ts"
import { distanceOf } from "./distance.ts"

function between(a: readonly number[], b: readonly number[], bits = new Int32Array(8)): number {
  return distanceOf(Int32Array.from([...a, ...b]), 0, a.length, a.length, a.length + b.length, bits)
}

test.each([
  { a: [], b: [], distance: 0 },
  { a: [], b: [1, 2], distance: 2 },
  { a: [1, 2, 3], b: [1, 2, 3], distance: 0 },
  { a: [1, 2, 3], b: [1, 3], distance: 1 },
  { a: [1, 2], b: [2, 1], distance: 2 },
])("$a and $b are $distance apart", ({ a, b, distance }) => {
  expect(between(a, b)).toBe(distance)
})

const upTo = (maxLength: number) => fc.array(fc.integer({ min: 0, max: 3 }), { maxLength })

test.each([
  { what: "shorter than a machine word", most: 12 },
  { what: "around a machine word", most: 40 },
  { what: "several machine words", most: 150 },
])("the distance of bits is the distance by the table: $what", ({ most }) => {
  const bits = new Int32Array(8)
  fc.assert(
    fc.property(upTo(most), upTo(most), (a, b) => {
      expect(between(a, b, bits)).toBe(editDistance(a, b))
      expect(bits.every((cell) => cell === 0)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test("runs of exactly 31 to 33 and 63 to 65 symbols", () => {
  for (const length of [31, 32, 33, 63, 64, 65]) {
    const a = Array.from({ length }, (_, i) => (i * i) % 5)
    const b = [4, ...a.slice(2), 3, 1]
    expect(between(a, b)).toBe(editDistance(a, b))
    expect(between(a, [])).toBe(length)
  }
})
