import { type Label, Ontology } from "@justesse/types"
import { expect, test } from "vitest"
import { checkInstructions, stopsOpening } from "./check.ts"

const label = (id: string, fr: string, retired = false) => ({
  ...{ id, name: { en: id, fr }, color: "#e69f00", key: null, hasText: false, attributes: [], retired },
})
const labels: readonly Label[] = Ontology.parse({
  labels: [label("crate", "cagette"), label("sack", "sac"), label("old", "vieux", true)],
}).labels
const picture = (mark: string, words: string) => `![${mark} ${words}](blob:${"a".repeat(64)})`
const CLEAR = `## 1.1 Crates
The box touches the crate within 3 px.
${picture("✓", "edge to edge")}
${picture("✗", "too wide")}
## 1.2 Sacks
Only what can be seen.
${picture("✓", "open sack")}
${picture("✗", "shadow drawn too")}
`
const whats = (text: string, of = labels) => checkInstructions(text, of).map(({ what }) => what)

test("clear instructions have nothing against them; labels that are retired need none", () => {
  expect(checkInstructions(CLEAR, labels)).toEqual([])
})

test("an empty guideline has everything against it, label by label", () => {
  expect(checkInstructions("", labels)).toEqual([
    { what: "no_clauses" },
    { what: "no_tolerance" },
    { what: "no_good_example", label: "crate" },
    { what: "no_bad_example", label: "crate" },
    { what: "no_good_example", label: "sack" },
    { what: "no_bad_example", label: "sack" },
  ])
})

test("an example counts for the label that its clause or its own words name, in either language", () => {
  const without = CLEAR.replace(picture("✗", "shadow drawn too"), "")
  expect(checkInstructions(without, labels)).toEqual([{ what: "no_bad_example", label: "sack" }])
  expect(whats(`${without}## 1.3 Shadows\n${picture("✗", "un sac avec son ombre")}\n`)).toEqual([])
  expect(whats(without.replace("## 1.2 Sacks", "## 1.2 Bags").replace("open sack", "open"))).toContain(
    "no_good_example",
  )
})

test("where one label is all, every example is its", () => {
  const [crate] = labels
  const text = `## 1 Edges\nWithin 2 px.\n${picture("✓", "so")}\n${picture("✗", "not so")}`
  expect(whats(text, crate ? [crate] : [])).toEqual([])
})

test.each([
  ["threat", "Wrong answers will not be paid."],
  ["threat", "Les réponses fausses ne seront pas payées."],
  ["threat", "You will be banned."],
  ["threat", "Vous serez exclus."],
  ["capitals", "READ THIS TWICE"],
  ["capitals", "Be careful!!"],
  ["capitals", "LISEZ BIEN CECI"],
])("a %s is found: %s", (what, sentence) => {
  expect(whats(`${CLEAR}${sentence}`)).toEqual([what])
})

test.each([
  "A rejection needs evidence and a second person.",
  "Une réponse refusée reste payée.",
  "Labels of VOC and COCO files keep their names.",
  "Careful! Edges first.",
])("ordinary words are none: %s", (sentence) => {
  expect(whats(`${CLEAR}${sentence}`)).toEqual([])
})

test("without a figure or the word nothing says how exact is exact enough", () => {
  expect(whats(CLEAR.replace(" within 3 px", ""))).toEqual(["no_tolerance"])
  expect(whats(CLEAR.replace(" within 3 px", " with a tolerance of a hair"))).toEqual([])
})

test("findings stop a paid project alone, and a long clause none", () => {
  const findings = checkInstructions("", labels)
  expect([
    stopsOpening("paid", findings),
    stopsOpening("salaried", findings),
    stopsOpening("volunteer", findings),
  ]).toEqual([true, false, false])
  const long = checkInstructions(CLEAR.replace("Only", `${"word ".repeat(300)}Only`), labels)
  expect(long).toEqual([{ what: "long_clause", clause: "1.2" }])
  expect(stopsOpening("paid", long)).toBe(false)
})
