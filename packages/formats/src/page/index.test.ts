import { AnnotationBody, boxOf, type Region, type Shape } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { findLine, quadRegion, toShape } from "../regions/rotated.ts"
import { textTree } from "../regions/textTree.ts"
import { lineOfRegion, wholeShape } from "../regions/wholePixels.ts"
import { documents, withPictures } from "../testing/documents.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { isXmlText } from "../xml/write.ts"
import { pageReader } from "./read.ts"
import { pageWriter } from "./write.ts"

const NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent"

/** A file around what is on its page. */
function pcgts(
  inside: string,
  head = 'imageFilename="a.png" imageWidth="90" imageHeight="60"',
  version = "2019-07-15",
) {
  return `<?xml version="1.0"?>\n<PcGts xmlns="${NAMESPACE}/${version}"><Metadata><Creator>x</Creator><Created>2020-01-01T00:00:00</Created><LastChange>2020-01-01T00:00:00</LastChange></Metadata>\n<Page ${head}>\n${inside}\n</Page></PcGts>`
}
const coords = (points: string) => `<Coords points="${points}"/>`
const says = (text: string, more = "") => `<TextEquiv${more}><Unicode>${text}</Unicode></TextEquiv>`

async function read(files: Record<string, string>) {
  return gather(pageReader.read(memoryFiles(files, 33), {}))
}

async function regionsOf(inside: string) {
  const { records, report } = await read({ "a.xml": pcgts(inside) })
  expect(AnnotationBody.safeParse(records[0]?.body).success).toBe(true)
  return { regions: records[0]?.body?.regions ?? [], report }
}

async function exported(records: DatasetRecord[]) {
  const report: unknown[] = []
  const files = await written(pageWriter.write(source(records), manifest, { report: (line) => report.push(line) }))
  expect(await pageWriter.losses(source(records))).toEqual(report)
  return { files, report }
}

test("files about one image are pages of a document where each states a page number of its own", async () => {
  const page = (number: number) =>
    pcgts("").replace("</Metadata>", `<TranskribusMetadata docId="3" pageNr="${number}"/></Metadata>`)
  const set = { "a.png": "", "a.png/0002.png": "" }
  const apart = await read({ "x.xml": page(2), "y.xml": page(1), ...set })
  expect(apart.records.map((r, i) => [r.name, apart.pictures[i], r.document])).toEqual([
    ["a.png/0002.png", "a.png/0002.png", { name: "a.png", page: 1 }],
    ["a.png/0001.png", "a.png", { name: "a.png", page: 0 }],
  ])
  for (const files of [
    { "x.xml": page(2), "y.xml": page(2) },
    { "x.xml": page(2), "y.xml": pcgts("") },
    { "x.xml": page(2) },
  ])
    for (const { name, document } of (await read({ ...files, ...set })).records)
      expect([name, document]).toEqual(["a.png", undefined])
})

test("any namespace and prefix, in any folder, is found from its content; a document type is refused with its line", async () => {
  for (const [version, prefix] of [
    ["2010-03-19", ""],
    ["2013-07-15", "pc:"],
    ["2019-07-15", ""],
  ]) {
    const text = pcgts("", undefined, version)
      .replaceAll(/<(\/?)([A-Z])/g, `<$1${prefix}$2`)
      .replace("xmlns=", prefix === "" ? "xmlns=" : "xmlns:pc=")
      .replace("http:", version === "2013-07-15" ? "https:" : "http:")
    const files = { "deep/er/page/a.xml": `\uFEFF<!-- <annotation> -->${text.replace('<?xml version="1.0"?>', "")}` }
    expect((await detectFormat(memoryFiles(files))).name).toBe("page")
    expect((await read(files)).records.map((r) => [r.name, r.size])).toEqual([["a.png", { width: 90, height: 60 }]])
  }
  const bomb = `<?xml version="1.0"?>\n<!DOCTYPE PcGts [\n<!ENTITY a "${"ha".repeat(9)}"><!ENTITY b "&a;&a;">]>\n<PcGts><Page>&b;</Page></PcGts>`
  const { records, report } = await read({ "bomb.xml": bomb, "ok.xml": pcgts("") })
  expect(records.map((r) => r.source?.file)).toEqual(["ok.xml"])
  expect(report.map((line) => [line.level, line.code, line.file, line.line])).toEqual([
    ["lost", "xml_doctype", "bomb.xml", 3],
  ])
})

