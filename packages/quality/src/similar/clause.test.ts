import { clausesOf } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { clauseAbout } from "./clause.ts"

const ENGLISH = clausesOf(`# Receipts

## 1 Boxes

## 1.1 Tight around the ink

The box touches the ink; its edges leave no margin.

## 2 Text

## 2.1 As it is written

Type exactly what is printed: capitals, accents, points and commas.

## 2.2 Numbers

Keep the comma or point of amounts: \`12,40\` stays \`12,40\`.

## 2.3 Spaces

\`TVA 20 %\` has a space before the sign.

## 3.1 Item and amount

The price at the end of its line is *amount*; the article is *item*.
`)
const FRENCH = clausesOf(`## 1 Au plus près

Le cadre touche l'encre, sans marge.

## 2 Nombres

La virgule des montants reste une virgule.

## 3 Accents

Gardez les accents et les majuscules.
`)

const about = (change: Partial<Parameters<typeof clauseAbout>[0]>, clauses = ENGLISH) =>
  clauseAbout({ rule: null, labels: [], isGeometry: false, ...change }, clauses)

describe("the clause that speaks of a question", () => {
  test("rules are found by their words and examples, in English and French", () => {
    expect(about({ rule: "decimal_comma" })).toBe("2.2")
    expect(about({ rule: "space_before_percent" })).toBe("2.3")
    expect(about({ rule: "spaces" })).toBe("2.3")
    expect(about({ rule: "diacritics" })).toBe("2.1")
    expect(about({ rule: "case" })).toBe("2.1")
    expect(about({ rule: "decimal_comma" }, FRENCH)).toBe("2")
    expect(about({ rule: "diacritics" }, FRENCH)).toBe("3")
  })

  test("edges are found where the guideline speaks of boxes", () => {
    expect(about({ isGeometry: true })).toBe("1.1")
    expect(about({ isGeometry: true }, FRENCH)).toBe("1")
  })

  test("two labels are found where both are named, by id or in any language", () => {
    const [item, amount] = [
      ["item", "article"],
      ["amount", "montant"],
    ] as const
    expect(about({ labels: [item, amount] })).toBe("3.1")
    expect(about({ labels: [item, ["total"]] })).toBeNull()
  })

  test("nothing is found where no clause speaks of it", () => {
    expect(about({ rule: "dashes" })).toBeNull()
    expect(about({ rule: "apostrophes" }, FRENCH)).toBeNull()
    expect(about({ rule: "case" }, [])).toBeNull()
    expect(about({ labels: [["a+b"], [""]] })).toBeNull()
  })
})
