import { deflateRawSync, inflateRawSync } from "node:zlib"
import fc from "fast-check"
import { expect, test } from "vitest"
import { packedDigits } from "./packDigits.ts"

const share = fc.double({ min: 0, max: 1, noNaN: true })
const line = fc
  .tuple(fc.nat({ max: 90 }), share, share, share, share)
  .map(([label, ...numbers]) => `${label} ${numbers.map((number) => number.toFixed(16)).join(" ")}\n`)
const bytesOf = (text: string) => new TextEncoder().encode(text)

test("zlib reads what was packed", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.stringMatching(/^[-0-9. \n]*$/)), { maxLength: 60 }), (lines) => {
      const text = bytesOf(lines.join(""))
      expect(inflateRawSync(packedDigits(text) ?? new Uint8Array()).equals(text)).toBe(true)
    }),
  )
})

test("what is no decimal number is left to zlib", () => {
  for (const text of ["<annotation><folder>train</folder></annotation>", "1 2e-7 0.5", "1,2\n"])
    expect(packedDigits(bytesOf(text))).toBeNull()
})

test("a code for all is as good as one for each, nearly", () => {
  const shares = Array.from({ length: 28 }, (_, i) => (i * Math.SQRT2) % 1)
  const text = bytesOf(Array.from({ length: 7 }, (_, i) => `7 ${shares.slice(4 * i, 4 * i + 4).join(" ")}\n`).join(""))
  expect(packedDigits(text)?.length).toBeLessThan(1.15 * deflateRawSync(text).length)
})
