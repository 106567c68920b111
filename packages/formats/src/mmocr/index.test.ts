import { AnnotationBody, boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { detectFormat, readDataset } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { documents } from "../testing/documents.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { mmocrReader } from "./index.ts"
import { MMOCR_BOXES, MMOCR_WORDS, mmocrWriter } from "./write.ts"

const instance = { polygon: [1, 1, 5, 2, 4, 8, 1, 7], bbox: [1, 1, 5, 8], bbox_label: 0, ignore: true, text: "x" }
const list = (entries: unknown[], category: unknown = [{ id: 0, name: "line" }]) =>
  JSON.stringify({ metainfo: { dataset_type: "TextDetDataset", category }, data_list: entries })

async function read(files: Record<string, string>) {
  return gather(mmocrReader.read(memoryFiles(files, 33), {}))
}

async function exported(records: DatasetRecord[]) {
  const report: unknown[] = []
  const files = await written(mmocrWriter.write(source(records), manifest, { report: (line) => report.push(line) }))
  expect(await mmocrWriter.losses(source(records))).toEqual(report)
  return { files, report }
}

test("1.x: polygons are outlines, bbox are corners, ignored ones are flagged, categories are labels", async () => {
  const files = {
    "deep/textdet_test.json": list([{ img_path: "i/a.jpg", height: 9, width: 8, seg_map: "s", instances: [instance] }]),
  }
  expect((await detectFormat(memoryFiles(files))).name).toBe("mmocr")
  const { records, report, ontology: found } = await read(files)
  expect(report).toEqual([])
  expect(found[0]?.labels.map((label) => [label.name.en, label.hasText])).toEqual([["line", true]])
  expect(records[0]).toMatchObject({
    name: "i/a.jpg",
    size: { width: 8, height: 9 },
    foreign: { mmocr: { seg_map: "s" } },
  })
  expect(records[0]?.body?.regions).toMatchObject([
    { geometry: { type: "quad" }, label: "line", transcript: { value: "x" }, flags: { ignore: true } },
  ])
  expect(records[0]?.body?.regions.map(boxOf)).toEqual([{ x: 1, y: 1, width: 4, height: 7 }])
})

test("0.x: lines of JSON with boxes of eight numbers, or with what the picture of a word says", async () => {
  const picture = {
    file_name: "a.jpg",
    height: 9,
    width: 9,
    annotations: [{ box: [0, 0, 4, 0, 4, 3, 0, 3], text: "a b", label: 7 }],
  }
  const files = {
    "kie.txt": `\uFEFF${JSON.stringify(picture)}\n\n{bad\n${JSON.stringify({ ...picture, file_name: "b.jpg", annotations: [] })}`,
    "label.jsonl": '{"filename": "w/1.png", "text": "one"}\n',
  }
  expect((await detectFormat(memoryFiles(files))).name).toBe("mmocr")
  const { records, report } = await read(files)
  expect(
    records.map((r) => [
      r.name,
      r.text,
      r.body?.regions.map((one) => [one.label, boxOf(one).width, one.transcript?.value]),
    ]),
  ).toEqual([
    ["a.jpg", undefined, [["7", 4, "a b"]]],
    ["b.jpg", undefined, []],
    ["w/1.png", "one", undefined],
  ])
  expect(report).toEqual([
    { level: "changed", code: "name_from_id", file: "kie.txt", field: "bbox_label", found: "7", count: 1 },
    { level: "lost", code: "line_unreadable", file: "kie.txt", line: 3, found: "{bad" },
  ])
  const { files: out } = await exported(records)
  expect(JSON.parse(out[MMOCR_WORDS] ?? "").data_list).toEqual([{ img_path: "w/1.png", instances: [{ text: "one" }] }])
  expect((await read(out)).records.map((r) => [r.name, r.text])).toEqual([
    ["w/1.png", "one"],
    ["a.jpg", undefined],
    ["b.jpg", undefined],
  ])
})

test("what is wrong is named with file and line, and the rest goes in", async () => {
  const text = `{"metainfo": {"category": [{"id": 0, "name": "x"}]}, "data_list": [\n{"img_path": ".."},\n7,\n{"img_path": "b.jpg", "instances": [3, {"bbox": [1, 1, 1, 5]}, {"text": "t"}, {"bbox": [0, 0, 5, 5], "text": 9}, {"polygon": [0, 0, 9, 1, 8, 8]}]},\n{"height": 1}], "more": {}`
  const { records, report } = await read({ "a.json": text, "other.json": "[]" })
  expect(records.map((r) => [r.name, r.body?.regions.map((one) => [one.label, boxOf(one).width])])).toEqual([
    [
      "b.jpg",
      [
        ["text", 5],
        ["text", 9],
      ],
    ],
  ])
  expect(report.map((line) => [line.level, line.code, line.file, line.line, line.field])).toEqual([
    ["note", "file_not_read", "other.json", undefined, undefined],
    ["note", "not_kept", "a.json", 5, "more"],
    ["note", "not_kept", "a.json", 5, "more"],
    ["lost", "name_unsafe", "a.json", 2, "img_path"],
    ["lost", "picture_unreadable", "a.json", 3, undefined],
    ["note", "size_unknown", "a.json", 4, undefined],
    ["lost", "not_an_object", "a.json", 4, "instances.0"],
    ["lost", "box_of_no_size", "a.json", 4, "instances.1"],
    ["lost", "field_missing", "a.json", 4, "instances.2"],
    ["lost", "text_unstorable", "a.json", 4, "instances.3"],
    ["lost", "field_missing", "a.json", 5, "img_path"],
    ["lost", "cut_off", "a.json", 5, "more"],
  ])
})

/** What MMOCR holds of a region: shape, text, label and whether it is to be ignored. */
function held(region: Region) {
  const { geometry, label, transcript, flags } = region
  return { geometry, label, text: transcript?.value, ignore: flags?.ignore === true }
}

test("whatever the dataset, it comes back from MMOCR but for what is said to be lost", async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (records) => {
      const { files } = await exported(records)
      expect(Object.keys(files)[0]).toBe(MMOCR_BOXES)
      const back = await read(files)
      expect(back.records.map((r) => [r.name, r.size])).toEqual(records.map((r) => [r.name, r.size]))
      for (const [i, record] of back.records.entries()) {
        expect(AnnotationBody.safeParse(record.body).success).toBe(true)
        const found = record.body?.regions.map(held) ?? []
        expect(found).toEqual(withFoundShapes(records[i]?.body?.regions.map(held) ?? [], found))
      }
      if (records.length > 0) expect(back.ontology[0]?.labels).toEqual(ontology.labels)
      expect(back.report).toEqual([])
    }),
    { numRuns: 100 },
  )
}, 30_000)

test("a list of classes, number and name a line, names what instances number; its order and unused ones stay (found F4)", async () => {
  const line = (file_name: string, label: number) =>
    JSON.stringify({
      file_name,
      height: 9,
      width: 9,
      annotations: [{ box: [1, 1, 5, 1, 5, 4, 1, 4], text: "x", label }],
    })
  const set = {
    "class_list.txt": "0 Ignore\n1 Store_name_value\r\n25 Others and more\n",
    "train.txt": `${line("a.jpg", 1)}\n${line("b.jpg", 25)}\n`,
  }
  const files = memoryFiles(set)
  expect((await detectFormat(files)).name).toBe("mmocr")
  const { ontology, records, report } = await gather(readDataset(files))
  expect(ontology[0]?.labels.map(({ name }) => name.en)).toEqual(["Ignore", "Store_name_value", "Others and more"])
  expect(records.map(({ body }) => body?.regions[0]?.label)).toEqual(["Store_name_value", "Others and more"])
  expect(report).toEqual([])
})
