import { JustesseError } from "@justesse/types"
import fc from "fast-check"
import { expect, test } from "vitest"
import { PSEUDONYMS, pseudonym } from "./pseudonyms.ts"

const hash = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 8, maxLength: 64 })

test("a pseudonym is a short sayable name and a number, the same each time", () => {
  fc.assert(
    fc.property(hash, (digits) => {
      const name = pseudonym(digits, new Set())
      expect(name).toMatch(/^[A-Z][a-z]{2,5} [1-9][0-9]$/)
      expect(pseudonym(digits, new Set())).toBe(name)
    }),
  )
})

test("a name that somebody has is never given again, also when hashes are equal", () => {
  const taken = new Set<string>()
  for (let i = 0; i < 500; i++) {
    const name = pseudonym("00000000", taken)
    expect(taken.has(name)).toBe(false)
    taken.add(name)
  }
})

test("every name is given before there is none left", () => {
  const taken = new Set<string>()
  for (let i = 0; i < PSEUDONYMS; i++)
    taken.add(pseudonym(((i * 7_919) % PSEUDONYMS).toString(16).padStart(8, "0"), taken))
  expect(taken.size).toBe(PSEUDONYMS)
  expect(() => pseudonym("00000000", taken)).toThrow(JustesseError)
})

test.each([{ digits: "" }, { digits: "12345" }, { digits: "not a hash at all" }])(
  "'$digits' is refused as a hash",
  ({ digits }) => {
    expect(() => pseudonym(digits, new Set())).toThrow(JustesseError)
  },
)
