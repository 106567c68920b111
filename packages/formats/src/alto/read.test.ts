import { boxOf, type Region } from "@justesse/types"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { findLine, findRotation } from "../regions/rotated.ts"
import { gather } from "../testing/sharedData.ts"
import { type Element, parseXml } from "../xml/parse.ts"
import { labelTag, lineText, polygonOf, readBox, taggedWith, tagRefs } from "./parts.ts"
import { altoReader } from "./read.ts"

const box = (x: number, y: number, w: number, h: number) => `HPOS="${x}" VPOS="${y}" WIDTH="${w}" HEIGHT="${h}"`
const file = (inside: string, { head = "", page = 'WIDTH="90" HEIGHT="60"', description = "" } = {}) =>
  `<alto>${description}${head}<Layout><Page ${page}>\n${inside}\n</Page></Layout></alto>`

async function read(files: Record<string, string | Uint8Array>) {
  return gather(altoReader.read(memoryFiles(files, 997), {}))
}

async function regionsOf(inside: string, head = "") {
  const { records, report, ontology } = await read({ "a.xml": file(`<PrintSpace>${inside}</PrintSpace>`, { head }) })
  return { regions: records[0]?.body?.regions ?? [], report, labels: ontology[0]?.labels ?? [] }
}
const shown = (regions: readonly Region[]) => regions.map((r) => [r.level, r.label, r.transcript?.value])

function element(text: string): Element {
  const parsed = parseXml(text)
  if ("problem" in parsed) throw new Error(parsed.problem)
  return parsed
}
const one = { x: 1, y: 1 }

test("polygons are pairs with or without commas; what is none of that is none", () => {
  const polygon = (points: string) =>
    polygonOf(element(`<a><Shape><Polygon POINTS="${points}"/></Shape></a>`), { x: 2, y: 3 })
  const wanted = [
    { x: 2, y: 6 },
    { x: 6, y: 12 },
    { x: 10, y: -18 },
  ]
  for (const spelled of ["1,2 3,4 5,-6", "1 2 3 4 5 -6", "1,2,3,4,5,-6", " 1.0, 2\n3e0,4  5,-6 "])
    expect(polygon(spelled)).toEqual(wanted)
  for (const odd of ["", "1,2 3,4", "1,2 3,4 5", "1,2 3,4 5,x", "1,2 3,4 5,1e999"]) expect(polygon(odd)).toBeNull()
  expect(polygonOf(element("<a><Shape><Circle/></Shape></a>"), one)).toBeNull()
})

test("a place is four numbers in the file's units, or none", () => {
  expect(readBox(element(`<a ${box(1, 2.5, 3, 4)}/>`), { x: 10, y: 2 })).toEqual({ x: 10, y: 5, width: 30, height: 8 })
  for (const odd of [
    'HPOS="1" VPOS="2" WIDTH="3"',
    'HPOS="" VPOS="2" WIDTH="3" HEIGHT="4"',
    'HPOS="a" VPOS="2" WIDTH="3" HEIGHT="4"',
  ])
    expect(readBox(element(`<a ${odd}/>`), one)).toBeNull()
})

test("a line's text is what stands in it, in its order; what is unknown says nothing", () => {
  const line = element(
    '<l><Shape/><SP/><String CONTENT="a"/><String CONTENT="b"/><SP/><SP/><String/><HYP CONTENT="\u00ad"/><HYP/></l>',
  )
  expect(lineText(line)).toBe(" ab  \u00ad")
})

test("labels are tags without a type or of type `type`; our own marks are none", () => {
  const tags = new Map(
    [
      '<OtherTag ID="a" TYPE="language" LABEL="deu"/>',
      '<LayoutTag ID="b" LABEL=""/>',
      '<LayoutTag ID="c" LABEL="Main"/>',
      '<OtherTag ID="d" TYPE="type" LABEL="head"/>',
      '<OtherTag ID="jz.text-0" TYPE="text" LABEL="told"/>',
      '<OtherTag ID="e" TYPE="text" LABEL="foreign"/>',
      '<OtherTag ID="jz.implied" TYPE="justesse" LABEL="implied"/>',
    ].map((text) => [element(text).attributes["ID"] ?? "", element(text)] as const),
  )
  const of = (refs: string) => labelTag(element(`<s TAGREFS="${refs}"/>`), tags)?.attributes["LABEL"]
  expect([of("a"), of("b c"), of(" d\n c"), of("gone c"), of("jz.implied"), of("")]).toEqual([
    undefined,
    "Main",
    "head",
    "Main",
    undefined,
    undefined,
  ])
  expect(taggedWith(element('<s TAGREFS="e jz.text-0"/>'), tags, "text")).toEqual(["told"])
  expect(taggedWith(element('<s TAGREFS="e"/>'), tags, "text")).toEqual([])
  expect(tagRefs(element("<s/>"))).toEqual([])
})

