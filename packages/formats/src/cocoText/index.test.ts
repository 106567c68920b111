import { AnnotationBody, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { findLine } from "../regions/rotated.ts"
import { documents } from "../testing/documents.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { cocoTextReader } from "./read.ts"
import { COCO_TEXT_FILE, cocoTextWriter } from "./write.ts"

const annotation = {
  id: 7,
  image_id: 1,
  bbox: [1.5, 2, 3, 4],
  mask: [1.5, 2, 4.5, 3, 4, 6, 2, 5.5],
  utf8_string: "Café, crème",
  legibility: "legible",
  language: "not english",
  class: "handwritten",
}
const file = (
  anns: Record<string, unknown>,
  imgs: Record<string, unknown> = { "1": { id: 1, file_name: "a.jpg", width: 9, height: 8, set: "train" } },
) => JSON.stringify({ cats: {}, anns, imgs, imgToAnns: { "1": [7] }, info: {} })

async function read(files: Record<string, string>) {
  return gather(cocoTextReader.read(memoryFiles(files, 33), {}))
}

async function exported(records: DatasetRecord[]) {
  const report: unknown[] = []
  const files = await written(cocoTextWriter.write(source(records), manifest, { report: (line) => report.push(line) }))
  expect(await cocoTextWriter.losses(source(records))).toEqual(report)
  return { files, report }
}

test("maps by text keys are joined with ids that are numbers, whichever comes first, in any folder", async () => {
  const files = { "deep/er/x.json": file({ "7": annotation }) }
  expect((await detectFormat(memoryFiles(files))).name).toBe("coco-text")
  const { records, ontology: found, report } = await read(files)
  expect(report).toEqual([])
  expect(found[0]?.labels.map((label) => [label.name.en, label.hasText])).toEqual([["handwritten", true]])
  expect(records).toEqual([
    {
      name: "a.jpg",
      size: { width: 9, height: 8 },
      sha256: null,
      foreignId: "1",
      split: "train",
      source: { file: "deep/er/x.json", line: 1 },
      body: {
        regions: [
          {
            ...{ id: "7", label: "handwritten" },
            geometry: {
              type: "quad",
              points: [
                { x: 1.5, y: 2 },
                { x: 4.5, y: 3 },
                { x: 4, y: 6 },
                { x: 2, y: 5.5 },
              ],
            },
            transcript: { value: "Café, crème" },
            foreign: { "coco-text": { language: "not english" } },
          },
        ],
        nothingHere: false,
      },
    },
  ])
})

test("illegible ones may have no text; TextOCR's ids are texts, its points outlines, its dot illegible", async () => {
  const imgs = {
    ab: { id: "ab", file_name: "train/ab.jpg", width: 9, height: 9 },
    cd: { id: "cd", file_name: "train/cd.jpg", width: 9, height: 9 },
  }
  const points = [0, 0, 9, 0, 9, 5, 0, 5]
  const anns = {
    ab_1: { id: "ab_1", image_id: "ab", bbox: [0, 0, 9, 5], utf8_string: ".", points, area: 45 },
    ab_2: { id: "ab_2", image_id: "ab", bbox: [0, 0, 2, 5], utf8_string: "x", points, area: 45 },
    ab_3: { image_id: "ab", bbox: [0, 0, 2, 5], legibility: "illegible", language: "na" },
  }
  const text = JSON.stringify({ info: {}, imgs, anns, img2Anns: { ab: ["ab_1"] } })
  const { records, report } = await read({ "t.json": text })
  expect(report).toMatchObject([
    { level: "changed", code: "box_of_outline", field: "points", found: expect.stringContaining('"width":2') },
  ])
  expect(records.map((r) => [r.name, r.foreignId, r.body?.regions.length])).toEqual([
    ["train/ab.jpg", "ab", 3],
    ["train/cd.jpg", "cd", 0],
  ])
  expect(records[0]?.body?.regions.map((r) => [r.id, r.label, r.transcript, findLine(r)?.length])).toEqual([
    ["ab_1", "text", { value: ".", marks: ["illegible"] }, undefined],
    ["ab_2", "text", { value: "x" }, undefined],
    ["ab_3", "text", { value: "", marks: ["illegible"] }, undefined],
  ])
  const { files, report: losses } = await exported(records)
  expect(losses).toEqual([
    { level: "changed", code: "ids_renumbered", field: "imgs", file: COCO_TEXT_FILE, count: 1 },
    { level: "changed", code: "ids_renumbered", field: "anns", file: COCO_TEXT_FILE, count: 1 },
  ])
  const out = JSON.parse(files[COCO_TEXT_FILE] ?? "")
  expect(Object.keys(out.anns)).toEqual(["1", "2", "3"])
  expect(out.imgToAnns).toEqual({ "1": [1, 2, 3], "2": [] })
  expect((await read(files)).records.map((r) => r.body?.regions.map((one) => one.id))).toEqual([
    ["ab_1", "ab_2", "ab_3"],
    [],
  ])
})

test("what is wrong is named with file and line, and the rest goes in", async () => {
  const text = `{"imgs": {\n"1": {"id": 1, "file_name": "a.jpg"},\n"2": 5,\n"3": {"id": 3, "file_name": ".."},\n"1": {"id": 1, "file_name": "c.jpg"}},\n"anns": {\n"1": {"image_id": 1, "bbox": [0, 0, 5, 0]},\n"2": {"image_id": 9, "bbox": [0, 0, 5, 5]},\n"3": {"image_id": 3, "bbox": [0, 0, 5, 5], "utf8_string": "x"},\n"4": [],\n"5": {"image_id": 1, "bbox": [0, 0, 5, 5], "mask": [1, 2], "utf8_string": 7},\n"6": {"image_id": 1}}, "extra": 1, "imgToAnns": [`
  const { records, report } = await read({ "a.json": text, "b.json": "{}" })
  expect(records.map((r) => [r.name, r.body?.regions.map((one) => one.id)])).toEqual([["a.jpg", ["5"]]])
  expect(report.map((line) => [line.level, line.code, line.file, line.line, line.field])).toEqual([
    ["note", "file_not_read", "b.json", undefined, undefined],
    ["note", "size_unknown", "a.json", 2, undefined],
    ["lost", "picture_unreadable", "a.json", 3, undefined],
    ["lost", "name_unsafe", "a.json", 4, "file_name"],
    ["lost", "id_twice", "a.json", 5, "id"],
    ["note", "not_kept", "a.json", 12, "extra"],
    ["lost", "cut_off", "a.json", 12, "imgToAnns"],
    ["lost", "box_of_no_size", "a.json", 7, "bbox"],
    ["lost", "picture_unknown", "a.json", 8, "image_id"],
    ["lost", "annotation_unreadable", "a.json", 10, undefined],
    ["lost", "outline_unreadable", "a.json", 11, "mask"],
    ["lost", "text_unstorable", "a.json", 11, "utf8_string"],
    ["lost", "field_missing", "a.json", 12, "bbox"],
    ["lost", "regions_of_lost_picture", "a.json", undefined, undefined],
  ])
})

/** What COCO-Text holds of a region: everything but levels, flags, attributes and other marks. */
function held(region: Region) {
  const { id, geometry, label, transcript } = region
  const illegible = !transcript || transcript.marks?.includes("illegible") === true || transcript.value === "."
  return {
    ...{ id, label, geometry },
    value: transcript?.value ?? "",
    language: transcript?.language,
    illegible,
  }
}

test("whatever the dataset, it comes back from COCO-Text to the bit, but for what is said to be lost", async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (records) => {
      const { files } = await exported(records)
      const back = await read(files)
      expect(back.records.map((r) => [r.name, r.size, r.foreignId, r.split])).toEqual(
        records.map((r) => [r.name, r.size, r.foreignId, r.split]),
      )
      for (const [i, record] of back.records.entries()) {
        expect(AnnotationBody.safeParse(record.body).success).toBe(true)
        const found = record.body?.regions.map(held) ?? []
        expect(found).toEqual(withFoundShapes(records[i]?.body?.regions.map(held) ?? [], found))
      }
      for (const label of back.ontology[0]?.labels ?? []) expect(ontology.labels.map((l) => l.id)).toContain(label.id)
      expect(back.report).toEqual([])
    }),
    { numRuns: 100 },
  )
}, 30_000)
