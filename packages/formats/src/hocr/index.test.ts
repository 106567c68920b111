import { AnnotationBody, boxOf, type Region, type Shape } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { quadRegion, toShape } from "../regions/rotated.ts"
import { textTree } from "../regions/textTree.ts"
import { lineOfRegion, wholeShape } from "../regions/wholePixels.ts"
import { documents, withPictures } from "../testing/documents.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { isXmlText } from "../xml/write.ts"
import { collapsed, parseHocr, titleParts } from "./parse.ts"
import { hocrReader } from "./read.ts"
import { hocrWriter } from "./write.ts"

/** A file around what is on its page. */
function html(inside: string, title = 'image "a.png"; bbox 0 0 90 60; ppageno 0') {
  return `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"\n "x.dtd">\n<html><head><meta charset=utf-8><title>x & y</title></head><body>\n<div class='ocr_page' id='page_1' title='${title}'>\n${inside}\n</div></body></html>`
}

async function read(files: Record<string, string>) {
  return gather(hocrReader.read(memoryFiles(files, 33), {}))
}

async function regionsOf(inside: string) {
  const { records, report } = await read({ "a.hocr": html(inside) })
  expect(AnnotationBody.safeParse(records[0]?.body).success).toBe(true)
  return { record: records[0], regions: records[0]?.body?.regions ?? [], report }
}

async function exported(records: DatasetRecord[]) {
  const report: unknown[] = []
  const files = await written(hocrWriter.write(source(records), manifest, { report: (line) => report.push(line) }))
  expect(await hocrWriter.losses(source(records))).toEqual(report)
  return { files, report }
}

test("HTML that is no XML is read, in any folder and under any ending, and names its picture", async () => {
  for (const name of ["a.html", "deep/er/a.hocr", "a.htm", "x/a.xml"]) {
    const files = {
      [name]: html("<p>unclosed<br><b>x", "image 'q'; bbox 0 0 9 9").replaceAll("'q'", '"dir one/b.png"'),
    }
    expect((await detectFormat(memoryFiles(files))).name).toBe("hocr")
    const { records, report } = await read(files)
    expect(records.map((r) => [r.name, r.size, r.foreignId])).toEqual([
      ["dir one/b.png", { width: 9, height: 9 }, "page_1"],
    ])
    expect(report).toEqual([])
  }
})

test("lines by any spelling, words and regions come with their parents, and texts as HTML shows them", async () => {
  const { regions, report } =
    await regionsOf(`<div class='ocr_carea' id='b1' title="bbox 1 1 80 50"><p class=ocr_par title="bbox 1 1 80 50">
<span class='ocr_line' id='l1' title="bbox 1 2 60 12; baseline 0.005 -5; textangle 90"><span class='ocrx_word' id='w1' title='bbox 1 2 20 12; x_wconf 96' lang='eng'>R&amp;<em>D</em></span> <span class='ocrx_word' title='bbox 30 2 60 12'>&nbsp;two</span>
</span><SPAN CLASS='ocr_header' TITLE='bbox 1 20 60 30'>  Top

 line </SPAN><span class="ocr_caption" title="bbox 1 31 60 40">cap</span></p></div>
<div class="ocr_header" title="bbox 0 0 9 9">free <i>text</i></div><div class="ocr_photo" title="bbox 5 5 9 9"></div>`)
  expect(regions.map((r) => [r.id, r.level, r.parent, r.label, r.transcript])).toEqual([
    ["b1", "region", undefined, "text", undefined],
    ["r2", "region", "b1", "paragraph", undefined],
    ["l1", "line", "r2", "text", { value: "R&D \u00a0two" }],
    ["w1", "word", "l1", "text", { value: "R&D", language: "eng" }],
    ["r5", "word", "l1", "text", { value: "\u00a0two" }],
    ["r6", "line", "r2", "header", { value: "Top line" }],
    ["r7", "line", "r2", "caption", { value: "cap" }],
    ["r8", "region", undefined, "header", { value: "free text" }],
    ["r9", "region", undefined, "photo", undefined],
  ])
  expect(regions[2]).toMatchObject({ geometry: { type: "box", x: 1, y: 2, width: 59, height: 10 } })
  expect(regions[2]?.foreign).toEqual({ hocr: { title: "baseline 0.005 -5; textangle 90" } })
  expect(report).toEqual([])
})

