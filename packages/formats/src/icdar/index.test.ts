import { readFileSync } from "node:fs"
import { join } from "node:path"
import { AnnotationBody, type Region, ringsOf } from "@justesse/types"
import { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { expected, folder, gather, present, real, sharedData } from "../testing/sharedData.ts"
import { icdarReader } from "./index.ts"

async function read(contents: Record<string, string | Uint8Array>) {
  return gather(icdarReader.read(memoryFiles(contents, 30), {}))
}

const textsOf = (result: Awaited<ReturnType<typeof read>>) =>
  result.records.flatMap((record) => record.body?.regions.map((region) => region.transcript?.value) ?? [])

/** The corners of a region as lists of two numbers. */
const cornersIn = ({ geometry }: Region) => (ringsOf(geometry)[0] ?? []).map(({ x, y }) => [x, y])

test("a receipt comes in with its quads, their bounds and its texts; other files are named as not read", async () => {
  const { records, report, ontology, pictures } = await read({
    "box/000.csv": "72,25,326,27,320,64,70.5,62,TAN WOON YANN\n",
    "img/000.jpg": "",
    "key/000.json": "{}",
    "key/001.json": "{}",
  })
  expect(ontology[0]?.labels).toMatchObject([{ id: "text", hasText: true }])
  expect(pictures).toEqual(["img/000.jpg"])
  const told = ["key/000.json", "key/001.json"].map((file) => ({ level: "note", code: "file_not_read", file }))
  expect(report).toEqual(told)
  expect(records).toMatchObject([
    {
      name: "000.jpg",
      body: {
        regions: [
          {
            geometry: {
              type: "quad",
              points: [
                { x: 72, y: 25 },
                { x: 326, y: 27 },
                { x: 320, y: 64 },
                { x: 70.5, y: 62 },
              ],
            },
            transcript: { value: "TAN WOON YANN" },
          },
        ],
      },
    },
  ])
})

test.each([
  { name: "commas", line: "0,0,9,0,9,9,0,9,a, b,,c", text: "a, b,,c" },
  { name: "blanks around it", line: "0,0,9,0,9,9,0,9,  x ", text: "  x " },
  { name: "numbers", line: "0,0,9,0,9,9,0,9,1,2,3", text: "1,2,3" },
  { name: "quotes", line: '0,0,9,0,9,9,0,9,SR: 11" GUN', text: 'SR: 11" GUN' },
  { name: "nothing", line: "0,0,9,0,9,9,0,9,", text: "" },
  { name: "right to left", line: "0,0,9,0,9,9,0,9,مرحبا", text: "مرحبا" },
  { name: "the form of 2013", line: '0 0 9 9 "RED, "LION""', text: 'RED, "LION"' },
  { name: "the form of 2013 with commas", line: '0, 0, 9, 9, "RED"', text: "RED" },
])("the text is the rest of the line exactly: $name", async ({ line, text }) => {
  expect(textsOf(await read({ "a.txt": `${line}\r\n` }))).toEqual([text])
})

test("any text of one line comes back exactly, and lines made to be slow are read", async () => {
  const text = fc.string({ unit: "binary", maxLength: 40 }).map((value) => value.replaceAll(/[\0\p{Cs}\r\n]/gu, ""))
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 5 }),
      fc.constantFrom("\n", "\r\n"),
      async (texts, end) => {
        const body = texts.map((value) => `0,0,9,0,9,9,0,9,${value}`).join(end)
        expect(textsOf(await read({ "a.txt": `\uFEFF${body}` }))).toEqual(texts)
      },
    ),
  )
  // A pattern that backtracks would outlast the test's own time here.
  const slow = `${"1".repeat(39_000)}\n${"1 ".repeat(19_000)}\n${" ".repeat(39_000)}x`
  expect(textsOf(await read({ "a.txt": `0,0,9,0,9,9,0,9,x\n${slow}` }))).toContain("x")
})

test("in ICDAR's own files quotes around a text are taken off, and ### is marked illegible", async () => {
  const { records } = await read({ "gt_a.txt": '0,0,9,0,9,9,0,9,"quoted"\n0,0,9,0,9,9,0,9,###', "a.jpg": "" })
  expect(records[0]?.name).toBe("a.jpg")
  expect(records[0]?.body?.regions.map((region) => region.transcript)).toEqual([
    { value: "quoted" },
    { value: "###", marks: ["illegible"] },
  ])
})

