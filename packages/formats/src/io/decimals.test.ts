import fc from "fast-check"
import { expect, test } from "vitest"
import { decimalDifference, decimalSum, decimalText } from "./decimals.ts"

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

test.each([
  ["241.83", "108.72", 133.11],
  ["0.3", "0.1", 0.2],
  ["1e2", "1", 99],
  [".5", "-.5", 1],
  ["5.", "2", 3],
])("%s − %s is %d as it was meant", (far, near, length) => {
  expect(decimalDifference(far, near)).toBe(length)
})

test.each(["", "x", "1e", "--1", "1.2.3", "."])("%o is no number, so no difference is one", (text) => {
  expect(decimalDifference(text, text === "" ? "x" : "1")).toBeNaN()
})

test("what is beyond a float64 or too long is worked out as floats, not as a million digits", () => {
  expect(decimalDifference("1e9999", "1")).toBe(Infinity)
  expect(decimalDifference(`1${"0".repeat(2_000)}`, "1")).toBe(Infinity)
})

test("a length comes back from its two ends to the bit, whatever the numbers", () => {
  fc.assert(
    fc.property(finite, finite, (near, length) => {
      expect(decimalDifference(decimalSum(near, length), String(near))).toBe(length + 0)
    }),
  )
})

test("a number's plain spelling has no exponent and reads back the same", () => {
  fc.assert(
    fc.property(finite, (value) => {
      expect(decimalText(value)).not.toMatch(/e/)
      expect(Number(decimalText(value))).toBe(value + 0 === 0 ? 0 : value)
    }),
  )
  expect(decimalText(1e-7)).toBe("0.0000001")
  expect(decimalText(1e21)).toBe("1000000000000000000000")
})