test("regions, lines and words come in reading order with their parents; the order is not that of the file", async () => {
  const line = (id: string) => `<TextLine id="${id}">${coords("0,0 9,0 9,9 0,9")}${says(id)}</TextLine>`
  const { regions, report } = await regionsOf(`<ReadingOrder><OrderedGroup id="g">
<RegionRefIndexed index="1" regionRef="b"/><RegionRefIndexed index="0" regionRef="c"/></OrderedGroup></ReadingOrder>
<TextRegion id="a">${coords("0,0 9,0 9,9 0,9")}${line("a1")}</TextRegion>
<TextRegion id="b" type="heading">${coords("0,0 9,0 9,9 0,9")}${line("b1")}</TextRegion>
<TextRegion id="c">${coords("0,0 9,0 9,9 0,9")}<TextLine id="c1">${coords("1,1 5,1 5,5 1,5")}
<Word id="w" language="German">${coords("1,1 3,1 3,5 1,5")}${says(" ſo ")}</Word></TextLine></TextRegion>`)
  expect(report).toEqual([])
  expect(regions.map((r) => [r.id, r.level, r.parent, r.label, r.transcript])).toEqual([
    ["c", "region", undefined, "text", undefined],
    ["c1", "line", "c", "text", undefined],
    ["w", "word", "c1", "text", { value: " ſo ", language: "de" }],
    ["b", "region", undefined, "heading", undefined],
    ["b1", "line", "b", "text", { value: "b1" }],
    ["a", "region", undefined, "text", undefined],
    ["a1", "line", "a", "text", { value: "a1" }],
  ])
})

test("the lowest index wins, other readings travel; a region's text counts where its lines have none", async () => {
  const line = (id: string, text: string) => `<TextLine id="${id}">${coords("0,0 9,0 9,9 0,9")}${text}</TextLine>`
  const region = (id: string, inside: string) =>
    `<TextRegion id="${id}">${coords("0,0 9,0 9,9 0,9")}${inside}</TextRegion>`
  const inside = [
    region("own", `${line("l1", "")}${line("l2", "")}${says("one\ntwo")}`),
    region("same", `${line("l3", says("x"))}${line("l4", says("y"))}${says("x\ny")}`),
    region(
      "other",
      line("l5", says("late", ' index="7"') + says("none") + says("first", ' index="2" conf="0.5"')) + says("else"),
    ),
  ].join("\n")
  const { regions, report } = await regionsOf(inside)
  expect(regions.flatMap((r) => (r.transcript ? [[r.id, r.transcript.value]] : []))).toEqual([
    ["own", "one\ntwo"],
    ["l3", "x"],
    ["l4", "y"],
    ["l5", "first"],
  ])
  expect(regions.find((r) => r.id === "l5")?.foreign).toEqual({
    page: {
      readings: [{ index: "7", text: "late" }, { text: "none" }],
      reading: { index: "2", conf: "0.5", text: "first" },
    },
  })
  expect(regions.find((r) => r.id === "other")?.foreign).toEqual({ page: { text: "else" } })
  expect(report).toEqual([{ level: "note", code: "text_beside_lines", file: "a.xml", line: 8, field: "TextRegion" }])
})

test("polygons are outlines, upright corners are boxes, old points are read, and other regions have their kind", async () => {
  const { regions, report } = await regionsOf(`<ImageRegion id="i" custom="structure {type:Image\\u0020of\\u0020it;}">
<Coords><Point x="1" y="2"/><Point x="9" y="2"/><Point x="9" y="8"/><Point x="1" y="8"/></Coords></ImageRegion>
<LineDrawingRegion id="d">${coords("0,0 9,1 8,9")}</LineDrawingRegion>
<TextRegion id="t">${coords("1,1 7,1")}</TextRegion><TextRegion id="u">${coords("foo")}</TextRegion><TextRegion id="v"/>`)
  expect(regions.map((r) => [r.id, r.label, ...Object.values(boxOf(r)), findLine(r)?.length])).toEqual([
    ["i", "Image of it", 1, 2, 8, 6, undefined],
    ["d", "lineDrawing", 0, 0, 9, 9, 3],
  ])
  expect(report.map((line) => [line.level, line.code, line.line, line.found])).toEqual([
    ["lost", "box_of_no_size", 7, "1,1 7,1"],
    ["lost", "points_unreadable", 7, "foo"],
    ["lost", "field_missing", 7, undefined],
  ])
})

