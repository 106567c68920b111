import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { manifest, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { cocoTextReader } from "./read.ts"
import { COCO_TEXT_FILE, cocoTextWriter } from "./write.ts"

function piece(id: string, more: object = {}) {
  return { id, geometry: { type: "box", x: 0.1, y: 2, width: 9, height: 1 / 3 }, label: "zebra", ...more }
}
const says = (value: string, more: object = {}) => ({ transcript: { value, ...more } })

function record(name: string, regions: object[], more: object = {}): DatasetRecord {
  // Ids are branded texts.
  return {
    name,
    size: { width: 90, height: 60 },
    sha256: null,
    body: { regions, nothingHere: false },
    ...more,
  } as unknown as DatasetRecord
}

interface Out {
  imgs: Record<string, Record<string, unknown>>
  anns: Record<string, Record<string, unknown>>
  imgToAnns: Record<string, number[]>
}

async function exported(records: DatasetRecord[]) {
  const codes: string[] = []
  const files = await written(
    cocoTextWriter.write(source(records), manifest, {
      report: (line) => codes.push(`${line.code} ${line.field ?? ""} ${line.count}`),
    }),
  )
  return { files, codes, out: JSON.parse(files[COCO_TEXT_FILE] ?? "") as Out }
}

test("everything that the format knows is there, to the bit", async () => {
  const regions = [piece("7", says("é\n", { marks: ["illegible"] }))]
  const { out, codes } = await exported([record("d/a.jpg", regions, { foreignId: "3", split: "val" })])
  expect(codes).toEqual([])
  expect(out.imgs).toEqual({ "3": { id: 3, file_name: "d/a.jpg", width: 90, height: 60, set: "val" } })
  expect(out.anns).toEqual({
    "7": {
      id: 7,
      image_id: 3,
      bbox: [0.1, 2, 9, 1 / 3],
      area: 9 * (1 / 3),
      mask: [0.1, 2, 9.1, 2, 9.1, 2 + 1 / 3, 0.1, 2 + 1 / 3],
      utf8_string: "é\n",
      legibility: "illegible",
      language: "na",
      class: "zebra",
    },
  })
  expect(out.imgToAnns).toEqual({ "3": [7] })
})

test("texts: legible ones have theirs, even an empty one; nothing said is illegible, and told", async () => {
  const regions = [
    piece("1", says("")),
    piece("2"),
    piece("3", says("", { marks: ["illegible"] })),
    piece("4", says(".")),
    piece("5", says("x", { marks: ["unsure"] })),
  ]
  const { out, codes, files } = await exported([record("a.jpg", regions, { foreignId: "1" })])
  expect(Object.values(out.anns).map(({ utf8_string, legibility }) => [utf8_string, legibility])).toEqual([
    ["", "legible"],
    [undefined, "illegible"],
    [undefined, "illegible"],
    [".", "legible"],
    ["x", "legible"],
  ])
  expect(codes).toEqual(["text_absent_as_illegible  1", "dot_as_illegible  1", "transcription_marks unsure 1"])
  const { records } = await gather(cocoTextReader.read(memoryFiles(files), {}))
  expect(records[0]?.body?.regions.map((r) => r.transcript)).toEqual([
    { value: "" },
    { value: "", marks: ["illegible"] },
    { value: "", marks: ["illegible"] },
    { value: ".", marks: ["illegible"] },
    { value: "x" },
  ])
})

test("languages: English is English in any form, others are not, each with its tag", async () => {
  const regions = ["en", "en-GB", "fr", "enm"].map((language, i) => piece(String(i), says("x", { language })))
  const { out, files } = await exported([record("a.jpg", regions, { foreignId: "1" })])
  expect(Object.values(out.anns).map(({ language, language_tag }) => [language, language_tag])).toEqual([
    ["english", undefined],
    ["english", "en-GB"],
    ["not english", "fr"],
    ["not english", "enm"],
  ])
  const { records } = await gather(cocoTextReader.read(memoryFiles(files), {}))
  expect(records[0]?.body?.regions.map((r) => r.transcript?.language)).toEqual(["en", "en-GB", "fr", "enm"])
})

test("ids stay while all are distinct whole numbers, of any length; otherwise all are numbered, and the own one stands beside", async () => {
  const big = "90071992547409931234"
  const kept = await exported([
    record("a.jpg", [piece(big)], { foreignId: big }),
    record("b.jpg", [piece("2")], { foreignId: "0" }),
  ])
  expect(kept.files[COCO_TEXT_FILE]).toContain(`"${big}":{"id":${big},"image_id":${big},`)
  expect(kept.codes).not.toContain("ids_renumbered imgs 1")
  const twice = await exported([
    record("a.jpg", [piece("1")], { foreignId: "5" }),
    record("b.jpg", [piece("1")], { foreignId: "x" }),
  ])
  expect(Object.values(twice.out.imgs).map(({ id, justesse_id }) => [id, justesse_id])).toEqual([
    [1, "5"],
    [2, "x"],
  ])
  expect(Object.values(twice.out.anns).map(({ id, image_id, justesse_id }) => [id, image_id, justesse_id])).toEqual([
    [1, 1, undefined],
    [2, 2, "1"],
  ])
  expect(twice.codes.filter((code) => code.startsWith("ids"))).toEqual([
    "ids_renumbered imgs 1",
    "ids_renumbered anns 1",
  ])
  const { records } = await gather(cocoTextReader.read(memoryFiles(twice.files), {}))
  expect(records.map((r) => [r.foreignId, r.body?.regions[0]?.id])).toEqual([
    ["5", "1"],
    ["x", "1"],
  ])
})

test("pictures where nothing is stay, those that nobody answered do not, and what is lost is told", async () => {
  const flagged = piece("1", {
    ...says("x"),
    flags: { crowd: true },
    attributes: { k: 1 },
    level: "word",
    foreign: { coco: {} },
  })
  const { out, codes } = await exported([
    record("a.jpg", [], { foreignId: "1" }),
    { name: "b.jpg", size: null, sha256: null, body: null },
    record("../c.jpg", []),
    record("d.jpg", [flagged], { foreignId: "2", size: null }),
  ])
  expect(Object.values(out.imgs).map(({ file_name, width }) => [file_name, width])).toEqual([
    ["a.jpg", 90],
    ["d.jpg", undefined],
  ])
  expect(codes).toEqual([
    "picture_without_answer  1",
    "name_unsafe ../c.jpg 1",
    "attributes k 1",
    "flags crowd 1",
    "levels  1",
    "carried_for_other_format coco 1",
    "size_unknown  1",
  ])
})

test("what travelled goes back, and nothing that is written anyhow is taken from it", async () => {
  const foreign = { "coco-text": { vehicle_plate: true, language: "not english", bbox: "no", id: 9 } }
  const { out } = await exported([
    record("a.jpg", [piece("4", { ...says("x"), foreign })], {
      foreignId: "1",
      foreign: { "coco-text": { coco_url: "u" } },
    }),
  ])
  expect(out.imgs["1"]).toMatchObject({ coco_url: "u", file_name: "a.jpg" })
  expect(out.anns["4"]).toMatchObject({ id: 4, vehicle_plate: true, language: "not english", bbox: [0.1, 2, 9, 1 / 3] })
})

test("a stated box that is not the one around the outline goes back as it came, until the region moves", async () => {
  const anns = { "7": { id: 7, image_id: 3, bbox: [0, 0, 9, 9], mask: [1, 2, 5, 3, 5, 8, 1, 7], utf8_string: "x" } }
  const text = JSON.stringify({ imgs: { "3": { id: 3, file_name: "a.jpg", width: 90, height: 60 } }, anns })
  const { records, report } = await gather(cocoTextReader.read(memoryFiles({ "a.json": text }), {}))
  expect(report.map(({ level, code }) => [level, code])).toEqual([["changed", "box_of_outline"]])
  const back = await exported(records)
  expect(back.codes).toEqual([])
  expect(back.out.anns["7"]).toMatchObject({ bbox: [0, 0, 9, 9], mask: [1, 2, 5, 3, 5, 8, 1, 7] })
  expect(back.out.anns["7"]).not.toHaveProperty("stated_bbox")
  const moved = JSON.parse(JSON.stringify(records).replaceAll('"x":5', '"x":6')) as DatasetRecord[]
  expect((await exported(moved)).out.anns["7"]).toMatchObject({ bbox: [1, 2, 5, 6] })
})
