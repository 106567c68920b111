import { createHmac } from "node:crypto"
import { JustesseError } from "@justesse/types"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
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

describe("two projects of the same people (PRI-2)", () => {
  const PEOPLE = 60
  const PAIRS = 40
  /** What two exports name the same people, in the order in which exports list them: by name. */
  const namesOf = (project: number) => {
    const taken = new Set<string>()
    const byPerson = Array.from({ length: PEOPLE }, (_, person) => {
      const hash = createHmac("sha256", "installation").update(`pseudonym:${project}:${person}`).digest("hex")
      const name = pseudonym(hash, taken)
      taken.add(name)
      return name
    })
    const listed = [...byPerson].sort()
    return { byPerson, placeOf: (person: number) => listed.indexOf(byPerson[person] ?? "") }
  }

  test("no name is carried over, and an order tells no more than chance", () => {
    let sameName = 0
    let samePlace = 0
    let sameOrder = 0
    for (let pair = 0; pair < PAIRS; pair++) {
      const [one, other] = [namesOf(2 * pair), namesOf(2 * pair + 1)]
      for (let person = 0; person < PEOPLE; person++) {
        if (one.byPerson[person] === other.byPerson[person]) sameName++
        if (one.placeOf(person) === other.placeOf(person)) samePlace++
        const before = (names: typeof one) => names.placeOf(person) < names.placeOf((person + 1) % PEOPLE)
        if (before(one) === before(other)) sameOrder++
      }
    }
    const guesses = PEOPLE * PAIRS
    expect(sameName / guesses).toBeLessThan(0.002)
    // Whoever matches by place is right once in a list, as with any order; neighbours keep theirs half of the time.
    expect(samePlace / guesses).toBeLessThan(2 / PEOPLE)
    expect(Math.abs(sameOrder / guesses - 0.5)).toBeLessThan(0.04)
  })
})