test("a confidence is written back only beside the text that it is about", async () => {
  const { record, regions } = await regionsOf(
    `<span class="ocr_line" title="bbox 1 2 60 12; x_size 9"><span class='ocrx_word' title='x_wconf 96; bbox 1 2 20 12'>one</span></span>`,
  )
  if (!record) return
  const first = await exported([record])
  expect(first.files["hocr/a.hocr"]).toContain('title="bbox 1 2 20 12; x_wconf 96"')
  expect(first.files["hocr/a.hocr"]).toContain('title="bbox 1 2 60 12; x_size 9"')
  const changed = regions.map((r) => ({ ...r, transcript: { value: "won" } }))
  const second = await exported([{ ...record, body: { regions: changed, nothingHere: false } }])
  expect(second.files["hocr/a.hocr"]).not.toContain("x_wconf")
})

test("what is wrong is named with file and line, the rest goes in, and no entity of the file's own is known", async () => {
  const { regions, report } = await regionsOf(`<span class="ocr_line" title="bbox 9 9 1 1">a</span>
<span class="ocr_line">b</span>
<span class="ocr_line"><span class="ocrx_word" title="bbox 1 1 4 5">&x;</span><span class="ocrx_word" title="bbox 6 2 9 4"><span class="ocrx_cinfo">c</span></span></span>
<p class="ocr_par"><span class="ocrx_word" title="bbox 1 1 x 5">d</span></p>`)
  expect(regions.map((r) => [r.level, ...Object.values(boxOf(r)), r.transcript?.value])).toEqual([
    ["line", 1, 1, 8, 4, "&x;c"],
    ["word", 1, 1, 3, 4, "&x;"],
    ["word", 6, 2, 3, 2, "c"],
  ])
  expect(report.map((line) => [line.level, line.code, line.line, line.field, line.count ?? line.found])).toEqual([
    ["lost", "not_held", undefined, "ocrx_cinfo", 1],
    ["lost", "box_of_no_size", 5, "ocr_line", "9 9 1 1"],
    ["lost", "field_missing", 6, "ocr_line", undefined],
    ["changed", "box_of_words", 7, "ocr_line", undefined],
    ["lost", "box_of_no_size", 8, "ocr_word", "1 1 x 5"],
    ["note", "region_without_box", 4, undefined, 1],
  ])
  const bomb = `<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>${html('<span class="ocr_line" title="bbox 0 0 9 9">&b;</span>')}`
  expect((await read({ "a.html": bomb })).records[0]?.body?.regions[0]?.transcript?.value).toBe("&b;")
})

test("endless nesting ends the file with a line, not the program", async () => {
  const deep = html(`${"<b>".repeat(200_000)}${"</i>".repeat(200_000)}`)
  expect(parseHocr(deep).problem).toEqual({ problem: "too_deep", line: 5 })
  const { records, report } = await read({ "a.html": deep })
  expect(records).toHaveLength(1)
  expect(report.map((line) => [line.level, line.code, line.line])).toEqual([["lost", "too_deep", 5]])
})

test("several pages are several records: by their pictures' names, or as pages of the one document that they name", async () => {
  const pages = (names: string[]) =>
    names.map((name) => `<div class="ocr_page" title='image "${name}"; bbox 0 0 9 9'></div>`).join("\n")
  const apart = await read({ "f.hocr": pages(["a.png", "b.png"]), "a.png": "", "b.png": "" })
  expect(apart.records.map((r, i) => [r.name, apart.pictures[i], r.document])).toEqual([
    ["a.png", "a.png", { name: "f.hocr", page: 0 }],
    ["b.png", "b.png", { name: "f.hocr", page: 1 }],
  ])
  const scan = pages(["scan.tif", "scan.tif", "c.png"])
  const taken = await read({ "f.hocr": scan, "x/scan.tif/0001.png": "", "x/scan.tif/0002.png": "", "c.png": "" })
  expect(taken.records.map((r, i) => [r.name, taken.pictures[i], r.document])).toEqual([
    ["scan.tif/0001.png", "x/scan.tif/0001.png", { name: "scan.tif", page: 0 }],
    ["scan.tif/0002.png", "x/scan.tif/0002.png", { name: "scan.tif", page: 1 }],
    ["c.png", "c.png", { name: "f.hocr", page: 2 }],
  ])
  const whole = await read({ "f.hocr": scan, "scan.tif": "", "other.pdf/0002.png": "" })
  expect(whole.pictures).toEqual(["scan.tif", null, null])
})

