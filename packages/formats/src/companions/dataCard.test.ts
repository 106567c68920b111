import { DatasetManifest } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { manifest } from "../testing/records.ts"
import { type DatasetFacts, dataCard } from "./dataCard.ts"

const facts: DatasetFacts = { title: "Street signs" }

test("says what is in it, who made it, and what is missing, without anything that nobody said", () => {
  const card = dataCard(manifest, facts)
  expect(card).toContain("# Street signs\n")
  expect(card).toContain("- 1 picture with 1 region under 4 labels\n")
  expect(card).toContain("- Version 3 of project drawn, frozen on 2023-11-14; it never changes\n")
  expect(card).toContain("- 4 answers of 1 person, named here by pseudonyms: P7 (4)\n")
  expect(card).toContain("- 2 pictures of the project: excluded\n")
  expect(card).toContain("None was stated.")
  expect(card).toContain(`\`${"a".repeat(64)}\``)
  expect(card).not.toMatch(/undefined|null|NaN|\[object/)
})

test("figures come with their interval and count; without them it says that nobody measured", () => {
  expect(dataCard(manifest, facts)).toContain("- Not measured:")
  const sure = {
    agreement: { mean: 0.8125, low: 0.7, high: 0.9, n: 120 },
    doubled: 60,
    error: { mean: 0.031, low: 0.01, high: 0.06, n: 130 },
  }
  const card = dataCard(manifest, { ...facts, sure, settledBy: { rule: 40, review: 1, gold: 0 } })
  expect(card).toContain("- Agreement of independent answers: 0.813 (95 % interval 0.700 to 0.900, 120 measured)\n")
  expect(card).toContain("did not share: 3.1 % (95 % interval 1.0 % to 6.0 %, 130 measured)\n")
  expect(card).toContain(
    "- 40 pictures settled because independent answers agreed by rule\n- 1 picture settled by a reviewer\n",
  )
  expect(card).not.toContain("gold, known")
})

test("parts are told with the rule that drew them", () => {
  const split = {
    rule: {
      parts: [
        { name: "train", share: 80 },
        { name: "test", share: 20 },
      ],
      by: "label",
      byDocument: true,
      seed: 7,
      keptFrom: 2,
    },
    parts: [
      { name: "train", pictures: 1_234 },
      { name: "test", pictures: 1 },
    ],
  }
  const card = dataCard(DatasetManifest.parse({ ...manifest, split }), facts)
  expect(card).toContain(
    "- train: 1,234 pictures\n- test: 1 picture\n- Drawn so that every label is shared out alike, seed 7\n- Pages of one document are in one part\n- What was in the test part of version 2 is in it still",
  )
  expect(dataCard(manifest, facts)).toContain("## Parts\n\nNone")
})

test("labels keep their order, and no text of anybody breaks the page", () => {
  const odd = "a|b\n# <script>*x*"
  const labels = manifest.ontology.labels.map((label, i) => (i === 0 ? { ...label, name: { en: odd } } : label))
  const byLabel = [{ label: "zebra", regions: 5, pictures: 2 }]
  const card = dataCard({ ...manifest, ontology: { labels } }, { ...facts, title: odd, byLabel })
  expect(card).toContain("# a\\|b \\# \\<script\\>\\*x\\*\n")
  const rows = card.split("\n").filter((line) => /^\| (?!Label)/.test(line))
  expect(rows).toEqual([
    "| a\\|b \\# \\<script\\>\\*x\\* | no | – | 5 | 2 |",
    "| bird house | no | – | 0 | 0 |",
    "| text | yes | – | 0 | 0 |",
    "| Émile ß | no | – | 0 | 0 |",
  ])
})

test("the front matter is YAML that hubs read: licence by id or by address, size by class", () => {
  const head = (own: Partial<DatasetFacts>, pictures = 5) =>
    dataCard({ ...manifest, counts: { ...manifest.counts, pictures } }, { ...facts, ...own }).split("---\n")[1]
  expect(head({ licence: "CC-BY-4.0" })).toBe(
    'pretty_name: "Street signs"\nlicense: "cc-by-4.0"\nsize_categories:\n- n<1K\n',
  )
  expect(head({ licence: "https://example.org/l", title: 'a "b": c' }, 20_000)).toBe(
    'pretty_name: "a \\"b\\": c"\nlicense: other\nlicense_link: "https://example.org/l"\nsize_categories:\n- 10K<n<100K\n',
  )
})

test("what the format could not hold is told, notes are not", () => {
  const card = dataCard(manifest, {
    ...facts,
    format: "yolo",
    losses: [
      { level: "lost", code: "attributes", file: "x", field: "pose", count: 3 },
      { level: "changed", code: "rotation", file: "x", count: 14 },
      { level: "note", code: "nothing_here_as_empty", file: "x" },
    ],
  })
  expect(card).toContain("- Written as `yolo`\n")
  expect(card).toContain("- Not held by this format: attributes pose (3)\n- Changed by this format: rotation (14)")
  expect(card).not.toContain("nothing here as empty")
})