test.each([
  { name: "seven numbers", line: "1,2,3,4,5,6,7,x", code: "line_unreadable" },
  { name: "words", line: "hello", code: "line_unreadable" },
  { name: "NaN", line: "nan,0,9,0,9,9,0,9,x", code: "line_unreadable" },
  { name: "infinity", line: "1e999,0,9,0,9,9,0,9,x", code: "line_unreadable" },
  { name: "no height", line: "0,5,9,5,9,5,0,5,x", code: "box_of_no_size" },
])("a line with $name is named and the next goes in", async ({ line, code }) => {
  const { records, report } = await read({ "a.txt": `0,0,9,0,9,9,0,9,one\n${line}\n0,0,9,0,9,9,0,9,two` })
  expect(report).toMatchObject([{ level: "lost", code, file: "a.txt", line: 2 }])
  expect(records[0]?.body?.regions).toHaveLength(2)
})

test("a file that is not UTF-8 is read as windows-1252, and that is said", async () => {
  const bytes = new Uint8Array([...new TextEncoder().encode("0,0,9,0,9,9,0,9,caf"), 0xe9])
  const result = await read({ "a.txt": bytes })
  expect([textsOf(result), result.report[0]?.code]).toEqual([["café"], "read_as_windows_1252"])
})

test("an empty file beside others is a picture without text; without others it is nothing", async () => {
  expect((await read({ "a.txt": "0,0,9,0,9,9,0,9,x", "b.txt": "\n" })).records.map((r) => r.name)).toEqual(["a", "b"])
  expect(await icdarReader.detect(memoryFiles({ "b.txt": "", "readme.txt": "hello" }))).toBe(0)
})

interface ExpectedTexts {
  counts: { images: number; objects: number; texts: number }
  images: { annotationFile: string; objects: { quad?: number[][]; xywh?: number[]; text: string }[] }[]
}

test.each(real(["formats/icdar/own-basics", "formats/icdar/datumaro-localization", "receipts/sroie"]))(
  "the real folder %s comes in as an independent reader found it",
  async (path) => {
    if (!present) return
    const want = expected<ExpectedTexts>(path)
    const { records } = await gather(icdarReader.read(folder(path), {}))
    expect(
      records.filter((r) => !DatasetRecord.safeParse(r).success || !AnnotationBody.safeParse(r.body).success),
    ).toEqual([])
    expect(records).toHaveLength(want.counts.images)
    expect(records.flatMap((record) => record.body?.regions ?? [])).toHaveLength(want.counts.objects)
    for (const picture of want.images) {
      const record = records.find((r) => r.source?.file.endsWith(picture.annotationFile))
      const regions = record?.body?.regions.slice(0, picture.objects.length) ?? []
      expect(regions.map((region) => region.transcript?.value)).toEqual(picture.objects.map((object) => object.text))
      expect(regions.map(cornersIn)).toEqual(
        picture.objects.map(
          ({ quad, xywh: [x = 0, y = 0, w = 0, h = 0] = [] }) =>
            quad ?? [
              [x, y],
              [x + w, y],
              [x + w, y + h],
              [x, y + h],
            ],
        ),
      )
    }
  },
)

test.each(real(["receipts/sroie"]))(
  "every line of %s comes in with its picture: text to the letter, corners to the digit",
  async (path) => {
    if (!present) return
    const { records, pictures, report } = await gather(icdarReader.read(folder(path), {}))
    expect(pictures).toEqual(records.map((record) => `img/${record.name}`))
    expect(report.filter((line) => line.level !== "note")).toEqual([])
    for (const record of records) {
      const text = readFileSync(join(sharedData, path, record.source?.file ?? ""), "latin1")
      const lines = text.split(/\r?\n/).filter((line) => line !== "")
      const back = record.body?.regions.map((r) => [...cornersIn(r).flat(), r.transcript?.value].join(","))
      expect(back).toEqual(lines)
    }
  },
)

test("corners of an upright rectangle that begin elsewhere than top left are not turned (found F3)", async () => {
  const { records } = await read({ "a.txt": "40,10,40,60,20,60,20,10,down\n", "a.jpg": "" })
  expect(records[0]?.body?.regions).toMatchObject([{ geometry: { type: "box", x: 20, y: 10, width: 20, height: 50 } }])
})