test("files about one image are pages of a document where each page states a number of its own", async () => {
  const page = (number: string) => `<div class="ocr_page" title='image "scan.tif"; bbox 0 0 9 9${number}'></div>`
  const set = { "scan.tif": "", "scan.tif/0005.png": "" }
  const told = await read({ "1.hocr": page("; ppageno 4"), "2.hocr": page("; ppageno 0"), ...set })
  expect(told.records.map((r, i) => [r.name, told.pictures[i], r.document])).toEqual([
    ["scan.tif/0005.png", "scan.tif/0005.png", { name: "scan.tif", page: 4 }],
    ["scan.tif/0001.png", "scan.tif", { name: "scan.tif", page: 0 }],
  ])
  const one = await read({ "1.hocr": page("; ppageno 4") + page("; ppageno 6"), ...set })
  expect(one.records.map(({ name }) => name)).toEqual(["scan.tif/0005.png", "scan.tif/0007.png"])
  for (const second of ["; ppageno 4", ""]) {
    const { records } = await read({ "1.hocr": page("; ppageno 4"), "2.hocr": page(second), ...set })
    expect(records.map(({ name }) => name)).toEqual(["scan.tif", "scan.tif"])
  }
})

test("titles are taken apart by their semicolons but for those inside quotes", () => {
  expect([...titleParts('image "a; b.png"; bbox 0 0 1 1;; x_font "q r" ;bbox 9')]).toEqual([
    ["image", ["a; b.png"]],
    ["bbox", ["0", "0", "1", "1"]],
    ["x_font", ["q r"]],
  ])
  expect(collapsed(" a \n\t b\u00a0 ")).toBe("a b\u00a0")
})

test("what hOCR cannot hold is counted: signs, fractions, attributes, flags", async () => {
  const region = {
    id: "a b",
    geometry: { type: "box", x: -3.5, y: 1, width: 9, height: 5 },
    label: "text",
    level: "line",
  }
  const more = { attributes: { k: 1 }, flags: { difficult: true }, transcript: { value: "\u0002", marks: ["struck"] } }
  // Ids are branded texts.
  const record = {
    name: 'q".png',
    size: null,
    sha256: null,
    body: { regions: [{ ...region, ...more }], nothingHere: false },
  } as unknown
  const { files, report } = await exported([record as DatasetRecord])
  expect((report as { level: string; code: string }[]).map((line) => `${line.level} ${line.code}`)).toEqual([
    "lost attributes",
    "lost flags",
    "note size_unknown",
    "changed coordinates_clipped",
    "changed character_not_in_xml",
  ])
  const { records } = await read(files)
  expect(records.map((r) => [r.name, r.body?.regions.map((one) => [one.id, boxOf(one).x, boxOf(one).width])])).toEqual([
    ['q".png', [["a b", 0, 6]]],
  ])
})

/** Whether anything is said that XML cannot hold; what it becomes is said in the losses. */
const sayable = (record: DatasetRecord) =>
  [record.name, ...(record.body?.regions ?? []).map((r) => r.transcript?.value ?? "")].every(isXmlText)

/** Where a region is once its line is in whole pixels. */
function inWholePixels(region: Region): Shape {
  const line = wholeShape(lineOfRegion(region), boxOf(region), null, 0) ?? []
  return toShape(quadRegion(line) ?? { box: boxOf(region) }, true)
}

/** What hOCR holds of an answer: shapes in whole pixels, texts, languages, labels, ids and the trees. */
function held(regions: readonly Region[], locationOf: (region: Region) => Shape) {
  const kept = regions.filter((region) => wholeShape(lineOfRegion(region), boxOf(region), null, 0) !== null)
  const rows: unknown[] = []
  const places: { geometry: Shape }[] = []
  const visit = (nodes: ReturnType<typeof textTree>, parent: string | undefined): void => {
    for (const { region: r, children } of nodes) {
      places.push({ geometry: locationOf(r) })
      rows.push([r.id, r.level ?? "line", parent, r.label, r.transcript?.value, r.transcript?.language])
      visit(children, r.id)
    }
  }
  visit(textTree(kept), undefined)
  return { rows, places }
}

test("whatever the dataset, it comes back from hOCR but for what is said to be lost", async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (drawn) => {
      const records = drawn.filter(sayable)
      const { files } = await exported(records)
      const back = await read(withPictures(files, records))
      const byName = new Map(back.records.map((record) => [record.name, record]))
      expect([...byName.keys()].sort()).toEqual(records.map((record) => record.name).sort())
      for (const record of records) {
        const again = byName.get(record.name)
        const [found, wanted] = [
          held(again?.body?.regions ?? [], ({ geometry }) => geometry),
          held(record.body?.regions ?? [], inWholePixels),
        ]
        expect(found.rows).toEqual(wanted.rows)
        expect(found.places).toEqual(withFoundShapes(wanted.places, found.places))
        expect([again?.size, again?.foreignId]).toEqual([record.size, record.foreignId])
      }
      for (const label of back.ontology[0]?.labels ?? []) expect(ontology.labels.map((l) => l.id)).toContain(label.id)
      expect(back.report).toEqual([])
    }),
    { numRuns: 100 },
  )
}, 30_000)
