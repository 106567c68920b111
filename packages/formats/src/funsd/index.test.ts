import { AnnotationBody, boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { wholeBox } from "../regions/wholePixels.ts"
import { documents, withPictures } from "../testing/documents.ts"
import { manifest, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { funsdReader } from "./index.ts"
import { funsdWriter } from "./write.ts"

const form = {
  form: [
    {
      id: 0,
      text: "Name:",
      box: [10, 20, 60, 30],
      label: "question",
      words: [{ text: "Name:", box: [10, 20, 60, 30] }],
      linking: [[0, 7]],
    },
    {
      id: 7,
      text: "Zoë Blé",
      box: [70, 20, 140, 30],
      label: "answer",
      words: [
        { text: "Zoë", box: [70, 20, 100, 30] },
        { text: "Blé", box: [105, 20, 140, 30] },
      ],
      linking: [[0, 7]],
      certain: "yes",
    },
  ],
  lang: "fr",
}

async function read(files: Record<string, string>) {
  return gather(funsdReader.read(memoryFiles(files, 33), {}))
}

async function exported(records: DatasetRecord[]) {
  const report: unknown[] = []
  const files = await written(funsdWriter.write(source(records), manifest, { report: (line) => report.push(line) }))
  expect(await funsdWriter.losses(source(records))).toEqual(report)
  return { files, report }
}

test("FUNSD order: a box is left, top, right, bottom, both when read and when written", async () => {
  const { records, report } = await read({ "annotations/a.json": JSON.stringify(form), "images/a.png": "" })
  expect(report).toEqual([])
  const [question] = records[0]?.body?.regions ?? []
  expect(question).toMatchObject({ geometry: { type: "box", x: 10, y: 20, width: 50, height: 10 } })
  const { files } = await exported(records)
  expect(JSON.parse(files["annotations/a.json"] ?? "").form[0].box).toEqual([10, 20, 60, 30])
})

test("items are lines with their label, words are below them, and everything goes out as it came in", async () => {
  const { records, ontology, pictures } = await read({ "annotations/a.json": JSON.stringify(form), "images/a.png": "" })
  expect(pictures).toEqual(["images/a.png"])
  expect(ontology[0]?.labels.map((label) => [label.name.en, label.hasText])).toEqual([
    ["question", true],
    ["answer", true],
  ])
  expect(AnnotationBody.safeParse(records[0]?.body).success).toBe(true)
  expect(records[0]?.body?.regions.map((r) => [r.id, r.level, r.parent, r.label, r.transcript?.value])).toEqual([
    ["0", "line", undefined, "question", "Name:"],
    ["0.0", "word", "0", "question", "Name:"],
    ["7", "line", undefined, "answer", "Zoë Blé"],
    ["7.0", "word", "7", "answer", "Zoë"],
    ["7.1", "word", "7", "answer", "Blé"],
  ])
  const { files, report } = await exported(records)
  expect(JSON.parse(files["annotations/a.json"] ?? "")).toEqual(form)
  expect(report).toEqual([])
})

test("a link is written on both of its ends, follows new ids, and is counted when an end is gone", async () => {
  const linked = (id: string, linking: unknown) => ({
    id,
    geometry: { type: "box", x: 0, y: 0, width: 2, height: 2 },
    label: "q",
    level: "line",
    transcript: { value: id },
    foreign: { funsd: { linking } },
  })
  const regions = [linked("a", [["a", "b"]]), linked("b", []), linked("c", [["c", "gone"]])]
  const { files, report } = await exported([
    // Ids are branded texts.
    { name: "a.png", size: null, sha256: null, body: { regions, nothingHere: false } } as unknown as DatasetRecord,
  ])
  expect(JSON.parse(files["annotations/a.json"] ?? "").form.map((i: { linking: unknown }) => i.linking)).toEqual([
    [[0, 1]],
    [[0, 1]],
    [],
  ])
  expect(report).toEqual([
    { level: "changed", code: "ids_renumbered", field: "regions", file: "annotations/*.json", count: 1 },
    { level: "lost", code: "links", file: "annotations/*.json", count: 1 },
    { level: "note", code: "words_implied", file: "annotations/*.json", count: 3 },
  ])
})

test("what is wrong is named with file and line, and the rest goes in", async () => {
  const text =
    '{"form": [\n{"id": 1, "text": "x", "box": [5, 9, 1, 2], "label": "other", "words": []},\n3,\n{"id": 2, "box": [0, 0, 1], "words": []},\n{"id": 3, "text": "ok", "box": [0, 0, 4, 4], "label": "header", "words": [7]}]'
  const { records, report } = await read({ "f.json": text, "other.json": "{}" })
  expect(records[0]?.body?.regions.map((r) => r.transcript?.value)).toEqual(["ok"])
  expect(report).toEqual([
    { level: "note", code: "file_not_read", file: "other.json" },
    { level: "lost", code: "box_of_no_size", file: "f.json", line: 2, field: "box", found: "[5,9,1,2]" },
    { level: "lost", code: "not_an_object", file: "f.json", line: 3 },
    { level: "lost", code: "not_a_number", file: "f.json", line: 4, field: "box", found: "[0,0,1]" },
    { level: "lost", code: "cut_off", file: "f.json", line: 5 },
  ])
})

/** What FUNSD holds of an answer: boxes in whole pixels, texts, labels, and which words belong to what. */
function held(regions: readonly Region[]) {
  const isWord = (r: Region) => r.level === "word" && r.parent !== undefined
  const plain = (r: Region) => [wholeBox(boxOf(r)), r.transcript?.value ?? ""]
  return regions
    .filter((r) => !isWord(r))
    .map((r) => [...plain(r), r.label, regions.filter((word) => isWord(word) && word.parent === r.id).map(plain)])
}

test("whatever the dataset, it comes back from FUNSD but for what is said to be lost", async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (records) => {
      const { files } = await exported(records)
      const back = await read(withPictures(files, records))
      const found = new Map(back.records.map((record) => [record.name, record.body?.regions ?? []]))
      expect([...found.keys()].sort()).toEqual(records.map((record) => record.name).sort())
      for (const record of records) expect(held(found.get(record.name) ?? [])).toEqual(held(record.body?.regions ?? []))
      expect(back.report).toEqual([])
    }),
    { numRuns: 120 },
  )
})
