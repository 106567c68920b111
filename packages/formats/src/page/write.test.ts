import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { manifest, ontology, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { parseXml } from "../xml/parse.ts"
import { pageReader } from "./read.ts"
import { pageWriter } from "./write.ts"

/** A piece of text with the usual parts. */
const at = (x: number, y: number) => ({ geometry: { type: "box", x, y, width: 9, height: 9 } })

function piece(id: string, level: string | undefined, more: object = {}) {
  return {
    id,
    geometry: { type: "box", x: 0, y: 0, width: 9, height: 9 },
    label: "text",
    ...(level ? { level } : {}),
    ...more,
  }
}

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
  const report: { code: string; count?: number }[] = []
  const own = { ...manifest, ontology: labels }
  const files = await written(pageWriter.write(source(records), own, { report: (line) => report.push(line as never) }))
  const codes = report.map(({ code, count }) => `${code} ${count}`)
  return { files, text: files["page/a.xml"] ?? "", codes }
}

const regionsIn = async (files: Record<string, string>) =>
  (await gather(pageReader.read(memoryFiles(files), {}))).records[0]?.body?.regions.map((r) => [
    r.id,
    r.level,
    r.parent,
  ])

test("lines and words that stand by themselves get what must be around them, neighbours one of it, and lose it again", async () => {
  const regions = [
    piece("a", "line"),
    piece("b", "line"),
    piece("r", "region"),
    piece("w", "word", { parent: "r" }),
    piece("c", "line", { parent: "r" }),
    piece("v", "word"),
  ]
  const { files, text } = await exported([record(regions)])
  expect(text.match(/implied:true/g)).toHaveLength(4)
  expect(text).toContain(
    '<RegionRefIndexed index="0" regionRef="jz.implied-1"/><RegionRefIndexed index="1" regionRef="r"/>',
  )
  expect(await regionsIn(files)).toEqual([
    ["a", "line", undefined],
    ["b", "line", undefined],
    ["r", "region", undefined],
    ["w", "word", "r"],
    ["c", "line", "r"],
    ["v", "word", undefined],
  ])
})

test("what is implied lies around all that is in it", async () => {
  const { text } = await exported([record([piece("a", "line", at(5, 7)), piece("b", "line", at(20, 2))])])
  expect(text).toMatch(/<TextRegion id="jz.implied-1"[^>]*><Coords points="5,2 29,2 29,16 5,16"\/>/)
})

test("regions are their kind while they have neither text nor lines, and text regions otherwise", async () => {
  const labels = {
    labels: ["image", "heading", "table", "odd one"].map((name, i) => ({
      ...ontology.labels[0],
      id: name,
      name: { en: name },
      key: String(i),
    })),
  }
  const regions = [
    piece("a", "region", { label: "image" }),
    piece("b", "region", { label: "image", transcript: { value: "x" } }),
    piece("c", "region", { label: "heading" }),
    piece("d", "region", { label: "table" }),
    piece("e", "region", { label: "odd one", parent: "d" }),
    piece("f", "region", { label: "odd one", foreign: { page: { kind: "MapRegion" } } }),
    piece("g", "region", { label: "odd one", foreign: { page: { kind: "Evil/><x" } } }),
  ]
  const { files, text, codes } = await exported([record(regions)], labels as never)
  const heads = [...text.matchAll(/<(\w+Region) id="(\w)"([^>]*)>/g)].map(([, kind, id, rest]) => [id, kind, rest])
  expect(heads).toEqual([
    ["a", "ImageRegion", ""],
    ["b", "TextRegion", ' custom="structure {type:image;}"'],
    ["c", "TextRegion", ' type="heading"'],
    ["d", "TableRegion", ""],
    ["e", "TextRegion", ' custom="structure {type:odd\\u0020one;}"'],
    ["f", "MapRegion", ' custom="structure {type:odd\\u0020one;}"'],
    ["g", "TextRegion", ' custom="structure {type:odd\\u0020one;}"'],
  ])
  expect(codes).toEqual([])
  expect((await regionsIn(files))?.map(([id, , parent]) => [id, parent])).toContainEqual(["e", "d"])
})

test("what is said of a reading goes with it, and not with another text; readings are numbered", async () => {
  const foreign = {
    page: { reading: { conf: "0.9", index: "4", text: "old" }, readings: [{ text: "other", conf: "0.1" }] },
  }
  const line = (value: string) => record([piece("l", "line", { transcript: { value }, foreign })])
  const same = await exported([line("old")])
  expect(same.text).toContain(
    '<TextEquiv conf="0.9" index="0"><Unicode>old</Unicode></TextEquiv><TextEquiv conf="0.1" index="1">',
  )
  const changed = await exported([line("new")])
  expect(changed.text).toContain(
    '<TextEquiv index="0"><Unicode>new</Unicode></TextEquiv><TextEquiv conf="0.1" index="1">',
  )
})

