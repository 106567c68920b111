import { takeExamples } from "@justesse/types/guideline"
import { expect, test } from "vitest"
import { altOf, around, asClause, asList, asPicture, type Chosen, type Edit } from "./writing.ts"

const HASH = "a".repeat(64)
/** `[` and `]` mark what is chosen in a text. */
function chosenIn(marked: string): Chosen {
  const from = marked.indexOf("[")
  const to = marked.indexOf("]") - 1
  return { text: marked.replace("[", "").replace("]", ""), from, to }
}
const after = ({ text }: Chosen, { from, to, inserted }: Edit) => text.slice(0, from) + inserted + text.slice(to)
const chosenAfter = (chosen: Chosen, edit: Edit) => after(chosen, edit).slice(...edit.choose)

test("a picture stands where the caret is, apart from its neighbours, its name chosen to be written over (found O35)", () => {
  const chosen = chosenIn("## 1 Cells\n\nLook at[] the edge.")
  const edit = asPicture(chosen, "torn edge", HASH)
  expect(after(chosen, edit)).toBe(`## 1 Cells\n\nLook at\n\n![torn edge](blob:${HASH})\n\n the edge.`)
  expect(chosenAfter(chosen, edit)).toBe("torn edge")
  const empty = chosenIn("[]")
  expect(after(empty, asPicture(empty, "x", HASH))).toBe(`![x](blob:${HASH})\n`)
})

test("a picture that is an example says so by its mark, and only its words are chosen", () => {
  const chosen = chosenIn("[]")
  const edit = asPicture(chosen, "Too wide", HASH, "✗")
  expect(after(chosen, edit)).toBe(`![✗ Too wide](blob:${HASH})\n`)
  expect(chosenAfter(chosen, edit)).toBe("Too wide")
  expect(takeExamples(after(chosen, edit)).examples).toEqual([{ isGood: false, caption: "Too wide", sha256: HASH }])
})

test("a clause has the next number, words are made bold, lines become a list", () => {
  const clause = chosenIn("## 2.1 Whole\n\nText.\n\n## 2.2 Cut\n\nMore.[]")
  const edit = asClause(clause, "Title")
  expect(after(clause, edit)).toContain("More.\n\n## 2.3 Title\n")
  expect(chosenAfter(clause, edit)).toBe("Title")
  const first = chosenIn("[]")
  expect(after(first, asClause(first, "Title"))).toBe("## 1 Title\n")
  const bold = chosenIn("a [whole] cell")
  expect(after(bold, around(bold, "**", "bold"))).toBe("a **whole** cell")
  const hint = chosenIn("a []")
  expect(chosenAfter(hint, around(hint, "**", "bold"))).toBe("bold")
  const list = chosenIn("x\none [\n- ]two\ny")
  expect(after(list, asList(list))).toBe("x\n- one \n- two\ny")
})

test.each([
  ["torn_edge-2.png", "torn edge 2"],
  ["IMG_2031.JPG", ""],
  ["DSC01234.jpg", ""],
  ["Screenshot 2026-11-02 at 10.04.11.png", ""],
  ["PXL_20260102_101112.jpg", ""],
  [`${"0a".repeat(16)}.png`, ""],
  ["image.png", ""],
  ["[x](y).png", "x (y)"],
])("the file %s is called %j", (file, alt) => expect(altOf(file)).toBe(alt))
