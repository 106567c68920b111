import { boxOf } from "@justesse/types"
import { expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { findLine, findRotation } from "../regions/rotated.ts"
import { gather } from "../testing/sharedData.ts"
import { mmocrReader } from "./index.ts"

async function read(files: Record<string, string>) {
  return gather(mmocrReader.read(memoryFiles(files, 37), {}))
}
const list = (entries: unknown[], more: object = {}) => JSON.stringify({ ...more, data_list: entries })

async function regionsOf(...instances: unknown[]) {
  const entry = { img_path: "a.jpg", height: 60, width: 90, instances }
  const { records, report } = await read({ "a.json": list([entry]) })
  return { regions: records[0]?.body?.regions ?? [], report }
}

test.each([
  { name: "COCO on one line", text: '{"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[],"categories":[]}' },
  { name: "a picture with objects", text: '{"file_name":"a.jpg","objects":{"bbox":[]}}' },
  { name: "annotations without a box of corners", text: '{"file_name":"a.jpg","annotations":[{"bbox":[1,2,3,4]}]}' },
  { name: "more than a name and a text", text: '{"filename":"a.jpg","text":"x","lang":"fr"}' },
  { name: "a list", text: '[{"filename":"a.jpg","text":"x"}]' },
  { name: "no JSON", text: "word_1.png text" },
  { name: "nothing", text: "" },
])("$name is not MMOCR's", async ({ text }) => {
  for (const name of ["a.json", "a.jsonl", "a.txt"])
    expect(await mmocrReader.detect(memoryFiles({ [name]: text }))).toBe(0)
})

test.each([
  { name: "1.x with its head last", text: '{"data_list": [{"img_path": "a.jpg"}], "metainfo": {}}' },
  {
    name: "lines of boxes",
    text: '{"file_name":"a.jpg","height":9,"width":9,"annotations":[{"box":[0,0,1,0,1,1,0,1]}]}',
  },
  { name: "lines where nothing is", text: '{"file_name":"a.jpg","annotations":[]}' },
  { name: "words", text: '{"text":"x","filename":"a.jpg"}\n{"filename":"b.jpg","text":"y"}' },
  {
    name: "a line longer than what is looked at",
    text: `{"file_name":"a.jpg","height":9,"annotations":[{"box":[0,0,1,0,1,1,0,1],"text":"${"x".repeat(70_000)}"}]}`,
  },
])("$name is found from its content in any folder", async ({ text }) => {
  expect((await detectFormat(memoryFiles({ "deep/er/labels.json": text }))).name).toBe("mmocr")
})

test("categories name labels in their order, whether before or after the pictures; numbers without one are labels too", async () => {
  const entry = {
    img_path: "a.jpg",
    height: 9,
    width: 9,
    instances: [0, 1, 7, undefined].map((bbox_label) => ({ bbox: [0, 0, 4, 4], bbox_label })),
  }
  const metainfo = {
    category: [{ id: 1, name: "title" }, { id: 0, name: "line" }, { id: "x" }, 5],
  }
  for (const text of [list([entry], { metainfo }), JSON.stringify({ data_list: [entry], metainfo })]) {
    const { ontology, records } = await read({ "a.json": text })
    expect(ontology[0]?.labels.map((label) => [label.name.en, label.hasText])).toEqual([
      ["title", false],
      ["line", false],
      ["7", false],
      ["text", false],
    ])
    expect(records[0]?.body?.regions.map((r) => r.label)).toEqual(["line", "title", "7", "text"])
  }
})

test("bbox are two corners; polygons are outlines; one of them is enough; corners of the box say no more than it", async () => {
  const { regions, report } = await regionsOf(
    { bbox: [1, 2, 5, 8], polygon: [1, 2, 5, 2, 5, 8, 1, 8] },
    { bbox: [1, 2, 5, 8], polygon: [1, 2, 5, 3, 5, 8, 1, 7] },
    { bbox: [1, 2, 5, 8] },
    { polygon: [2, 0, 4, 2, 2, 4, 0, 2] },
    { box: [0, 0, 9, 0, 9, 3, 0, 3, 0, 2] },
    { box: [1, 2, 5, 8] },
    { bbox: [5, 2, 1, 8], polygon: [1, 2, 5, 3, 5, 8, 1, 7] },
  )
  expect(
    regions.map((r) => [
      ...Object.values(boxOf(r)).map((n) => Math.round(n) + 0),
      findLine(r)?.length,
      findRotation(r)?.rotation,
    ]),
  ).toEqual([
    [1, 2, 4, 6, undefined, undefined],
    [1, 2, 4, 6, 4, undefined],
    [1, 2, 4, 6, undefined, undefined],
    [0, 0, 4, 4, 4, 45],
    [0, 0, 9, 3, 5, undefined],
    [1, 2, 4, 6, undefined, undefined],
    [1, 2, 4, 6, 4, undefined],
  ])
  expect(report).toEqual([])
})

test("only what is to be ignored is flagged, and texts are kept to the letter", async () => {
  const texts = [" a,b ", "tab\t", "line\nbreak", "مرحبا", "👩‍👩‍👧", "###", ""]
  const { regions } = await regionsOf(...texts.map((text) => ({ bbox: [0, 0, 4, 4], text, ignore: false })), {
    bbox: [0, 0, 4, 4],
    ignore: true,
    extra: { k: [1] },
  })
  expect(regions.map((r) => [r.transcript?.value, r.flags])).toEqual([
    ...texts.map((text) => [text, undefined]),
    [undefined, { ignore: true }],
  ])
  expect(regions.at(-1)?.foreign).toEqual({ mmocr: { extra: { k: [1] } } })
})

test("one instance without a place is what the whole picture says; among others it has lost its place", async () => {
  const { records, report } = await read({
    "a.json": list([
      { img_path: "w/1.png", instances: [{ text: "one" }] },
      { img_path: "w/2.png", instances: [{ text: 5 }], height: 9, width: 9 },
      { img_path: "p.png", height: 9, width: 9, instances: [{ text: "x" }, { bbox: [0, 0, 4, 4], text: "y" }] },
      { img_path: "w/3.png", instances: [{ text: "x".repeat(20_001) }] },
    ]),
  })
  expect(records.map((r) => [r.name, r.text, r.body?.regions.length])).toEqual([
    ["w/1.png", "one", undefined],
    ["w/2.png", undefined, 0],
    ["p.png", undefined, 1],
  ])
  expect(report.map((line) => [line.level, line.code, line.field])).toEqual([
    ["lost", "field_missing", "instances.0"],
    ["lost", "field_missing", "instances.0"],
    ["lost", "text_unstorable", undefined],
  ])
})

test("lines are read one by one: a mark of byte order, empty ones and other ends of lines do no harm", async () => {
  const line = (name: string) => JSON.stringify({ file_name: name, height: 9, width: 9, annotations: [] })
  const { records, report } = await read({
    "a.txt": `\uFEFF${line("a.jpg")}\r\n\r\n  \n{"file_name": 5}\r\n[]\n${line("b\\c.jpg")}`,
  })
  expect(records.map((r) => [r.name, r.source?.line])).toEqual([
    ["a.jpg", 1],
    ["b/c.jpg", 6],
  ])
  expect(report.map((one) => [one.level, one.code, one.line])).toEqual([
    ["lost", "field_missing", 4],
    ["lost", "line_unreadable", 5],
  ])
})

test("paths from elsewhere lose their drive or root, and are told", async () => {
  const { records, pictures, report } = await read({
    "a.json": list([
      { img_path: "D:\\set\\a.jpg", height: 1, width: 1 },
      { img_path: "/srv/b.jpg", height: 1, width: 1 },
    ]),
    "set/a.jpg": "",
  })
  expect(records.map((r, i) => [r.name, pictures[i]])).toEqual([
    ["set/a.jpg", "set/a.jpg"],
    ["srv/b.jpg", null],
  ])
  expect(report.map((line) => [line.code, line.field, line.found])).toEqual([
    ["name_folders", "img_path", "D:\\set\\a.jpg"],
    ["name_folders", "img_path", "/srv/b.jpg"],
  ])
})

test("pictures are found by their paths, and those that no file names are left to who asks", async () => {
  const { pictures } = await read({
    "set/anno/a.json": list([
      { img_path: "imgs/test/a.jpg", height: 1, width: 1, instances: [] },
      { img_path: "gone.jpg", height: 1, width: 1 },
    ]),
    "set/imgs/test/a.jpg": "",
    "set/imgs/test/z.jpg": "",
  })
  expect(pictures).toEqual(["set/imgs/test/a.jpg", null])
})
