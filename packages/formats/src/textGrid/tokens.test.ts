import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { praatText, type Token, tokensOf } from "./tokens.ts"

const shown = ({ kind, text, line, open }: Token) => `${line} ${kind} ${text}${open ? " (open)" : ""}`
const pieces = (text: string) => [...tokensOf(text)].map(shown)

describe("what stands free is a piece, everything else is passed over", () => {
  test.each([
    { name: "the long form", text: "xmin = 0.5", expected: ["1 number 0.5"] },
    { name: "the short form", text: "0.5", expected: ["1 number 0.5"] },
    { name: "numbers in brackets are names of places", text: "intervals [2]:", expected: [] },
    { name: "a size behind its name", text: "intervals: size = 12", expected: ["1 number 12"] },
    { name: "flags", text: "tiers? <exists>", expected: ["1 flag <exists>"] },
    {
      name: "signs and exponents",
      text: "-1 +2. .5 1e-3",
      expected: ["1 number -1", "1 number +2.", "1 number .5", "1 number 1e-3"],
    },
    { name: "what only looks like a number", text: "1,5 1.2.3 0x10 1e --5 5s", expected: [] },
    { name: "a text touching its name", text: 'text="a"', expected: ["1 text a"] },
    { name: "a text touching a number", text: '1"a"2', expected: ["1 number 1", "1 text a", "1 number 2"] },
    { name: "nothing", text: "", expected: [] },
    { name: "blanks of every kind", text: " \t\f\v\r\n 7", expected: ["2 number 7"] },
  ])("$name", ({ text, expected }) => expect(pieces(text)).toEqual(expected))
})

describe("texts", () => {
  test.each([
    { name: "a doubled quote is one", text: '"say ""a"""', expected: ['1 text say "a"'] },
    { name: "empty", text: '""', expected: ["1 text "] },
    { name: "nothing but a quote", text: '""""', expected: ['1 text "'] },
    { name: "over several lines", text: '"a\nb" 1', expected: ["1 text a\nb", "2 number 1"] },
    { name: "two side by side", text: '"a" "b"', expected: ["1 text a", "1 text b"] },
    { name: "an open one ends with the file", text: '1 "a\nb', expected: ["1 number 1", "1 text a\nb (open)"] },
    { name: "an open one behind a doubled quote", text: '"a""', expected: ['1 text a" (open)'] },
    { name: "an exclamation mark inside is no comment", text: '"a ! b"', expected: ["1 text a ! b"] },
  ])("$name", ({ text, expected }) => expect(pieces(text)).toEqual(expected))

  test("any text comes back from its quotes, whatever stands around it", () => {
    const around = fc.constantFrom(" ", "\n", "\r\n", " text = ", " 12 ", " ! comment\n")
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: "binary" }), around), { maxLength: 6 }), (parts) => {
        const file = parts.map(([text, after]) => `${praatText(text)}${after}`).join("")
        const texts = [...tokensOf(file)].filter((token) => token.kind === "text").map((token) => token.text)
        expect(texts).toEqual(parts.map(([text]) => text))
      }),
    )
  })
})

describe("comments and lines", () => {
  test("a comment goes to the end of its line, whichever end that has", () => {
    expect(pieces('! "a" 1\n2')).toEqual(["2 number 2"])
    expect(pieces("1 ! x\r2 ! y\r\n3")).toEqual(["1 number 1", "2 number 2", "3 number 3"])
    expect(pieces("1 ! to the end")).toEqual(["1 number 1"])
  })

  test.each(["\n", "\r\n", "\r"])("lines end with %j, and only once", (end) => {
    expect(pieces(`1${end}2${end}${end}3`)).toEqual(["1 number 1", "2 number 2", "4 number 3"])
  })

  test("a line is where its piece begins, also for texts over several lines", () => {
    expect(pieces('"a\r\nb"\r\n"c"')).toEqual(["1 text a\r\nb", "3 text c"])
  })
})

test("a megabyte of quotes, of digits and of one open text is read in one pass", () => {
  const many = 1_000_000
  expect([...tokensOf('"'.repeat(many))]).toHaveLength(1)
  expect([...tokensOf("9".repeat(many))].length).toBeLessThanOrEqual(1)
  expect([...tokensOf(`"${"a".repeat(many)}`)][0]?.open).toBe(true)
  expect([...tokensOf(" ".repeat(many))]).toEqual([])
})
