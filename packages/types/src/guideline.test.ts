import { describe, expect, test } from "vitest"
import {
  checksOf,
  clauseNumbersTwice,
  clausesOf,
  guidelineIn,
  languagesOf,
  nextClauseNumber,
  readExample,
  takeExamples,
  withClause,
} from "./guideline.ts"

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

describe("one clause more", () => {
  const two = "[en]\n## 2.6 Cut off\n\nBox what is seen.\n\n## 3 Text\n\n[fr]\n## 2.6 Coupé\n\nLa partie visible.\n"
  const texts = { en: "In shadow: box to where it must end.", fr: "Dans l’ombre : jusqu’où la chose doit finir." }

  test("stands behind the one that is named, in each language, and none moves", () => {
    const written = withClause(two, { number: "2.7", after: "2.6", texts })
    expect(clausesOf(written, "en").map(({ number, title }) => `${number} ${title}`)).toEqual([
      "2.6 Cut off",
      `2.7 ${texts.en}`,
      "3 Text",
    ])
    expect(clausesOf(written, "fr").map(({ number, title }) => `${number} ${title}`)).toEqual([
      "2.6 Coupé",
      `2.7 ${texts.fr}`,
    ])
    expect(clauseNumbersTwice(written)).toEqual([])
    expect(clausesOf(written, "en")[0]?.markdown).toBe("Box what is seen.")
  })

  test("of a guideline of one text is its English one, at the end where no clause is named", () => {
    const written = withClause("## 1 Tight\n\nEdges touch.", { number: "2", after: null, texts })
    expect(clausesOf(written).map(({ number }) => number)).toEqual(["1", "2"])
    expect(written).not.toContain(texts.fr)
    expect(clausesOf(withClause("", { number: "1", after: null, texts }))[0]?.title).toBe(texts.en)
  })

  test("gets the first free number behind the one that is named", () => {
    expect(nextClauseNumber(["2.6", "3"], "2.6")).toBe("2.7")
    expect(nextClauseNumber(["2.6", "2.7", "2.8"], "2.6")).toBe("2.9")
    expect(nextClauseNumber([], null)).toBe("1")
  })

  test("is written in the languages that a guideline has", () => {
    expect(languagesOf(two)).toEqual(["en", "fr"])
    expect(languagesOf("## 1 Tight")).toEqual([])
    expect(languagesOf("```\n[fr]\n```\n")).toEqual([])
  })
})

describe("pictures that show what is right or wrong", () => {
  const hash = "c".repeat(64)

  test("are taken out of a text, which is whole without them", () => {
    const text = `Tight.\n\n![✓ Edge to edge](blob:${hash})\n![✗](blob:${hash})\n\nAlways.`
    expect(takeExamples(text)).toEqual({
      examples: [
        { isGood: true, caption: "Edge to edge", sha256: hash },
        { isGood: false, caption: "", sha256: hash },
      ],
      rest: "Tight.\n\nAlways.",
    })
  })

  test.each(["a picture", "", "good ✓"])("are no others: %s", (alt) => {
    const text = `![${alt}](blob:${hash})`
    expect([readExample(alt), takeExamples(text)]).toEqual([null, { examples: [], rest: text }])
  })

  test("say what is said below them", () => {
    expect(readExample("✗ Too wide")).toEqual({ isGood: false, caption: "Too wide" })
  })
})

describe("what is to be checked before sending", () => {
  test("are the lines with an empty box, outside of code, at most five, in the language of the reader", () => {
    const text =
      "[en]\n- [ ] Every crate has a box\n- plain\n```\n- [ ] code\n```\n[fr]\n* [ ] Chaque caisse a une boîte"
    expect(checksOf(text)).toEqual(["Every crate has a box"])
    expect(checksOf(text, "fr")).toEqual(["Chaque caisse a une boîte"])
    expect(checksOf(TEXT)).toEqual([])
    expect(checksOf("- [x] done\n- [ ]\n-[ ] no")).toEqual([])
    expect(checksOf(Array.from({ length: 9 }, (_, n) => `- [ ] line ${n}`).join("\n"))).toHaveLength(5)
  })
})
