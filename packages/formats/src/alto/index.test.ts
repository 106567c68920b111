import { AnnotationBody, boxOf, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { ReadOptions } from "../contract.ts"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { textTree } from "../regions/textTree.ts"
import { documents, withPictures } from "../testing/documents.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { isXmlText } from "../xml/write.ts"
import { altoReader } from "./read.ts"
import { altoWriter } from "./write.ts"

const at = (hpos: number, vpos: number, width: number, height: number) =>
  ` HPOS="${hpos}" VPOS="${vpos}" WIDTH="${width}" HEIGHT="${height}"`

/** A file around what is in its print space. */
function altoFile(inside: string, { unit = "pixel", page = at(0, 0, 90, 60), tags = "", xmlns = "" } = {}) {
  return `<?xml version="1.0"?>\n<alto${xmlns}><Description><MeasurementUnit>${unit}</MeasurementUnit><sourceImageInformation><fileName>a.png</fileName></sourceImageInformation></Description>${tags}\n<Layout><Page ID="p"${page} PHYSICAL_IMG_NR="1"><PrintSpace>\n${inside}\n</PrintSpace></Page></Layout></alto>`
}

async function read(files: Record<string, string | Uint8Array>, options: ReadOptions = {}) {
  return gather(altoReader.read(memoryFiles(files, 33), options))
}

async function regionsOf(inside: string, head = {}, options: ReadOptions = {}) {
  const { records, report } = await read({ "a.xml": altoFile(inside, head) }, options)
  expect(AnnotationBody.safeParse(records[0]?.body).success).toBe(true)
  return { record: records[0], regions: records[0]?.body?.regions ?? [], report }
}

async function exported(records: DatasetRecord[]) {
  const report: unknown[] = []
  const files = await written(altoWriter.write(source(records), manifest, { report: (line) => report.push(line) }))
  expect(await altoWriter.losses(source(records))).toEqual(report)
  return { files, report }
}

test("versions 1 to 4 are found from their content, version 1 without a namespace; a document type is refused", async () => {
  for (const xmlns of [
    "",
    ' xmlns="http://www.loc.gov/standards/alto/ns-v2#"',
    ' xmlns="http://www.loc.gov/standards/alto/ns-v4#"',
  ]) {
    const files = { "deep/alto/a.xml": altoFile("", { xmlns }) }
    expect((await detectFormat(memoryFiles(files))).name).toBe("alto")
    expect((await read(files)).records.map((r) => [r.name, r.size])).toEqual([["a.png", { width: 90, height: 60 }]])
  }
  const bomb = `<?xml version="1.0"?>\n<!DOCTYPE alto [<!ENTITY a "x">\n<!ENTITY b "&a;&a;">]>\n<alto><Layout>&b;</Layout></alto>`
  const { records, report } = await read({ "bomb.xml": bomb, "other.xml": "<html/>" })
  expect(records).toEqual([])
  expect(report.map((line) => [line.level, line.code, line.file, line.line])).toEqual([
    ["note", "file_not_read", "other.xml", undefined],
    ["lost", "xml_doctype", "bomb.xml", 3],
  ])
})

test("a line's text is its words, SP and HYP; substitutions travel and are not what is on the page", async () => {
  const words = `<String ID="w1" CONTENT="ver" SUBS_TYPE="HypPart1" SUBS_CONTENT="vergaß" WC="0.5"${at(1, 1, 2, 2)}/><SP/><String ID="w2" CONTENT=" ſo"${at(5, 1, 2, 2)} LANG="de"/><HYP CONTENT="-"/>`
  const { regions, report } = await regionsOf(
    `<TextBlock ID="b"${at(0, 0, 9, 9)}><TextLine ID="l"${at(1, 1, 8, 3)}>${words}</TextLine></TextBlock>`,
  )
  expect(report).toEqual([])
  expect(regions.map((r) => [r.id, r.level, r.parent, r.transcript])).toEqual([
    ["b", "region", undefined, undefined],
    ["l", "line", "b", { value: "ver  ſo-" }],
    ["w1", "word", "l", { value: "ver" }],
    ["w2", "word", "l", { value: " ſo", language: "de" }],
  ])
  const record = { name: "a.png", size: null, sha256: null, body: { regions, nothingHere: false } }
  const { files } = await exported([record])
  expect(files["alto/a.xml"]).toContain('<HYP CONTENT="-"/>')
  expect(files["alto/a.xml"]).toContain('SUBS_CONTENT="vergaß"')
  const changed = regions.map((r) => (r.id === "w1" ? { ...r, transcript: { value: "vor" } } : r))
  const again = await exported([{ ...record, body: { regions: changed, nothingHere: false } }])
  expect(again.files["alto/a.xml"]).not.toContain("SUBS_CONTENT")
})

/** The first bytes of a PNG of that size. */
function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(45)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
  const view = new DataView(bytes.buffer)
  view.setUint32(16, width)
  view.setUint32(20, height)
  return bytes
}

