import { describe, expect, test } from "vitest"
import { clauseNumbersTwice, clausesOf } from "./guideline.ts"

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
