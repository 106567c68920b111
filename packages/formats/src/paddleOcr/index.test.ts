import type { Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { documents } from "../testing/documents.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { paddleReader } from "./index.ts"
import { paddleWriter } from "./write.ts"

async function read(files: Record<string, string>) {
  return gather(paddleReader.read(memoryFiles(files, 37), {}))
}

async function exported(records: DatasetRecord[]) {
  const report: unknown[] = []
  const files = await written(paddleWriter.write(source(records), manifest, { report: (line) => report.push(line) }))
  expect(await paddleWriter.losses(source(records))).toEqual(report)
  return { files, report }
}

const item = {
  transcription: "Total, 12",
  points: [
    [1, 2],
    [31, 2],
    [31, 12],
    [1, 12],
  ],
  difficult: false,
}

test("a line is a picture with its quads and texts; the path is kept with its folder", async () => {
  const rotated = {
    ...item,
    points: [
      [20, 0],
      [20, 40],
      [0, 40],
      [0, 0],
    ],
    key_cls: "sum",
    score: 0.5,
    difficult: true,
  }
  const {
    records,
    pictures,
    ontology: labels,
  } = await read({
    "Label.txt": `\uFEFFimgs/dir one/ç.png\t${JSON.stringify([item, rotated])}\r\nimgs/none.png\t[]\r\n`,
    "x/imgs/dir one/ç.png": "",
    "fileState.txt": "imgs/none.png\t1\n",
  })
  expect(labels[0]?.labels.map((label) => [label.id, label.hasText])).toEqual([
    ["text", true],
    ["sum", true],
  ])
  expect(records.map((record) => record.name)).toEqual(["imgs/dir one/ç.png", "imgs/none.png"])
  expect(pictures).toEqual(["x/imgs/dir one/ç.png", null])
  const [upright, quad] = records[0]?.body?.regions ?? []
  expect(upright).toEqual({
    id: "r1",
    geometry: { type: "box", x: 1, y: 2, width: 30, height: 10 },
    label: "text",
    transcript: { value: "Total, 12" },
  })
  expect(quad).toMatchObject({
    label: "sum",
    flags: { difficult: true },
    foreign: { paddleocr: { score: 0.5 } },
  })
  expect(records[1]?.body?.regions).toEqual([])
})

test("a list of words gives each crop its text, tabs in it too; what PPOCRLabel remembers is no list", async () => {
  const { records, report } = await read({
    "rec_gt.txt": "crop/a.jpg\tone\ttwo\ncrop/b.jpg\t\n",
    "fileState.txt": "a.jpg\t1\n",
  })
  expect(records.map((record) => [record.name, record.text])).toEqual([
    ["crop/a.jpg", "one\ttwo"],
    ["crop/b.jpg", ""],
  ])
  expect(report).toEqual([{ level: "note", code: "file_not_read", file: "fileState.txt" }])
  const { files, report: losses } = await exported(records)
  expect(files["rec_gt.txt"]).toBe("crop/a.jpg\tone two\ncrop/b.jpg\t\n")
  expect(losses).toEqual([{ level: "changed", code: "tabs_as_blanks", file: "Label.txt", count: 1 }])
})

test("bad lines and items are named with line and place, and the rest goes in", async () => {
  const items = [
    item,
    7,
    { ...item, points: [[1, 2]] },
    {
      ...item,
      points: [
        [0, 0],
        [1, 0],
        [2, 0],
        [3, 0],
      ],
    },
    { points: item.points },
  ]
  const { records, report } = await read({ "Label.txt": `a.jpg\t${JSON.stringify(items)}\nb.jpg\t[{]\n../c.jpg\t[]\n` })
  expect(records.map((record) => [record.name, record.body?.regions.length])).toEqual([
    ["a.jpg", 2],
    ["c.jpg", 0],
  ])
  expect(report.map((line) => [line.level, line.code, line.line, line.field])).toEqual([
    ["lost", "not_an_object", 1, "1"],
    ["lost", "points_unreadable", 1, "2"],
    ["lost", "box_of_no_size", 1, "3"],
    ["note", "text_missing", 1, "4"],
    ["lost", "line_unreadable", 2, undefined],
    ["changed", "name_folders", 3, undefined],
  ])
})

/** What PaddleOCR holds of a region. */
function held(region: Region) {
  const { geometry, label, transcript, flags } = region
  const illegible = transcript?.value === "" && transcript.marks?.includes("illegible") === true
  const ignored = flags?.ignore === true || transcript?.value === "###" || illegible
  const text = ignored ? "###" : (transcript?.value ?? "")
  return { geometry, text, label, difficult: flags?.difficult === true, ignore: flags?.ignore === true || ignored }
}

test("whatever the dataset, it comes back from PaddleOCR to the bit, but for what is said to be lost", async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (records) => {
      const { files } = await exported(records)
      for (const line of (files["Label.txt"] ?? "").split("\n")) expect(line).not.toMatch(/[\u0085\u2028\u2029\r]/)
      const back = await read(files)
      expect(back.records.map((record) => record.name)).toEqual(records.map((record) => record.name))
      for (const [i, record] of back.records.entries()) {
        const regions = record.body?.regions ?? []
        const found = regions.map(held)
        expect(found).toEqual(withFoundShapes(records[i]?.body?.regions.map(held) ?? [], found))
      }
      for (const label of back.ontology[0]?.labels ?? []) expect(ontology.labels).toContainEqual(label)
      expect(back.report.map(({ code }) => code)).toEqual(files["Label.txt"] === "" ? ["file_empty"] : [])
    }),
    { numRuns: 120 },
  )
})
