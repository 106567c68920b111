import { describe, expect, test } from "vitest"
import { label } from "../testing/arranging.ts"
import { meaningOf } from "./meaning.ts"

const A = "a".repeat(64)
const B = "b".repeat(64)
const TEXT = `# Labels

## 1 Carts and cars

Anything on wheels.

## 2 Cars

Four wheels.

![✓ Edge to edge](blob:${A})

### 2.1 Parked

The same.

![✗ Too wide](blob:${B})

## 20 Signs

![a plate](blob:${A})
`
const about = (name: string, text = TEXT) => meaningOf(text, label(name), "en")

describe("what a guideline says of a label", () => {
  test("is the clause whose title is closest to it, those under its number, and their examples first", () => {
    expect(about("car")).toEqual({
      examples: [
        { isGood: true, caption: "Edge to edge", sha256: A },
        { isGood: false, caption: "Too wide", sha256: B },
      ],
      clauses: [
        { number: "2", title: "Cars", markdown: "Four wheels." },
        { number: "2.1", title: "Parked", markdown: "The same." },
      ],
    })
  })

  test("a picture that is no example stays where it is", () => {
    expect(about("sign")).toEqual({
      examples: [],
      clauses: [{ number: "20", title: "Signs", markdown: `![a plate](blob:${A})` }],
    })
  })

  test("is found by whole words, whatever their accents, capitals and plural", () => {
    expect(about("card")).toBeNull()
    expect(about("art")).toBeNull()
    expect(about("cart")?.clauses[0]?.number).toBe("1")
    expect(about("BÔITE aux lettres", "## 3 Boites aux lettres\n\nRouges.")?.clauses[0]?.number).toBe("3")
    expect(about("bus", "## 4 Bus\n\nLong.")?.clauses[0]?.number).toBe("4")
  })

  test("is in the language asked for, and a title may name it in either", () => {
    const text = "[en]\n## 1 Crates\n\nWood.\n[fr]\n## 1 Caisses\n\nDu bois."
    const crate = { ...label("crate"), name: { en: "crate", fr: "caisse" } }
    expect(meaningOf(text, crate, "fr")?.clauses[0]?.markdown).toBe("Du bois.")
    expect(meaningOf(text, crate, "en")?.clauses[0]?.markdown).toBe("Wood.")
  })
})