test("blocks lie in margins too, in each other, and are what their element is called where no tag says more", async () => {
  const inside = `<TopMargin><TextBlock ID="m" ${box(0, 0, 9, 9)}/></TopMargin><PrintSpace>
<ComposedBlock ID="c" ${box(0, 0, 50, 50)}><ComposedBlock ID="d" TYPE="advert" ${box(0, 0, 40, 40)}><GraphicalElement ID="g" ${box(1, 1, 2, 2)}/></ComposedBlock></ComposedBlock></PrintSpace>`
  const { records, ontology } = await read({ "a.xml": file(inside) })
  expect(records[0]?.body?.regions.map((r) => [r.id, r.parent, r.label, r.foreign])).toEqual([
    ["m", undefined, "text", undefined],
    ["c", undefined, "composed", { alto: { kind: "ComposedBlock" } }],
    ["d", "c", "composed", { alto: { attributes: { TYPE: "advert" }, kind: "ComposedBlock" } }],
    ["g", "d", "graphicalElement", { alto: { kind: "GraphicalElement" } }],
  ])
  expect(ontology[0]?.labels.map((label) => [label.name.en, label.hasText])).toEqual([
    ["text", true],
    ["composed", false],
    ["graphicalElement", false],
  ])
})

test("languages belong to texts, by the newer name or the older one; a block's travels", async () => {
  const { regions } =
    await regionsOf(`<TextBlock ID="b" language="fr" ${box(0, 0, 9, 9)}><TextLine LANG="fr-CA" ${box(0, 0, 9, 9)}>
<String CONTENT="a" LANG="la" ${box(0, 0, 4, 4)}/><String CONTENT="b" language="el" ${box(4, 0, 4, 4)}/></TextLine></TextBlock>`)
  expect(regions.map((r) => [r.transcript?.language, r.foreign])).toEqual([
    [undefined, { alto: { attributes: { LANG: "fr" } } }],
    ["fr-CA", undefined],
    ["la", undefined],
    ["el", undefined],
  ])
})

test("a polygon beside a box is its outline; corners of the box say no more; without a box it is the place", async () => {
  const shape = (points: string) => `<Shape><Polygon POINTS="${points}"/></Shape>`
  const { regions, report } = await regionsOf(
    [
      `<TextBlock ID="a" ${box(1, 1, 8, 8)}>${shape("1,1 9,1 9,9 1,9")}</TextBlock>`,
      `<TextBlock ID="b" ${box(1, 1, 8, 8)}>${shape("2,2 5,2 4,6")}</TextBlock>`,
      `<TextBlock ID="c">${shape("2,2 5,2 4,6")}</TextBlock>`,
      `<TextBlock ID="d" ${box(0, 1, 4, 2)}>${shape("2,0 4,2 2,4 0,2")}</TextBlock>`,
      `<TextBlock ID="e" ${box(1, 1, 8, 8)}><Shape><Ellipse HPOS="5" VPOS="5" HLENGTH="3" VLENGTH="2"/></Shape></TextBlock>`,
    ].join("\n"),
  )
  expect(
    regions.map((r) => [r.id, Math.round(boxOf(r).x), boxOf(r).width, findLine(r)?.length, findRotation(r)?.rotation]),
  ).toEqual([
    ["a", 1, 8, undefined, undefined],
    ["b", 2, 3, 3, undefined],
    ["c", 2, 3, 3, undefined],
    ["d", -0, 4, 4, 45],
    ["e", 1, 8, undefined, undefined],
  ])
  // A region's box is the one around its outline: the boxes of b and d are others.
  expect(report.map(({ level, code, line }) => [level, code, line])).toEqual([
    ["changed", "box_of_outline", 3],
    ["changed", "box_of_outline", 5],
  ])
  expect(regions[4]?.foreign).toEqual({
    alto: { parts: ['<Shape><Ellipse HPOS="5" VPOS="5" HLENGTH="3" VLENGTH="2"/></Shape>'] },
  })
})

test("units that nobody publishes are taken for pixels and told; a page without a size is told", async () => {
  const description = "<Description><MeasurementUnit>mm</MeasurementUnit></Description>"
  const { records, report } = await read({
    "a.xml": file("", { description }),
    "b.xml": file("", { page: "" }),
    "c.xml": file("", { page: 'WIDTH="90.4" HEIGHT="59.6"' }),
  })
  expect(records.map((r) => [r.name, r.size])).toEqual([
    ["a", { width: 90, height: 60 }],
    ["b", null],
    ["c", { width: 90, height: 60 }],
  ])
  expect(report).toEqual([
    { level: "changed", code: "unit_unknown", file: "a.xml", line: 1, found: "mm" },
    { level: "note", code: "size_unknown", file: "b.xml", line: 1 },
  ])
})

