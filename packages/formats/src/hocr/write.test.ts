import { boxOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { findLine } from "../regions/rotated.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { hocrReader } from "./read.ts"
import { hocrWriter } from "./write.ts"

function piece(id: string, level: string | undefined, more: object = {}) {
  return {
    id,
    geometry: { type: "box", x: 1, y: 2, width: 9, height: 9 },
    label: "text",
    ...(level ? { level } : {}),
    ...more,
  }
}
const says = (value: string, more: object = {}) => ({ transcript: { value, ...more } })

function record(regions: object[], more: object = {}): DatasetRecord {
  // Ids are branded texts.
  return {
    name: "a.png",
    size: { width: 90, height: 60 },
    sha256: null,
    body: { regions, nothingHere: false },
    ...more,
  } as unknown as DatasetRecord
}

async function exported(records: DatasetRecord[], labels = ontology) {
  const codes: string[] = []
  const own = { ...manifest, ontology: labels }
  const files = await written(
    hocrWriter.write(source(records), own, { report: (line) => codes.push(`${line.code} ${line.count}`) }),
  )
  const text = files["hocr/a.hocr"] ?? ""
  return { files, codes, body: text.slice(text.indexOf("<body>")) }
}
const back = async (files: Record<string, string>) =>
  (await gather(hocrReader.read(memoryFiles(files), {}))).records[0]?.body?.regions ?? []

test("texts stand where they are read, and to the letter beside where HTML would show them otherwise", async () => {
  const regions = [
    piece("plain", "line", says("a & b")),
    piece("blanks", "line", says("  a\t b ")),
    piece("hard", "line", says("\u00a0x")),
    piece("none", "line"),
    piece("empty", "line", says("")),
  ]
  const { files, body } = await exported([record(regions)])
  const spans = [...body.matchAll(/<span class="ocr_line" id="(\w+)" title="[^"]*"([^>]*)>(.*?)<\/span>/gs)].map(
    ([, ...parts]) => parts,
  )
  expect(spans).toEqual([
    ["plain", "", "a &amp; b"],
    ["blanks", ' data-text="  a&#9; b "', "  a\t b "],
    ["hard", "", "\u00a0x"],
    ["none", ' data-untold="1"', ""],
    ["empty", "", ""],
  ])
  expect((await back(files)).map((r) => r.transcript?.value)).toEqual(["a & b", "  a\t b ", "\u00a0x", undefined, ""])
})

test("a line's words stand in its text; words that do not give it leave it to an attribute", async () => {
  const words = (parent: string) => [
    piece(`${parent}1`, "word", { parent, ...says("a") }),
    piece(`${parent}2`, "word", { parent, ...says("b") }),
  ]
  const regions = [
    piece("l", "line", says("(a, b)")),
    ...words("l"),
    piece("m", "line", says("other")),
    ...words("m"),
    piece("n", "line"),
    ...words("n"),
  ]
  const { files, body } = await exported([record(regions)])
  const plain = body.replaceAll(/ (id|title|class)="[^"]*"/g, "")
  expect(plain).toContain("<span>(<span>a</span>, <span>b</span>)</span>")
  expect(plain).toContain('<span data-text="other"><span>a</span> <span>b</span></span>')
  expect(plain).toContain('<span data-untold="1"><span>a</span> <span>b</span></span>')
  expect((await back(files)).map((r) => [r.id, r.parent, r.transcript?.value])).toEqual(
    regions.map((r) => [
      r.id,
      (r as { parent?: string }).parent,
      (r as { transcript?: { value: string } }).transcript?.value,
    ]),
  )
})

test("a region's text is its own where nothing is in it, and an attribute where something is", async () => {
  const regions = [
    piece("r", "region", says("free text")),
    piece("s", "region", says("all")),
    piece("l", "line", { parent: "s", ...says("one") }),
    piece("t", "region", says("")),
    piece("u", "region"),
  ]
  const { files, body } = await exported([record(regions)])
  expect(body).toMatch(/<div class="ocr_carea" id="r"[^>]*>free text<\/div>/)
  expect(body).toMatch(/id="s"[^>]*data-text="all"/)
  expect((await back(files)).map((r) => [r.id, r.transcript?.value])).toEqual([
    ["r", "free text"],
    ["s", "all"],
    ["l", "one"],
    ["t", ""],
    ["u", undefined],
  ])
})

test("labels are classes where hOCR has one at that level, otherwise an attribute", async () => {
  const names = ["text", "header", "photo", "paragraph", "block", "zebra"]
  const labels = {
    labels: names.map((name, i) => ({ ...ontology.labels[0], id: name, name: { en: name }, key: String(i) })),
  }
  const regions = names.flatMap((label, i) => [
    piece(`r${i}`, "region", { label }),
    piece(`l${i}`, "line", { label, parent: `r${i}` }),
    piece(`w${i}`, "word", { label, parent: `l${i}` }),
  ])
  const { files, body } = await exported([record(regions)], labels as never)
  const classOf = (id: string) => {
    const [, name, rest = ""] = new RegExp(`class="(\\w+)" id="${id}"([^>]*)`).exec(body) ?? []
    return [name, /data-label="(\w+)"/.exec(rest)?.[1]]
  }
  expect(names.map((_, i) => [classOf(`r${i}`), classOf(`l${i}`), classOf(`w${i}`)])).toEqual([
    [
      ["ocr_carea", undefined],
      ["ocr_line", undefined],
      ["ocrx_word", undefined],
    ],
    [
      ["ocr_header", undefined],
      ["ocr_header", undefined],
      ["ocrx_word", "header"],
    ],
    [
      ["ocr_photo", undefined],
      ["ocr_line", "photo"],
      ["ocrx_word", "photo"],
    ],
    [
      ["ocr_par", undefined],
      ["ocr_line", "paragraph"],
      ["ocrx_word", "paragraph"],
    ],
    [
      ["ocrx_block", undefined],
      ["ocr_line", "block"],
      ["ocrx_word", "block"],
    ],
    [
      ["ocr_carea", "zebra"],
      ["ocr_line", "zebra"],
      ["ocrx_word", "zebra"],
    ],
  ])
  expect((await back(files)).map((r) => r.label)).toEqual(regions.map((r) => r.label))
})

test("boxes are corners in whole pixels; other shapes are polygons around which they lie", async () => {
  const outline = [
    { x: 0.4, y: 1 },
    { x: 8.6, y: 2 },
    { x: 4, y: 9 },
  ]
  const { files, body, codes } = await exported([
    record([piece("a", "line"), piece("b", "line", { geometry: { type: "polygon", rings: [outline] } })]),
  ])
  expect(body).toContain('id="a" title="bbox 1 2 10 11"')
  expect(body).toContain('id="b" title="bbox 0 1 9 9; poly 0 1 9 2 4 9"')
  expect(codes).toEqual(["coordinates_rounded 1"])
  expect((await back(files)).map((r) => [...Object.values(boxOf(r)), findLine(r)?.length])).toEqual([
    [1, 2, 9, 9, undefined],
    [0, 1, 9, 8, 3],
  ])
})

test("what titles said travels, but for places and for confidences of another text", async () => {
  const hocr = { title: "bbox 9 9 9 9; x_wconf 90; x_size 12; poly 1 1", dir: "rtl", content: "old" }
  const line = (value: string) =>
    record([piece("l", "line", { ...says(value, { language: "ar" }), foreign: { hocr } })])
  const same = await exported([line("old")])
  expect(same.body).toContain('title="bbox 1 2 10 11; x_wconf 90; x_size 12" lang="ar" dir="rtl"')
  const other = await exported([line("new")])
  expect(other.body).toContain('title="bbox 1 2 10 11; x_size 12"')
})

test("a page names its picture, whatever the name, keeps its id and what its title said", async () => {
  const odd = record([], {
    name: 'dir/q"u;o é.png',
    foreignId: "page 1",
    foreign: { hocr: { title: "ppageno 7; scan_res 300 300" } },
  })
  const files = await written(hocrWriter.write(source([odd]), manifest))
  const { records, report } = await gather(hocrReader.read(memoryFiles(files), {}))
  expect(report).toEqual([])
  expect(records.map(({ name, size, foreignId, foreign }) => ({ name, size, foreignId, foreign }))).toEqual([
    {
      name: 'dir/q"u;o é.png',
      size: { width: 90, height: 60 },
      foreignId: "page 1",
      foreign: { hocr: { title: "ppageno 7; scan_res 300 300" } },
    },
  ])
})
