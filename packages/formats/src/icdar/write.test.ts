import { boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { toShape } from "../regions/rotated.ts"
import { quadOf, wholeShape } from "../regions/wholePixels.ts"
import { documents, withPictures } from "../testing/documents.ts"
import { manifest, source, written } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { icdarReader } from "./index.ts"
import { icdarWriter } from "./write.ts"

const box = { id: "1", geometry: { type: "box", x: 1, y: 2, width: 30, height: 10 }, label: "text" }

function recordOf(regions: object[], name = "a.jpg"): DatasetRecord {
  // Ids are branded texts.
  return { name, size: null, sha256: null, body: { regions, nothingHere: false } } as unknown as DatasetRecord
}

async function exported(records: DatasetRecord[]) {
  const report: unknown[] = []
  const files = await written(icdarWriter.write(source(records), manifest, { report: (line) => report.push(line) }))
  expect(await icdarWriter.losses(source(records))).toEqual(report)
  return { files, report }
}

/** What ICDAR holds of a region: whole corners, and its text on one line or `###`. */
function held(region: Region) {
  const { transcript, flags } = region
  const illegible = transcript?.value === "" && transcript.marks?.includes("illegible") === true
  const ignored = flags?.ignore === true || transcript?.value === "###" || illegible
  const outline = wholeShape(quadOf(region), boxOf(region), null) ?? []
  return {
    geometry: toShape({ box: boxOf(region), outline }, true),
    text: ignored ? "###" : (transcript?.value.replaceAll(/\r\n|\r|\n/g, " ") ?? null),
  }
}

test("whatever the dataset, corners to the pixel and texts to the letter come back from ICDAR; only what is said is lost", async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (records) => {
      const { files } = await exported(records)
      const back = await gather(icdarReader.read(memoryFiles(withPictures(files, records), 100), {}))
      const byName = new Map(back.records.map((record) => [record.name, record.body?.regions]))
      expect([...byName.keys()].sort()).toEqual(records.map((record) => record.name).sort())
      for (const record of records) {
        const found =
          byName.get(record.name)?.map(({ geometry, transcript }) => ({ geometry, text: transcript?.value ?? null })) ??
          []
        expect(found).toEqual(withFoundShapes(record.body?.regions.map(held) ?? [], found))
      }
      expect(back.report.filter((line) => line.level === "lost")).toEqual([])
    }),
    { numRuns: 120 },
  )
})

test("text with commas in ICDAR stays one text", async () => {
  const { files } = await exported([recordOf([{ ...box, transcript: { value: 'Total, "12,50"' } }])])
  expect(files["a.txt"]).toBe('1,2,31,2,31,12,1,12,Total, "12,50"\n')
  const back = await gather(icdarReader.read(memoryFiles(files), {}))
  expect(back.records[0]?.body?.regions[0]?.transcript?.value).toBe('Total, "12,50"')
})

test("a line break, a fraction and a label cannot be held and are counted; nothing else is said", async () => {
  const { files, report } = await exported([
    recordOf([
      { ...box, geometry: { ...box.geometry, x: 1.25 }, label: "zebra", transcript: { value: "two\r\nlines" } },
    ]),
    recordOf([], "none.jpg"),
  ])
  expect(files["a.txt"]).toBe("1,2,31,2,31,12,1,12,two lines\n")
  expect(files["none.txt"]).toBe("")
  expect(report).toEqual([
    { level: "lost", code: "ids", file: "*.txt", count: 1 },
    { level: "changed", code: "coordinates_rounded", file: "*.txt", count: 1 },
    { level: "lost", code: "labels", field: "zebra", file: "*.txt", count: 1 },
    { level: "changed", code: "line_breaks_as_blanks", file: "*.txt", count: 1 },
  ])
})

test("what nobody need read is ###, and comes back as to be ignored", async () => {
  const { files, report } = await exported([
    recordOf([
      { ...box, flags: { ignore: true }, transcript: { value: "half" } },
      { ...box, id: "2", transcript: { value: "", marks: ["illegible"] } },
      { ...box, id: "3", transcript: { value: "sure?", marks: ["unsure"] } },
    ]),
  ])
  expect(files["a.txt"]?.split("\n").map((line) => line.slice(20))).toEqual(["###", "###", "sure?", ""])
  expect(report).toMatchObject([
    { code: "ids" },
    { level: "lost", code: "transcripts", field: "ignore", count: 1 },
    { level: "changed", code: "illegible_as_ignored", count: 1 },
    { level: "lost", code: "transcription_marks", field: "unsure", count: 1 },
  ])
  const back = await gather(icdarReader.read(memoryFiles(files), {}))
  expect(back.records[0]?.body?.regions.map((region) => region.flags)).toEqual([
    { ignore: true },
    { ignore: true },
    undefined,
  ])
})

test("one stem of two pictures keeps two label files, and each finds its picture again", async () => {
  const records = ["a.jpg", "a.PNG", "dir/a.jpg", "a.jpg.png"].map((name, i) =>
    recordOf([{ ...box, geometry: { ...box.geometry, x: 10 * i }, transcript: { value: name } }], name),
  )
  const { files } = await exported(records)
  expect(Object.keys(files).slice(0, 4)).toEqual(["a.jpg.txt", "a.PNG.txt", "dir/a.txt", "a.jpg.png.txt"])
  const back = await gather(icdarReader.read(memoryFiles(withPictures(files, records)), {}))
  for (const record of back.records) expect(record.body?.regions[0]?.transcript?.value).toBe(record.name)
  expect(back.pictures.toSorted()).toEqual(["a.PNG", "a.jpg", "a.jpg.png", "dir/a.jpg"])
})

test.each([
  {
    form: "ICDAR's",
    text: 'word_1.png, "say \\"x\\", \\\\n"\r\nword_2.png, "a, b"\n',
    texts: ['say "x", \\n', "a, b"],
  },
  { form: "MMOCR's older", text: "1.jpg GRAND HOTEL\n2.jpg \n", texts: ["GRAND HOTEL", ""] },
])("a list of words in $form form gives each picture its text", async ({ text, texts }) => {
  const { records, report } = await gather(icdarReader.read(memoryFiles({ "gt.txt": text }), {}))
  expect(records.map((record) => record.text)).toEqual(texts)
  expect(records.every((record) => record.body === null)).toBe(true)
  expect(report).toEqual([])
})

test("a list's bad line is named and the others are read", async () => {
  const { records, report } = await gather(
    icdarReader.read(memoryFiles({ "gt.txt": "a.png one\nnothing here\n../b.png two\n" }), {}),
  )
  expect(records.map(({ name, text }) => `${name} ${text}`)).toEqual(["a.png one", "b.png two"])
  expect(report).toEqual([
    { level: "lost", code: "line_unreadable", file: "gt.txt", line: 2, found: "nothing here" },
    { level: "changed", code: "name_folders", file: "gt.txt", line: 3, found: "../b.png" },
  ])
})
