import { boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import type { Format } from "./contract.ts"
import { detectFormat, readDataset } from "./detect.ts"
import { memoryFiles } from "./io/fileSet.ts"
import { formatNamed } from "./list.ts"
import { gather } from "./testing/sharedData.ts"
import { exportOf } from "./testing/toolRecords.ts"

/** What every annotation tool's format must survive, whatever it looks like inside. */
const TOOLS = ["label-studio", "datumaro", "labelme", "via", "supervisely", "cvat"]

const TEXTS = [
  "a, b; c",
  'say "x"',
  "tab\there",
  "line\nbreak",
  "  leading and trailing  ",
  "مرحبا بالعالم",
  "👩‍👩‍👧 family",
  "e\u0301 is not é",
  "ﬁ ligature",
  "###",
  "\\n is no line break",
  "<b>&amp;</b>",
  "=1+1",
  "null",
  "12.50",
  "true",
  "\u2028separator",
]

/** Ids are branded texts. */
const regionOf = (id: number, parts: object = {}) =>
  ({
    id: String(id),
    geometry: { type: "box", x: 10, y: 20, width: 30, height: 25 },
    label: "zebra",
    ...parts,
  }) as unknown as Region
const recordOf = (name: string, regions: Region[] = []): DatasetRecord => ({
  ...{ name, size: { width: 100, height: 50 }, sha256: null, body: { regions, nothingHere: false } },
})

/** What a format makes of a dataset, as text files, and what it reads back from them. */
async function again(format: Format, records: DatasetRecord[], change = (text: string) => text) {
  const { writer, reader } = format
  if (!writer || !reader) throw new Error(`${format.name} is not both ways`)
  const { texts } = await exportOf(writer, records)
  const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, change(text)]))
  return { files, ...(await gather(reader.read(memoryFiles(files, 61), {}))) }
}

test.each(TOOLS)("%s: texts come back to the letter", async (name) => {
  const regions = TEXTS.map((value, i) => regionOf(i + 1, { transcript: { value } }))
  const { records } = await again(formatNamed(name), [recordOf("a.jpg", regions)])
  expect(records[0]?.body?.regions.map(({ transcript }) => transcript?.value)).toEqual(TEXTS)
})

test.each(TOOLS)("%s: pictures without regions come back as looked at, beside others", async (name) => {
  const { records } = await again(formatNamed(name), [recordOf("a.jpg"), recordOf("b.jpg", [regionOf(1)])])
  const found = records.map((record) => [record.name, record.body?.regions.length]).sort()
  expect(found).toEqual([
    ["a.jpg", 0],
    ["b.jpg", 1],
  ])
})

test.each(TOOLS)("%s: one stem in two folders and with two endings, and odd names, stay apart", async (name) => {
  const names = ["a/x.jpg", "b/x.jpg", "b/x.PNG", "p#1 %20 &+'.jpg", "ç/e\u0301.jpg", "no ending", "a.tar.jpg"]
  const records = names.map((own, i) =>
    recordOf(own, [regionOf(1, { geometry: { type: "box", x: i, y: 20, width: 30, height: 25 } })]),
  )
  const back = await again(formatNamed(name), records)
  const found = back.records.map((record) => [record.name, record.body?.regions.map((region) => boxOf(region).x)[0]])
  expect(found.sort()).toEqual(names.map((own, i) => [own, i]).sort())
})

test.each(TOOLS)("%s: boxes at the corner, over the whole picture and beyond it are kept as they are", async (name) => {
  const boxes = [
    { x: 99, y: 49, width: 1, height: 1 },
    { x: 0, y: 0, width: 100, height: 50 },
    { x: -20, y: -10, width: 50, height: 40 },
    { x: 90, y: 40, width: 30, height: 30 },
  ]
  const { records, report } = await again(formatNamed(name), [
    recordOf(
      "a.jpg",
      boxes.map((box, i) => regionOf(i + 1, { geometry: { type: "box", ...box } })),
    ),
  ])
  const found = records[0]?.body?.regions.map((region) =>
    Object.values(boxOf(region)).map((side) => Number(side.toFixed(9))),
  )
  expect(found).toEqual(boxes.map(({ x, y, width, height }) => [x, y, width, height]))
  expect(report.filter(({ level }) => level !== "note")).toEqual([])
  expect(report.filter(({ code }) => code === "box_outside")).toHaveLength(name === "via" ? 0 : 2)
})

test.each(TOOLS)("%s: a BOM and CRLF change nothing", async (name) => {
  const records = [recordOf("a.jpg", [regionOf(1, { transcript: { value: "é" } })]), recordOf("b/c.png")]
  const plain = await again(formatNamed(name), records)
  const windows = await again(formatNamed(name), records, (text) => `\uFEFF${text.replaceAll("\n", "\r\n")}`)
  expect(windows.records.map(({ source: _source, ...record }) => record)).toEqual(
    plain.records.map(({ source: _source, ...record }) => record),
  )
  expect(windows.report.filter(({ level }) => level === "lost")).toEqual([])
})

test.each(TOOLS)("%s: a folder in a folder of a zip is recognised, with what systems leave behind", async (name) => {
  const { files } = await again(formatNamed(name), [recordOf("a.jpg", [regionOf(1)])])
  const nested = Object.entries(files).map(([file, text]) => [`export (1)/data/${file}`, text])
  const all = { ...Object.fromEntries(nested), "__MACOSX/export/._a.json": "\0", "export (1)/.DS_Store": "\0" }
  const set = memoryFiles(all)
  expect((await detectFormat(set)).name).toBe(name)
  const { records } = await gather(readDataset(set))
  expect(records.map((record) => [record.name, record.body?.regions.length])).toEqual([["a.jpg", 1]])
})

test.each(TOOLS.filter((name) => name !== "cvat"))("%s: escaped and plain JSON are the same text", async (name) => {
  const records = [recordOf("é.jpg", [regionOf(1, { transcript: { value: "漢字 é 👩" } })])]
  const escaped = (text: string) =>
    text.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
  const { files } = await again(formatNamed(name), records)
  const json = Object.fromEntries(
    Object.entries(files).map(([file, text]) => [file, file.endsWith(".json") ? escaped(text) : text]),
  )
  const { records: found } = await gather(readDataset(memoryFiles(json, 61), { format: name }))
  expect(found.map((record) => [record.name, record.body?.regions[0]?.transcript?.value])).toEqual([
    ["é.jpg", "漢字 é 👩"],
  ])
})
