import { describe, expect, test } from "vitest"
import { clauseNumbersTwice, clausesOf, guidelineIn } from "./guideline.ts"

const TEXT = `# Crates

Before any clause.

## 1 Boxes

### 1.1 Whole crates

Draw **all** of it.

Also the handle.

### 1.2. Half hidden

\`\`\`
## 9.9 not a clause
\`\`\`
`

describe("the clauses of a guideline", () => {
  test("begin at headings with a number and hold what follows", () => {
    expect(clausesOf(TEXT)).toEqual([
      { number: "1", title: "Boxes", markdown: "" },
      { number: "1.1", title: "Whole crates", markdown: "Draw **all** of it.\n\nAlso the handle." },
      { number: "1.2", title: "Half hidden", markdown: "```\n## 9.9 not a clause\n```" },
    ])
  })

  test.each([
    { name: "no text", text: "" },
    { name: "headings without numbers", text: "## Crates\n\nText" },
    { name: "a number without a title", text: "## 1.2\n" },
    { name: "a number that is no heading", text: "1.2 Crates" },
  ])("there are none in $name", ({ text }) => expect(clausesOf(text)).toEqual([]))

  test("read the same with the line ends of another system", () => {
    expect(clausesOf(TEXT.replaceAll("\n", "\r\n"))).toEqual(clausesOf(TEXT))
  })

  test("must not share a number", () => {
    expect(clauseNumbersTwice(TEXT)).toEqual([])
    expect(clauseNumbersTwice(`${TEXT}\n## 1.1 Again\n`)).toEqual(["1.1"])
  })
})

describe("a guideline in two languages", () => {
  const both = "# All\n\n[en]\n\n## 1 Boxes\n\nTight.\n\n```\n[fr]\n```\n\n[fr]\n\n## 1 Boîtes\n\nAu plus près.\n"

  test("is read in one of them, after what is for everybody", () => {
    expect(guidelineIn(both, "en")).toBe("# All\n\n## 1 Boxes\n\nTight.\n\n```\n[fr]\n```")
    expect(guidelineIn(both, "fr")).toBe("# All\n\n## 1 Boîtes\n\nAu plus près.")
    expect(guidelineIn("[fr]\nSeul.", "en")).toBe("Seul.")
    expect(guidelineIn(TEXT, "fr")).toBe(TEXT)
  })

  test("has the same clause numbers in both, each once", () => {
    expect(clausesOf(both, "fr")).toEqual([{ number: "1", title: "Boîtes", markdown: "Au plus près." }])
    expect(clauseNumbersTwice(both)).toEqual([])
    expect(clauseNumbersTwice(`${both}\n## 1 Encore`)).toEqual(["1"])
  })
})