test("a broken size is said with its place, and the page goes in without one", async () => {
  const { records, report } = await read({
    "a.xml": pcgts("", 'imageFilename="a.png" imageWidth="foo" imageHeight="bar"'),
    "b.xml": pcgts("", 'imageFilename="../b.png" imageWidth="5" imageHeight="5"'),
    "c.xml": "<PcGts><Page>",
    "d.xml": "<other/>",
    "b.png": "",
  })
  expect(records.map((r) => [r.name, r.size])).toEqual([
    ["a.png", null],
    ["b.png", { width: 5, height: 5 }],
  ])
  expect(report.map((line) => [line.level, line.code, line.file, line.line, line.field, line.found])).toEqual([
    ["note", "file_not_read", "d.xml", undefined, undefined, undefined],
    ["lost", "xml_malformed", "c.xml", 1, undefined, expect.anything()],
    ["lost", "not_a_number", "a.xml", 3, "imageWidth", "foo"],
    ["changed", "name_folders", "b.xml", 3, "imageFilename", "../b.png"],
  ])
})

test("what the format has and we have no word for goes out as it came in, in the schema's order", async () => {
  const inside = `<Border>${coords("0,0 9,0 9,9")}</Border><ReadingOrder><OrderedGroup id="g"><RegionRefIndexed index="0" regionRef="a"/></OrderedGroup></ReadingOrder>
<TextRegion id="a" type="heading" align="left" custom="readingOrder {index:0;}">${coords("0,0 80,0 80,9 0,9")}<UserDefined><UserAttribute name="ok" type="xsd:boolean" value="true"/></UserDefined>
<TextLine id="b" custom="structure {type:a\\u0020b; score:0.9;} x {}">${coords("0,0 80,0 80,9 0,9")}<Baseline points="0,9 80,9"/><Word id="w">${coords("0,0 9,0 9,9 0,9")}<Glyph id="q">${coords("0,0 9,0 9,9 0,9")}</Glyph>${says("q")}</Word>${says("q", ' conf="0.25" index="0"')}${says("&amp;", ' index="1"')}<TextStyle bold="true"/></TextLine></TextRegion>
<TableRegion id="t">${coords("0,10 80,10 80,19 0,19")}<TextRegion id="c">${coords("0,10 8,10 8,19 0,19")}</TextRegion></TableRegion>`
  const first = await read({ "page/a.xml": pcgts(inside) })
  const { files, report } = await exported(first.records)
  expect(report).toEqual([])
  const again = await read({ "page/a.xml": files["page/a.xml"] ?? "" })
  const parts = ({ source: _source, foreign: _foreign, ...record }: DatasetRecord) => record
  expect(again.records.map(parts)).toEqual(first.records.map(parts))
  expect(again.report).toEqual([])
  for (const piece of [
    "<Glyph id=",
    'points="0,9 80,9"',
    "<TextStyle bold",
    '<TableRegion id="t"',
    "<Border>",
    'align="left"',
  ])
    expect(files["page/a.xml"]).toContain(piece)
  expect(files["page/a.xml"]).toContain('custom="structure {type:a\\u0020b; score:0.9;} x {}"')
})

