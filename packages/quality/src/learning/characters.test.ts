import { describe, expect, test } from "vitest"
import { body, RULE, region } from "../testing/regions.ts"
import { type CharacterFigure, characterFigures } from "./characters.ts"
import { confirmedItems } from "./confirmed.ts"
import { letterEdits } from "./letterEdits.ts"

type Pair = readonly [right: string, mine: string]

function figuresOf(pairs: readonly Pair[], rule = RULE) {
  const line = (id: string, text: string) => body(region(id, [0, 0, 300, 20], { text }))
  return characterFigures(
    pairs.flatMap(([right, mine], n) =>
      confirmedItems({ answer: `a${n}`, mine: line("m", mine), right: line("r", right), by: "gold", atMs: n, rule }),
    ),
  )
}

const classOf = (pairs: readonly Pair[], name: CharacterFigure["class"], rule = RULE) =>
  figuresOf(pairs, rule).classes.find((one) => one.class === name)

test.each([
  ["", "", []],
  ["ab", "ab", ["a>a", "b>b"]],
  ["abc", "axc", ["a>a", "b>x", "c>c"]],
  ["abc", "ac", ["a>a", "b>", "c>c"]],
  ["ac", "abc", ["a>a", ">b", "c>c"]],
  ["é", "e", ["é>e"]],
  ["e\u0301t", "et", ["e\u0301>e", "t>t"]],
])("%j written %j, letter by letter", (right, mine, expected) => {
  expect(letterEdits(right, mine)?.map((edit) => `${edit.right ?? ""}>${edit.mine ?? ""}`)).toEqual(expected)
})

test("texts that are too long to be laid beside each other are counted and left out", () => {
  expect(letterEdits("a".repeat(3_000), "b".repeat(3_000))).toBeNull()
  expect(figuresOf([["a".repeat(3_000), "b".repeat(3_000)]])).toEqual({ texts: 0, tooLong: 1, classes: [] })
})

describe("errors by class of character", () => {
  test("digits: written otherwise, left out and added, of all that there are", () => {
    const pairs: Pair[] = [
      ["Total 1234567890", "Total 1234567880"],
      ["Total 12", "Total 1"],
      ["Total 12", "Total 122"],
    ]
    expect(classOf(pairs, "digits")).toMatchObject({
      ...{ times: 2, of: 14, replaced: 1, leftOut: 1, added: 1 },
      example: { times: 1 },
    })
  })

  test("accents and capitals are each their own, and a capital with an accent is both", () => {
    const pairs: Pair[] = Array.from({ length: 12 }, (_, n) => ["Élan", n < 4 ? "Elan" : "Élan"])
    expect(classOf(pairs, "accents")).toMatchObject({ times: 4, of: 12, example: { right: "É", mine: "E", times: 4 } })
    expect(classOf(pairs, "capitals")).toMatchObject({ times: 4, of: 12 })
    expect(classOf(pairs, "letters")).toMatchObject({ times: 0, of: 36, example: null })
  })

  test("a space before a sign is an error of spaces, a comma for a point one of punctuation", () => {
    const spaces: Pair[] = Array.from({ length: 10 }, () => ["18 %", "18%"])
    expect(classOf(spaces, "spaces")).toMatchObject({
      times: 10,
      of: 10,
      leftOut: 10,
      example: { right: " ", mine: "" },
    })
    const commas: Pair[] = Array.from({ length: 10 }, () => ["2,50", "2.50"])
    expect(classOf(commas, "punctuation")).toMatchObject({ times: 10, example: { right: ",", mine: "." } })
  })

  test("a name is a word with a capital inside a sentence, right or wrong as a whole", () => {
    const pairs: Pair[] = Array.from({ length: 10 }, (_, n) => [
      "Signed by Amina Diallo. Paid",
      n < 3 ? "Signed by Amina Dialo. Paid" : "Signed by Amina Diallo. Paid",
    ])
    expect(classOf(pairs, "names")).toMatchObject({
      ...{ times: 3, of: 20 },
      example: { right: "Diallo", mine: "Dialo", times: 3 },
    })
  })

  test("what the project holds to be the same is no error", () => {
    const pairs: Pair[] = Array.from({ length: 10 }, () => ["2,50", "2.50"])
    const rule = { ...RULE, rules: ["decimal_comma" as const] }
    expect(figuresOf(pairs, rule).classes.every(({ times }) => times === 0)).toBe(true)
  })

  test("nothing is said of classes of fewer than ten characters", () => {
    expect(figuresOf([["123456789", "12345678"]]).classes).toEqual([])
    expect(figuresOf([["", "abc"]]).texts).toBe(0)
  })
})
