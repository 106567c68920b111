import { RegionId } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { manifest, ontology, source } from "../testing/records.ts"
import { Beside, companionFiles, knownLabels, LABELS_FILE, labelNames, toOriginText } from "./index.ts"

const region = { id: "r9", geometry: { type: "box", x: 0, y: 0, width: 1, height: 1 }, label: "text" }
// Ids are branded texts.
const record = {
  ...{ name: "a.jpg", size: null, sha256: null, settledBy: "rule" },
  body: { regions: [region, { ...region, id: "r10" }], nothingHere: false },
  provenance: [{ region: "r9", method: "median", confidence: 0.5, submissions: ["s"] }],
} as unknown as DatasetRecord

async function companions(records: readonly DatasetRecord[]): Promise<Record<string, string>> {
  const out: Record<string, string> = {}
  for (const file of companionFiles(source(records), manifest)) {
    out[file.name] = ""
    for await (const bytes of file.body) out[file.name] += new TextDecoder().decode(bytes)
  }
  return out
}

test("the manifest beside an export gives its labels back as they were", async () => {
  expect(await knownLabels(memoryFiles(await companions([])))).toEqual(ontology.labels)
  expect(await knownLabels(memoryFiles({ "justesse-manifest.json": "{" }))).toEqual([])
  expect(await knownLabels(memoryFiles({}))).toEqual([])
})

test("each label says where it comes from, a picture without labels too, one without an answer not at all", async () => {
  const empty = { ...record, name: "b.jpg", body: { regions: [], nothingHere: true } }
  const text = (await companions([record, empty, { ...record, body: null }]))[LABELS_FILE] ?? ""
  const lines: unknown[] = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line))
  const head = { picture: "a.jpg", sha256: null, settledBy: "rule", label: "text" }
  expect(lines).toEqual([
    {
      ...head,
      index: 0,
      region: "r9",
      method: "median",
      confidence: 0.5,
      decided_by_reviewer: false,
      submissions: ["s"],
    },
    { ...head, index: 1, region: "r10", method: null, confidence: null, decided_by_reviewer: false, submissions: [] },
    { picture: "b.jpg", sha256: null, settledBy: "rule", region: null },
  ])
})

test("labels go by their English names in foreign files", () => {
  expect([...labelNames(ontology).values()]).toEqual(["zebra", "bird house", "text", "Émile ß"])
})

test("lines put aside while the records are drawn for something else are those of a drawing of their own", async () => {
  const records = [record, { ...record, name: "b.jpg", body: null }, { ...record, name: "c.jpg" }]
  const beside = new Beside()
  for (const one of records) await beside.take(one)
  const files: Record<string, string> = {}
  for (const { name, body } of beside.files(manifest)) {
    files[name] = ""
    for await (const bytes of body) files[name] += new TextDecoder().decode(bytes)
  }
  expect(files).toEqual(await companions(records))
})

// found O23: what a reviewer decided stood at the share of people behind it before, and a filter by confidence dropped it.
test("what a reviewer decided is sure and says so, whatever stood there before", () => {
  const decided = { region: RegionId.parse("r1"), method: "review" as const, confidence: 0.5, submissions: [] }
  expect(JSON.parse(`{${toOriginText(decided)}}`)).toEqual({
    ...{ method: "review", confidence: 1, decided_by_reviewer: true, submissions: [] },
  })
})