test("pictures are found by the name in the file or by the file's own; what leads out of a folder is left out and told", async () => {
  const named = (name: string) =>
    `<Description><MeasurementUnit>pixel</MeasurementUnit><sourceImageInformation><fileName>\n ${name} \n</fileName></sourceImageInformation></Description>`
  const { records, pictures, report } = await read({
    "set/alto/a.xml": file("", { description: named("a.tif") }),
    "set/alto/b.xml": file("", {}),
    "set/alto/c.xml": file("", { description: named("../../c.png") }),
    "set/img/a.tif": "",
    "set/img/b.jpg": "",
  })
  expect(records.map((r, i) => [r.name, pictures[i]])).toEqual([
    ["a.tif", "set/img/a.tif"],
    ["b.jpg", "set/img/b.jpg"],
    ["c.png", null],
  ])
  expect(report.map((line) => [line.level, line.code, line.field, line.found])).toEqual([
    ["changed", "name_folders", "fileName", "../../c.png"],
  ])
})

test("a reading order of its own is not kept, and told; what the file says of how it was made travels", async () => {
  const head = `<Description><MeasurementUnit>pixel</MeasurementUnit><OCRProcessing ID="o"><ocrProcessingStep/></OCRProcessing></Description><Styles><TextStyle ID="s"/></Styles>
<Tags><OtherTag ID="t" LABEL="x"/><OtherTag ID="jz.label-0" LABEL="y"/></Tags><ReadingOrder><OrderedGroup ID="g"/></ReadingOrder>`
  const { records, report } = await read({
    "a.xml": file("", { head, page: 'ID="p" WIDTH="9" HEIGHT="9" POSITION="Left"' }),
  })
  expect(records[0]?.foreignId).toBe("p")
  expect(records[0]?.foreign).toEqual({
    alto: {
      attributes: { POSITION: "Left" },
      tags: ['<OtherTag ID="t" LABEL="x"/>'],
      styles: '<Styles><TextStyle ID="s"/></Styles>',
      processing: ['<OCRProcessing ID="o"><ocrProcessingStep/></OCRProcessing>'],
    },
  })
  expect(report).toEqual([
    { level: "lost", code: "reading_order_not_kept", file: "a.xml", line: 2, field: "ReadingOrder" },
  ])
})

test("texts too long are lost by line, words that say nothing are empty, and lines without words say nothing", async () => {
  const { regions, report } = await regionsOf(`<TextBlock ID="b" ${box(0, 0, 9, 9)}>
<TextLine ${box(0, 0, 9, 9)}><String CONTENT="${"x".repeat(20_001)}" ${box(0, 0, 9, 9)}/></TextLine>
<TextLine ${box(0, 0, 9, 9)}><String CONTENT="" ${box(0, 0, 9, 9)}/></TextLine><TextLine ${box(0, 0, 9, 9)}/></TextBlock>`)
  expect(shown(regions)).toEqual([
    ["region", "text", undefined],
    ["line", "text", undefined],
    ["word", "text", undefined],
    ["line", "text", ""],
    ["word", "text", ""],
    ["line", "text", undefined],
  ])
  expect(report.map((line) => [line.code, line.line, line.field])).toEqual([
    ["text_unstorable", 3, "TextLine"],
    ["text_unstorable", 3, "String"],
  ])
})

test("a file that is cut, of another kind or in another encoding is read as far as it goes", async () => {
  const latin = new Uint8Array(
    [
      ...file(
        `<PrintSpace><TextBlock ${box(0, 0, 9, 9)}><TextLine ${box(0, 0, 9, 9)}><String CONTENT="caf?" ${box(0, 0, 9, 9)}/></TextLine></TextBlock></PrintSpace>`,
      ),
    ].map((c) => (c === "?" ? 0xe9 : c.charCodeAt(0))),
  )
  const { records, report } = await read({ "a.xml": latin, "b.xml": "<alto><Layout><Page>", "c.xml": "<mets/>" })
  expect(records.map((r) => [r.name, r.body?.regions.at(-1)?.transcript?.value])).toEqual([["a", "café"]])
  expect(report.map((line) => [line.level, line.code, line.file])).toEqual([
    ["note", "file_not_read", "c.xml"],
    ["changed", "read_as_windows_1252", "a.xml"],
    ["lost", "xml_malformed", "b.xml"],
  ])
})
