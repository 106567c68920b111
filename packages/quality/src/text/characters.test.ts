import fc from "fast-check"
import { expect, test } from "vitest"
import { spellByLetters } from "./characters.ts"

const spell = (...words: string[]) => spellByLetters(words.map((word) => ({ word, weight: 1 })))

test.each([
  { words: ["xandle", "cxndle", "caxdle"], spelled: "candle" },
  { words: ["guide", "guides", "guides"], spelled: "guides" },
  { words: ["cat"], spelled: "cat" },
  { words: ["cat", ""], spelled: "cat" },
  { words: ["👍🏽", "👍🏽", "👍"], spelled: "👍🏽" },
  { words: [], spelled: "" },
])("$words give '$spelled'", ({ words, spelled }) => {
  expect(spell(...words)).toBe(spelled)
})

test("a heavier word outvotes two lighter ones", () => {
  const light = { word: "bat", weight: 1 }
  expect(spellByLetters([light, light, { word: "cat", weight: 3 }])).toBe("cat")
})

test("words without weight have no say", () => {
  expect(
    spellByLetters([
      { word: "bat", weight: 0 },
      { word: "cat", weight: 1 },
    ]),
  ).toBe("cat")
})

test("the order of the words does not matter, and equal words stay as they are", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 5 })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      expect(spell(...[...words].reverse())).toBe(spell(...words))
    }),
  )
  fc.assert(
    fc.property(word, (one) => {
      expect(spell(one, one, one)).toBe(one)
    }),
  )
})