test("ALTO units: tenths of a millimetre and 1200ths of an inch become pixels by the picture's size", async () => {
  const block = `<TextBlock ID="b"${at(254, 127, 508, 25.4)}><Shape><Polygon POINTS="254 127 762 127 762 152.4 254 152.4"/></Shape></TextBlock>`
  const page = at(0, 0, 1270, 2540)
  const boxesOf = (regions: readonly Region[]) => regions.map((r) => Object.values(boxOf(r)))
  const files = { "a.xml": altoFile(block, { unit: "mm10", page }), "a.png": png(500, 1000) }
  const measured = await read(files)
  expect(boxesOf(measured.records[0]?.body?.regions ?? [])).toEqual([[100, 50, 200, 10]])
  expect([measured.records[0]?.size, measured.report]).toEqual([{ width: 500, height: 1000 }, []])
  const tagged = await regionsOf(block, { unit: "inch1200", page }, { sizeOf: () => ({ width: 2540, height: 5080 }) })
  expect(boxesOf(tagged.regions)).toEqual([[508, 254, 1016, 50.8]])
  const guessed = await regionsOf(block, { unit: "mm10", page })
  expect(
    boxesOf(guessed.regions)
      .flat()
      .map((v) => Math.round(v * 1e9) / 1e9),
  ).toEqual([300, 150, 600, 30])
  expect(guessed.report).toEqual([
    { level: "changed", code: "resolution_assumed", file: "a.xml", line: 3, field: "mm10", found: "300 dpi" },
  ])
  // Transkribus writes pixels under this name; the picture tells.
  const misnamed = await regionsOf(
    block,
    { unit: "mm10", page: at(0, 0, 900, 900) },
    { sizeOf: () => ({ width: 900, height: 900 }) },
  )
  expect(boxesOf(misnamed.regions)).toEqual([[254, 127, 508, 25.4]])
})

test("lines without boxes take those of their words; what has no place at all is named, and the rest goes in", async () => {
  const { regions, report } = await regionsOf(
    `<ComposedBlock ID="c" TYPE="table"${at(0, 0, 90, 60)}><TextBlock ID="b">
<TextLine ID="l"><String CONTENT="x"${at(1, 2, 3, 4)}/><String CONTENT="y"${at(8, 2, 2, 9)}/></TextLine>
<TextLine ID="m"${at(1, 1, 0, 3)}/></TextBlock></ComposedBlock><Illustration ID="i"${at(1, 1, 5, 5)}/>`,
  )
  expect(regions.map((r) => [r.id, r.parent, r.label, ...Object.values(boxOf(r)), r.transcript?.value])).toEqual([
    ["c", undefined, "composed", 0, 0, 90, 60, undefined],
    ["l", "c", "text", 1, 2, 9, 9, "xy"],
    [expect.any(String), "l", "text", 1, 2, 3, 4, "x"],
    [expect.any(String), "l", "text", 8, 2, 2, 9, "y"],
    ["i", undefined, "illustration", 1, 1, 5, 5, undefined],
  ])
  expect(report.map((line) => [line.level, line.code, line.line, line.field])).toEqual([
    ["lost", "field_missing", 4, "TextBlock"],
    ["changed", "box_of_words", 5, "TextLine"],
    ["lost", "box_of_no_size", 6, "TextLine"],
  ])
})

