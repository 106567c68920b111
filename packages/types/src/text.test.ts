import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { inLanguage, isStorable, storableText } from "./text.ts"

describe("text that both engines store alike", () => {
  test.each([
    { name: "plain", text: "TVA 18 %", fits: true },
    { name: "empty", text: "", fits: true },
    { name: "emoji made of two units", text: "👩🏽‍🔬", fits: true },
    { name: "right to left", text: "שלום", fits: true },
    { name: "U+0000", text: "a\0b", fits: false },
    { name: "a high surrogate alone", text: "a\ud83d", fits: false },
    { name: "a low surrogate alone", text: "\udc69b", fits: false },
    { name: "surrogates in the wrong order", text: "\udc69\ud83d", fits: false },
  ])("$name: $fits", ({ text, fits }) => expect(isStorable(text)).toBe(fits))

  test("agrees with the platform about well-formed text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => isStorable(text) === !text.includes("\0")))
  })

  test("is bounded in UTF-16 units", () => {
    expect(storableText(3).safeParse("abc").success).toBe(true)
    expect(storableText(3).safeParse("abcd").success).toBe(false)
  })
})

test("a name falls back to English where a language has none", () => {
  expect(inLanguage({ en: "crate", fr: "cageot" }, "fr")).toBe("cageot")
  expect(inLanguage({ en: "crate" }, "fr")).toBe("crate")
  expect(inLanguage({ en: "crate", fr: "cageot" }, "en")).toBe("crate")
})
