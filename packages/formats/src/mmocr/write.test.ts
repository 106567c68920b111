import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { manifest, source, written } from "../testing/records.ts"
import { MMOCR_BOXES, MMOCR_WORDS, mmocrWriter } from "./write.ts"

function piece(id: string, more: object = {}) {
  return { id, geometry: { type: "box", x: 0.5, y: 2, width: 9, height: 4 }, label: "bird house", ...more }
}

function record(name: string, regions: object[] | null, more: object = {}): DatasetRecord {
  // Ids are branded texts.
  return {
    name,
    size: { width: 90, height: 60 },
    sha256: null,
    body: regions && { regions, nothingHere: false },
    ...more,
  } as unknown as DatasetRecord
}

async function exported(records: DatasetRecord[]) {
  const codes: string[] = []
  const files = await written(
    mmocrWriter.write(source(records), manifest, {
      report: (line) => codes.push(`${line.code} ${line.field ?? ""} ${line.count}`),
    }),
  )
  return { files, codes, places: JSON.parse(files[MMOCR_BOXES] ?? "") }
}

test("a dataset with texts is one of spotting, one without is one of detection; categories keep the ontology's order", async () => {
  const category = [
    { id: 0, name: "zebra" },
    { id: 1, name: "bird house" },
    { id: 2, name: "text" },
    { id: 3, name: "Émile ß" },
  ]
  const spotting = await exported([record("a.jpg", [piece("1", { transcript: { value: "x" } })])])
  expect(spotting.places.metainfo).toEqual({ dataset_type: "TextSpottingDataset", task_name: "textspotting", category })
  const detection = await exported([record("a.jpg", [piece("1")])])
  expect(detection.places.metainfo).toEqual({ dataset_type: "TextDetDataset", task_name: "textdet", category })
})

test("places are polygons and corners with all decimals, and texts are there where there is one", async () => {
  const outline = [
    { x: 1, y: 1 },
    { x: 9, y: 1 / 3 },
    { x: 4, y: 9 },
  ]
  const { places } = await exported([
    record("d/a.jpg", [
      piece("1", { transcript: { value: "" }, flags: { ignore: true } }),
      piece("2", {
        geometry: { type: "polygon", rings: [outline] },
        foreign: { mmocr: { extra: 1, text: "not this" } },
      }),
      piece("3", { label: "gone" }),
    ]),
  ])
  expect(places.data_list).toEqual([
    {
      img_path: "d/a.jpg",
      height: 60,
      width: 90,
      instances: [
        { polygon: [0.5, 2, 9.5, 2, 9.5, 6, 0.5, 6], bbox: [0.5, 2, 9.5, 6], bbox_label: 1, ignore: true, text: "" },
        {
          extra: 1,
          polygon: [1, 1, 9, 1 / 3, 4, 9],
          bbox: [1, 1 / 3, 9, 9],
          bbox_label: 1,
          ignore: false,
        },
        { polygon: [0.5, 2, 9.5, 2, 9.5, 6, 0.5, 6], bbox: [0.5, 2, 9.5, 6], bbox_label: "gone", ignore: false },
      ],
    },
  ])
})

test("pictures with a text of their own go into a second file, that is there only with them", async () => {
  const none = await exported([record("a.jpg", [])])
  expect(Object.keys(none.files)).not.toContain(MMOCR_WORDS)
  const { files, places, codes } = await exported([
    record("w/1.png", null, { text: "one\n" }),
    record("both.png", [piece("1")], { text: "all" }),
    record("../w.png", null, { text: "x" }),
    record("b.png", null),
  ])
  expect(JSON.parse(files[MMOCR_WORDS] ?? "")).toEqual({
    metainfo: { dataset_type: "TextRecogDataset", task_name: "textrecog" },
    data_list: [
      { img_path: "w/1.png", instances: [{ text: "one\n" }] },
      { img_path: "both.png", instances: [{ text: "all" }] },
    ],
  })
  expect(places.data_list.map((entry: { img_path: string }) => entry.img_path)).toEqual(["both.png"])
  expect(codes).toEqual(["ids  1", "name_unsafe ../w.png 1", "picture_without_answer  1"])
})

test("what is lost is told before it is written: marks, languages, flags, levels, parts and sizes", async () => {
  const region = piece("1", {
    transcript: { value: "x", language: "fr", marks: ["illegible"] },
    flags: { ignore: false, crowd: true },
    level: "word",
  })
  const records = [record("a.jpg", [region], { size: null, split: "val" })]
  const { codes } = await exported(records)
  expect(codes).toEqual([
    "ids  1",
    "split val 1",
    "transcription_language  1",
    "transcription_marks  1",
    "flags crowd 1",
    "levels  1",
    "size_unknown  1",
    "flags ignore 1",
  ])
  expect(
    (await mmocrWriter.losses(source(records))).map((line) => `${line.code} ${line.field ?? ""} ${line.count}`),
  ).toEqual(codes)
})