test("tags are labels, several pages are several records of one document, and the rest travels", async () => {
  const tags = `<Styles><TextStyle ID="s" FONTSIZE="9"/></Styles><Tags><OtherTag ID="t" LABEL="Main"/><OtherTag ID="k" TYPE="type" LABEL="heading"/><OtherTag ID="g" TYPE="language" LABEL="deu"/></Tags>`
  const block = `<TextBlock ID="b" TAGREFS="g t" STYLEREFS="s"${at(0, 0, 9, 9)}><TextLine ID="l" TAGREFS="k" BASELINE="7"${at(0, 0, 9, 9)}><String CONTENT="x"${at(0, 0, 9, 9)}><ALTERNATIVE>y</ALTERNATIVE></String></TextLine></TextBlock>`
  const { records } = await read({ "a.xml": altoFile(block, { tags }) })
  expect(records[0]?.body?.regions.map((r) => r.label)).toEqual(["Main", "heading", "text"])
  const { files, report } = await exported(records)
  expect(report).toEqual([])
  const again = await read(files)
  const parts = ({ source: _source, ...record }: DatasetRecord) => record
  expect(again.records.map(parts)).toEqual(records.map(parts))
  const two = altoFile("").replace("</Layout>", '<Page ID="q"/></Layout>')
  const pages = await read({ "a.xml": two, "a.png": "" })
  expect(pages.records.map((r) => [r.name, r.document, r.foreignId])).toEqual([
    ["a.png/0001.png", { name: "a.png", page: 0 }, "p"],
    ["a.png/0002.png", { name: "a.png", page: 1 }, "q"],
  ])
})

test("a line's text that its words do not give, and words without a text, come back as they were", async () => {
  const region = (id: string, level: string, parent?: string, value?: string) => ({
    ...{ id, geometry: { type: "box", x: 1.5, y: -2, width: 5, height: 5 }, label: "text", level },
    ...(parent === undefined ? {} : { parent }),
    ...(value === undefined ? {} : { transcript: { value } }),
  })
  const regions = [
    region("r", "region", undefined, "all of it"),
    region("l", "line", "r", "a,  b."),
    region("w1", "word", "l", "a"),
    region("w2", "word", "l", "b"),
    region("m", "line", "r", "other"),
    region("w3", "word", "m", "words"),
    region("n", "line", "r"),
    region("w4", "word", "n"),
    region("e", "line", undefined, ""),
    region("o", "region", undefined, "one\ntwo"),
  ]
  // Ids are branded texts.
  const record = {
    name: "a.png",
    size: { width: 9, height: 9 },
    sha256: null,
    body: { regions, nothingHere: false },
  } as unknown
  const { files, report } = await exported([record as DatasetRecord])
  expect(report).toEqual([{ level: "note", code: "text_as_tag", file: "alto/*.xml", count: 2 }])
  const back = await read(files)
  expect(back.report).toEqual([])
  expect(back.records[0]?.body?.regions).toEqual(regions)
})

/** Whether anything is said that XML cannot hold; what it becomes is said in the losses. */
const sayable = (record: DatasetRecord) =>
  [record.name, ...(record.body?.regions ?? []).map((r) => r.transcript?.value ?? "")].every(isXmlText)

/** What ALTO holds of an answer: everything but attributes and flags. */
function held(regions: readonly Region[]) {
  const rows: unknown[] = []
  const places: Pick<Region, "geometry">[] = []
  const visit = (nodes: ReturnType<typeof textTree>, parent: string | undefined): void => {
    for (const { region: r, children } of nodes) {
      rows.push([r.id, r.level ?? "line", parent, r.label, r.transcript?.value, r.transcript?.language])
      places.push({ geometry: r.geometry })
      visit(children, r.id)
    }
  }
  visit(textTree(regions), undefined)
  return { rows, places }
}

test("whatever the dataset, it comes back from ALTO with all decimals but for what is said to be lost", async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (drawn) => {
      const records = drawn.filter(sayable)
      const { files } = await exported(records)
      const back = await read(withPictures(files, records))
      const byName = new Map(back.records.map((record) => [record.name, record]))
      expect([...byName.keys()].sort()).toEqual(records.map((record) => record.name).sort())
      for (const record of records) {
        const again = byName.get(record.name)
        const [found, wanted] = [held(again?.body?.regions ?? []), held(record.body?.regions ?? [])]
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