test("what PAGE cannot hold is counted before it runs: flags, signs, fractions, characters, orphans", async () => {
  const at = (x: number) => ({ geometry: { type: "box", x, y: 1, width: 5, height: 5 } })
  const region = (id: string, more: object) => ({
    ...{ id, ...at(1), label: "text", level: "line" },
    ...more,
  })
  const regions = [
    region("a b", { ...at(-3), transcript: { value: "\u0001", marks: ["unsure"], language: "tlh" } }),
    region("gone", { ...at(-9), flags: { crowd: true } }),
    region("w", { level: "word", parent: "gone", ...at(1.5) }),
    region("n", { level: undefined, geometry: { ...at(1).geometry, type: "rotatedBox", rotation: 10 } }),
  ]
  // Ids are branded texts.
  const record = { name: "a.png", size: null, sha256: null, body: { regions, nothingHere: false } } as unknown
  const { files, report } = await exported([record as DatasetRecord])
  expect(
    (report as { level: string; code: string; count: number }[]).map((l) => `${l.level} ${l.code} ${l.count}`),
  ).toEqual([
    "lost flags 1",
    "note size_unknown 1",
    "lost levels 1",
    "changed coordinates_clipped 1",
    "lost transcription_language 1",
    "lost box_outside 1",
    "changed coordinates_rounded 2",
    "note level_added 1",
    "changed character_not_in_xml 1",
  ])
  const back = await read(files)
  expect(back.records[0]?.body?.regions.map((r) => [r.id, r.level, r.parent, boxOf(r).x, r.transcript?.value])).toEqual(
    [
      ["a b", "line", undefined, 0, "\ufffd"],
      ["w", "word", undefined, 2, undefined],
      ["n", "line", undefined, 1, undefined],
    ],
  )
})

/** Whether anything is said that XML cannot hold; what it becomes is said in the losses. */
const sayable = (record: DatasetRecord) =>
  [record.name, ...(record.body?.regions ?? []).map((r) => r.transcript?.value ?? "")].every(isXmlText) &&
  (record.body?.regions ?? []).every((r) => Object.values(r.attributes ?? {}).every((v) => isXmlText(String(v))))

/** Where a region is once its line is in whole pixels. */
function inWholePixels(region: Region): Shape {
  const line = wholeShape(lineOfRegion(region), boxOf(region), null, 0) ?? []
  return toShape(quadRegion(line) ?? { box: boxOf(region) }, true)
}

/** What PAGE holds of an answer: shapes in whole pixels, texts, labels, ids, attributes and the trees. */
function held(regions: readonly Region[], locationOf: (region: Region) => Shape) {
  const kept = regions.filter((region) => wholeShape(lineOfRegion(region), boxOf(region), null, 0) !== null)
  const rows: unknown[] = []
  const places: { geometry: Shape }[] = []
  const visit = (nodes: ReturnType<typeof textTree>, parent: string | undefined): boolean[] =>
    nodes.map(({ region: r, children }) => {
      const { transcript } = r
      places.push({ geometry: locationOf(r) })
      const level = r.level ?? "line"
      const row = [r.id, level, parent, r.label, r.attributes ?? {}]
      rows.push(row)
      const below = visit(children, r.id).includes(true)
      // A region's text beside those of its lines is said to be taken from them.
      const value = level === "region" && below ? undefined : transcript?.value
      row.push(value, value === undefined ? undefined : transcript?.language)
      return (level === "line" && transcript !== undefined) || (level === "region" && below)
    })
  visit(textTree(kept), undefined)
  return { rows, places }
}

test("whatever the dataset, it comes back from PAGE XML but for what is said to be lost", async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (drawn) => {
      const records = drawn.filter(sayable)
      const { files, report } = await exported(records)
      const back = await read(withPictures(files, records))
      const byName = new Map(back.records.map((record) => [record.name, record]))
      expect([...byName.keys()].sort()).toEqual(records.map((record) => record.name).sort())
      for (const record of records) {
        const regions = byName.get(record.name)?.body?.regions ?? []
        const [found, wanted] = [
          held(regions, ({ geometry }) => geometry),
          held(record.body?.regions ?? [], inWholePixels),
        ]
        expect(found.rows).toEqual(wanted.rows)
        expect(found.places).toEqual(withFoundShapes(wanted.places, found.places))
        expect(byName.get(record.name)?.size).toEqual(record.size)
      }
      for (const label of back.ontology[0]?.labels ?? []) expect(ontology.labels.map((l) => l.id)).toContain(label.id)
      const beside = (report as { code: string }[]).some((line) => line.code === "text_beside_lines")
      expect(back.report.filter((line) => !(beside && line.code === "text_beside_lines"))).toEqual([])
    }),
    { numRuns: 100 },
  )
}, 30_000)