test("a region's text beside those of its lines is written, and told", async () => {
  const regions = [
    piece("r", "region", { transcript: { value: "all" } }),
    piece("l", "line", { parent: "r", transcript: { value: "one" } }),
  ]
  const { files, codes } = await exported([record(regions)])
  expect(codes).toEqual(["text_beside_lines 1"])
  const back = await gather(pageReader.read(memoryFiles(files), {}))
  expect(back.records[0]?.body?.regions.map((r) => [r.id, r.transcript?.value, r.foreign])).toEqual([
    ["r", undefined, { page: { text: "all" } }],
    ["l", "one", undefined],
  ])
})

test("regions in a region come before its lines, and a changed order is told", async () => {
  const regions = [piece("r", "region"), piece("l", "line", { parent: "r" }), piece("s", "region", { parent: "r" })]
  const { files, codes } = await exported([record(regions)])
  expect(codes).toEqual(["order_changed 1"])
  expect((await regionsIn(files))?.map(([id]) => id)).toEqual(["r", "s", "l"])
})

test("what travelled comes back only as what it can be", async () => {
  const page = {
    attributes: { type: "content", imageWidth: "7", "bad name": "x" },
    parts: ["<Border/>", "</Page><Evil/>", "<Weird/>"],
    metadata:
      "<Metadata><Creator>C &amp; D</Creator><Created>2001-01-01T00:00:00Z</Created><Comments>c</Comments></Metadata>",
  }
  const { text } = await exported([record([], { foreign: { page } })])
  const parsed = parseXml(text)
  if ("problem" in parsed) throw new Error(parsed.problem)
  const [metadata, own] = parsed.children
  expect(metadata?.children.map((child) => [child.name, child.text])).toEqual([
    ["Creator", "C & D"],
    ["Created", "2001-01-01T00:00:00Z"],
    ["LastChange", new Date(manifest.frozenAtMs).toISOString()],
    ["Comments", "c"],
  ])
  expect(own?.attributes).toEqual({ imageFilename: "a.png", imageWidth: "90", imageHeight: "60", type: "content" })
  expect(own?.children.map((child) => child.name)).toEqual(["Border", "Weird"])
})

test("each picture has its file; two of one stem keep their endings; nothing of pictures that nobody answered", async () => {
  const { files } = await exported([
    record([], { name: "d/a.png" }),
    record([], { name: "d/a.jpg" }),
    record([], { name: "b.tif", size: null }),
    { name: "c.png", size: null, sha256: null, body: null },
  ])
  expect(Object.keys(files).filter((name) => name.endsWith(".xml"))).toEqual([
    "page/d/a.png.xml",
    "page/d/a.jpg.xml",
    "page/b.xml",
  ])
  const pictures = { "d/a.png": "", "d/a.jpg": "", "b.tif": "" }
  const back = await gather(pageReader.read(memoryFiles({ ...files, ...pictures }), {}))
  expect(back.records.map((r) => [r.name, r.size])).toEqual([
    ["b.tif", null],
    ["d/a.jpg", { width: 90, height: 60 }],
    ["d/a.png", { width: 90, height: 60 }],
  ])
  expect(back.report).toEqual([{ level: "note", code: "size_unknown", file: "page/b.xml", line: 4 }])
})

test("boxes are whole pixels at the nearest edge, at least one wide, none below zero; what is left of zero stays out", async () => {
  const regions = [
    piece("thin", "line", { geometry: { type: "box", x: 3.4, y: 2.5, width: 0.2, height: 3 } }),
    piece("over", "line", at(-4, -1)),
    piece("out", "line", at(-20, 0)),
    piece("shape", "line", {
      geometry: {
        type: "polygon",
        rings: [
          [
            { x: 1.2, y: 1 },
            { x: 8, y: 2 },
            { x: 3, y: 8.6 },
          ],
        ],
      },
    }),
  ]
  const { text } = await exported([record(regions)])
  const points = [...text.matchAll(/<TextLine id="(\w+)"[^>]*><Coords points="([^"]*)"/g)].map(([, id, at]) => [id, at])
  expect(points).toEqual([
    ["thin", "3,3 4,3 4,6 3,6"],
    ["over", "0,0 5,0 5,8 0,8"],
    ["shape", "1,1 8,2 3,9"],
  ])
})
