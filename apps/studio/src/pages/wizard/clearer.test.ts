import { type Label, Ontology } from "@justesse/types"
import { expect, test } from "vitest"
import { adviceFor } from "./clearer.ts"

const labels: readonly Label[] = Ontology.parse({
  labels: [
    {
      id: "l1",
      name: { en: "crate", fr: "cagette" },
      color: "#e69f00",
      key: null,
      hasText: false,
      attributes: [],
      retired: false,
    },
  ],
}).labels
const picture = (mark: string) => `![${mark} so](blob:${"a".repeat(64)})`
const CLEAR = `## 1.1 Crates\nWithin 3 px.\n${picture("✓")}\n${picture("✗")}\n`

test("labels are named in the reader's language, and nothing is said before a word is written", () => {
  expect(adviceFor({ guideline: " ", labels, mode: "paid" }, "en")).toBeNull()
  const text = CLEAR.replace(picture("✗"), "")
  const said = (["en", "fr"] as const).map((language) =>
    adviceFor({ guideline: text, labels, mode: "salaried" }, language),
  )
  expect(said.map((one) => one?.findings)).toEqual([
    [{ key: "no_bad_example", values: { label: "crate", clause: "", found: "" } }],
    [{ key: "no_bad_example", values: { label: "cagette", clause: "", found: "" } }],
  ])
})

test("unclear words keep a paid project closed, and are advice elsewhere", () => {
  const threat = { guideline: `${CLEAR}You will be banned.`, labels }
  const found = [{ key: "threat", values: { label: "", clause: "", found: "will be banned" } }]
  expect(adviceFor({ ...threat, mode: "paid" }, "en")).toEqual({ findings: found, stops: true })
  expect(adviceFor({ ...threat, mode: "volunteer" }, "en")).toEqual({ findings: found, stops: false })
  expect(adviceFor({ guideline: CLEAR, labels, mode: "paid" }, "en")).toEqual({ findings: [], stops: false })
})
