import { boxOf } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { altoReader } from "./read.ts"
import { altoWriter } from "./write.ts"

function piece(id: string, level: string | undefined, more: object = {}) {
  return {
    id,
    geometry: { type: "box", x: 0, y: 0, width: 9, height: 9 },
    label: "text",
    ...(level ? { level } : {}),
    ...more,
  }
}
const at = (x: number, y: number) => ({ geometry: { type: "box", x, y, width: 9, height: 9 } })
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
    altoWriter.write(source(records), own, {
      report: (line) => codes.push(`${line.code} ${line.field ?? ""} ${line.count}`),
    }),
  )
  return { files, text: files["alto/a.xml"] ?? "", codes }
}
const layout = (text: string) => text.slice(text.indexOf("<PrintSpace"), text.indexOf("</PrintSpace>"))
const withoutGeometry = (text: string) => text.replaceAll(/ (HPOS|VPOS|WIDTH|HEIGHT)="[^"]*"/g, "")
const back = async (files: Record<string, string>) =>
  (await gather(altoReader.read(memoryFiles(files), {}))).records[0]?.body?.regions ?? []

test("a line is its words with SP between them; other gaps are implied words; a hyphen that came stays one", async () => {
  const foreign = { alto: { hyphen: "-" } }
  const regions = [
    piece("l", "line", { ...says(" a b,  c-"), foreign }),
    piece("x", "word", { parent: "l", ...says("a") }),
    piece("y", "word", { parent: "l", ...says("b") }),
    piece("z", "word", { parent: "l", ...says("c") }),
  ]
  const { files, text, codes } = await exported([record(regions)])
  const line = withoutGeometry(layout(text)).match(/<TextLine ID="l">(.*)<\/TextLine>/)?.[1]
  expect(line).toBe(
    '<String CONTENT=" " TAGREFS="jz.implied"/><String ID="x" CONTENT="a"></String><SP/><String ID="y" CONTENT="b"></String><String CONTENT=",  " TAGREFS="jz.implied"/><String ID="z" CONTENT="c"></String><HYP CONTENT="-"/>',
  )
  expect(codes).toEqual([])
  expect((await back(files)).map((r) => r.transcript?.value)).toEqual([" a b,  c-", "a", "b", "c"])
})

test("a hyphen that came, and is no longer the end of the text, is none", async () => {
  const foreign = { alto: { hyphen: "-" } }
  const regions = [piece("l", "line", { ...says("a"), foreign }), piece("x", "word", { parent: "l", ...says("a") })]
  const { text } = await exported([record(regions)])
  expect(text).not.toContain("HYP")
})

test("blocks are composed where blocks are in them, and their own kind while they are empty", async () => {
  const names = ["illustration", "composed", "Main"]
  const labels = {
    labels: names.map((name, i) => ({ ...ontology.labels[0], id: name, name: { en: name }, key: String(i) })),
  }
  const regions = [
    piece("a", "region", { label: "illustration" }),
    piece("b", "region", { label: "illustration", ...says("x") }),
    piece("c", "region", { label: "composed" }),
    piece("d", "region", { label: "Main", parent: "c" }),
    piece("e", "line", { label: "Main", parent: "c" }),
    piece("f", "region", { label: "Main", foreign: { alto: { kind: "GraphicalElement" } } }),
    piece("g", "region", { label: "Main", foreign: { alto: { kind: "Page" } } }),
  ]
  const { files, text } = await exported([record(regions)], labels as never)
  const heads = [...withoutGeometry(layout(text)).matchAll(/<(\w+) ID="([a-g])"([^>]*)>/g)].map(
    ([, kind, id, rest]) => [id, kind, rest],
  )
  expect(heads).toEqual([
    ["a", "Illustration", ""],
    ["b", "TextBlock", ' TAGREFS="jz.label-0"'],
    ["c", "ComposedBlock", ""],
    ["d", "TextBlock", ' TAGREFS="jz.label-1"'],
    ["e", "TextLine", ' TAGREFS="jz.label-1 jz.untold"'],
    ["f", "GraphicalElement", ' TAGREFS="jz.label-1"'],
    ["g", "TextBlock", ' TAGREFS="jz.label-1"'],
  ])
  expect((await back(files)).map((r) => [r.id, r.parent, r.label])).toEqual([
    ["a", undefined, "illustration"],
    ["b", undefined, "illustration"],
    ["c", undefined, "composed"],
    ["d", "c", "Main"],
    ["e", "c", "Main"],
    ["f", undefined, "Main"],
    ["g", undefined, "Main"],
  ])
})

test("pieces that stand by themselves lie in implied ones around all of them", async () => {
  const regions = [
    piece("a", "line", at(1.5, 2)),
    piece("b", "word", { ...at(20, -4), ...says("w") }),
    piece("c", "region"),
    piece("d", "word", { parent: "c", ...says("v") }),
  ]
  const { files, text } = await exported([record(regions)])
  expect(text).toContain(
    '<TextBlock ID="jz.implied-1" TAGREFS="jz.implied" HPOS="1.5" VPOS="-4" WIDTH="27.5" HEIGHT="15">',
  )
  expect((await back(files)).map((r) => [r.id, r.level, r.parent, boxOf(r).x, boxOf(r).y])).toEqual([
    ["a", "line", undefined, 1.5, 2],
    ["b", "word", undefined, 20, -4],
    ["c", "region", undefined, 0, 0],
    ["d", "word", "c", 0, 0],
  ])
})

test("languages are tags as XML has them, others are lost and told", async () => {
  const regions = [
    piece("l", "line", says("a", { language: "fr-CA" })),
    piece("m", "line", says("b", { language: "not one" })),
  ]
  const { files, codes } = await exported([record(regions)])
  expect(codes).toEqual(["transcription_language not one 1"])
  expect((await back(files)).map((r) => r.transcript?.language)).toEqual(["fr-CA", undefined])
})

test("ids of the picture and of pieces stay what they were, whatever they were", async () => {
  const regions = [piece("1", "region"), piece("a b", "region"), piece("jz.x", "region"), piece("Ω", "region")]
  const { files, codes } = await exported([record(regions, { foreignId: "1" })])
  expect(codes).toEqual([])
  const { records } = await gather(altoReader.read(memoryFiles(files), {}))
  expect([records[0]?.foreignId, ...(records[0]?.body?.regions ?? []).map((r) => r.id)]).toEqual([
    "1",
    "1",
    "a b",
    "jz.x",
    "Ω",
  ])
})

test("outlines and turned boxes are polygons with every decimal, and a shape that travelled gives way to them", async () => {
  const outline = [
    { x: 0, y: 0.1 },
    { x: 9, y: 1 / 3 },
    { x: 4, y: 9 },
  ]
  const foreign = {
    alto: { parts: ['<Shape><Circle HPOS="1" VPOS="1" RADIUS="2"/></Shape>', "<ALTERNATIVE>x</ALTERNATIVE>"] },
  }
  const regions = [
    piece("l", "line", { geometry: { type: "polygon", rings: [outline] }, foreign }),
    piece("m", "line", { foreign }),
  ]
  const { text } = await exported([record(regions)])
  const [first, second] = [...text.matchAll(/<TextLine ID="[lm]"[^>]*>(.*?)<String/g)].map((match) => match[1])
  expect(first).toBe(`<Shape><Polygon POINTS="0,0.1 9,${1 / 3} 4,9"/></Shape><ALTERNATIVE>x</ALTERNATIVE>`)
  expect(second).toBe('<Shape><Circle HPOS="1" VPOS="1" RADIUS="2"/></Shape><ALTERNATIVE>x</ALTERNATIVE>')
})

test("what travelled comes back only as what it can be", async () => {
  const alto = {
    attributes: { POSITION: "Left", WIDTH: "1", ID: "p" },
    tags: ['<OtherTag ID="t" LABEL="x"/>', "<Evil/>", "</Tags>"],
    styles: "<Layout/>",
    processing: ['<Processing ID="q"/>', "<Styles/>"],
  }
  const { text } = await exported([record([], { foreign: { alto } })])
  expect(text).toContain('<OtherTag ID="t" LABEL="x"/><OtherTag ID="jz.implied"')
  expect(text).toContain('</sourceImageInformation><Processing ID="q"/></Description>')
  expect(text).toContain('<Page ID="jz.page" PHYSICAL_IMG_NR="1" POSITION="Left" WIDTH="90" HEIGHT="60">')
  for (const piece of ["Evil", "<Styles", "</Tags></Tags>"]) expect(text).not.toContain(piece)
})

test("pictures without a size, levels that nobody said and parents that cannot be are told", async () => {
  const regions = [piece("w", "word", says("x")), piece("l", undefined, { parent: "w" })]
  const { codes, text } = await exported([record(regions, { size: null })])
  expect(codes).toEqual(["size_unknown  1", "levels  1", "level_added line 1"])
  expect(text).toContain('<Page ID="jz.page" PHYSICAL_IMG_NR="1"><PrintSpace>')
})
