import { boxOf } from "@justesse/types"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { findLine } from "../regions/rotated.ts"
import { manifest } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { cocoTextReader } from "./read.ts"

const image = (id: unknown, more: object = {}) => ({ id, file_name: `${id}.jpg`, width: 90, height: 60, ...more })
const said = (imageId: unknown, more: object = {}) => ({
  image_id: imageId,
  bbox: [1, 2, 3, 4],
  utf8_string: "x",
  ...more,
})
const file = (imgs: object, anns: object, more: object = {}) => JSON.stringify({ imgs, anns, ...more })

async function read(files: Record<string, string>, chunk = 997) {
  return gather(cocoTextReader.read(memoryFiles(files, chunk), {}))
}

async function regionsOf(...annotations: object[]) {
  const anns = Object.fromEntries(annotations.map((annotation, i) => [`a${i}`, annotation]))
  const { records, report } = await read({ "a.json": file({ "1": image(1) }, anns) })
  return { regions: records[0]?.body?.regions ?? [], report }
}

test("keys and ids may be numbers or texts; beyond 2^53 no digit is lost", async () => {
  const text = `{"imgs":{"9007199254740993":{"id":9007199254740993,"file_name":"a.jpg","width":9,"height":9},"7":{"id":"7","file_name":"b.jpg","width":9,"height":9}},
"anns":{"9007199254740995":{"id":9007199254740995,"image_id":9007199254740993,"bbox":[0,0,1,1],"utf8_string":"x"},"8":{"image_id":7,"bbox":[0,0,1,1],"utf8_string":"y"}}}`
  const { records, report } = await read({ "a.json": text })
  expect(report).toEqual([])
  expect(records.map((r) => [r.foreignId, r.body?.regions.map((one) => [one.id, one.transcript?.value])])).toEqual(
    [
      ["7", [["8", "y"]]],
      ["9007199254740993", [["9007199254740995", "x"]]],
    ].reverse(),
  )
})

test("pictures come in the file's order, each once its last annotation is there; those without any at their place", async () => {
  const imgs = { a: image("a"), b: image("b"), c: image("c"), d: image("d") }
  const anns = { n1: said("c"), n2: said("a"), n3: said("d"), n4: said("c"), n5: said("a") }
  for (const text of [file(imgs, anns), JSON.stringify({ anns, imgs })]) {
    const { records, report } = await read({ "a.json": text }, 3)
    expect(records.map((r) => [r.name, r.body?.regions.map(({ id }) => id)])).toEqual([
      ["a.jpg", ["n2", "n5"]],
      ["b.jpg", []],
      ["c.jpg", ["n1", "n4"]],
      ["d.jpg", ["n3"]],
    ])
    expect(report).toEqual([])
  }
})

test("labels are classes in the order they are met, with texts; those of an export of ours come back with their colours", async () => {
  const anns = {
    a: said(1, { class: "zebra" }),
    b: said(1, { class: "machine printed" }),
    c: said(1),
    d: said(1, { class: "" }),
  }
  const { ontology, records } = await read({
    "a.json": file({ "1": image(1) }, anns),
    "justesse-manifest.json": JSON.stringify(manifest),
  })
  expect(ontology[0]?.labels.map((label) => label.name.en)).toEqual([
    ...manifest.ontology.labels.map((label) => label.name.en),
    "machine printed",
  ])
  expect(ontology[0]?.labels[0]).toEqual(manifest.ontology.labels[0])
  expect(records[0]?.body?.regions.map((r) => r.label)).toEqual(["zebra", "machine printed", "text", "text"])
})

test("legibility and languages: what has a tag is a language, what says nothing is none, the rest travels", async () => {
  const { regions, report } = await regionsOf(
    said(1, { legibility: "legible", language: "english" }),
    said(1, { legibility: "illegible", language: "not english" }),
    said(1, { language: "na" }),
    said(1, { language: "not english", language_tag: "fr" }),
    { image_id: 1, bbox: [1, 2, 3, 4], legibility: "illegible" },
    { image_id: 1, bbox: [1, 2, 3, 4], legibility: "legible", language: "english" },
  )
  expect(regions.map((r) => [r.transcript, r.foreign])).toEqual([
    [{ value: "x", language: "en" }, undefined],
    [{ value: "x", marks: ["illegible"] }, { "coco-text": { language: "not english" } }],
    [{ value: "x" }, undefined],
    [{ value: "x", language: "fr" }, undefined],
    [{ value: "", marks: ["illegible"] }, undefined],
    [undefined, { "coco-text": { language: "english" } }],
  ])
  expect(report).toMatchObject([{ level: "note", code: "text_missing", file: "a.json", line: 1 }])
})

test("masks, polygons and points are outlines; corners of the box itself say no more than it", async () => {
  const upright = [1, 2, 4, 2, 4, 6, 1, 6]
  const quad = [1, 2, 4, 3, 4, 6, 1, 5]
  const { regions, report } = await regionsOf(
    said(1, { mask: upright }),
    said(1, { polygon: quad }),
    said(1, { points: [...quad, 0, 4] }),
    said(1, { mask: [] }),
    said(1, { mask: [1, 2, 3] }),
    said(1, { mask: [1, 2, 3, "4", 5, 6] }),
  )
  expect(regions.map((r) => [boxOf(r).x, boxOf(r).width, findLine(r)?.length])).toEqual([
    [1, 3, undefined],
    [1, 3, 4],
    [0, 4, 5],
    [1, 3, undefined],
    [1, 3, undefined],
    [1, 3, undefined],
  ])
  expect(report.map((line) => [line.level, line.code, line.field])).toEqual([
    ["changed", "box_of_outline", "points"],
    ["lost", "outline_unreadable", "mask"],
    ["lost", "outline_unreadable", "mask"],
  ])
})

test.each([
  { name: "no box", bbox: undefined, code: "field_missing" },
  { name: "three numbers", bbox: [1, 2, 3], code: "not_a_number" },
  { name: "a text among them", bbox: [1, 2, "3", 4], code: "not_a_number" },
  { name: "nothing wide", bbox: [1, 2, 0, 4], code: "box_of_no_size" },
  { name: "less than nothing high", bbox: [1, 2, 3, -4], code: "box_of_no_size" },
])("$name loses that annotation alone, by file and line", async ({ bbox, code }) => {
  const { regions, report } = await regionsOf(said(1, { bbox }), said(1))
  expect(regions).toHaveLength(1)
  expect(report.map((line) => [line.level, line.code, line.file, line.line, line.field])).toEqual([
    ["lost", code, "a.json", 1, "bbox"],
  ])
})

test("unknown keys of pictures and annotations travel; made ones do not; other members are named once", async () => {
  const text = file(
    { "1": image(1, { coco_url: "u", set: "val" }) },
    { "2": said(1, { id: 2, area: 12, vehicle_plate: true }) },
    { imgToAnns: { "1": [2] }, cats: {}, info: { v: 2 }, licenses: [1, 2] },
  )
  const { records, report } = await read({ "a.json": text })
  expect(records[0]).toMatchObject({ split: "val", foreign: { "coco-text": { coco_url: "u" } } })
  expect(records[0]?.body?.regions[0]?.foreign).toEqual({ "coco-text": { vehicle_plate: true } })
  expect(report).toEqual([{ level: "note", code: "not_kept", file: "a.json", line: 1, field: "licenses" }])
})

test("texts are kept to the letter: blanks, breaks, right to left, joined emoji, lone halves not at all", async () => {
  const texts = [" lead", "a,b", 'say "x"', "tab\there", "line\nbreak", "مرحبا", "👩‍👩‍👧", "é", "###", "\u2028", ""]
  const { regions } = await regionsOf(...texts.map((utf8_string) => said(1, { utf8_string })))
  expect(regions.map((r) => r.transcript?.value)).toEqual(texts)
  const { regions: odd, report } = await regionsOf(
    said(1, { utf8_string: "a\ud800b" }),
    said(1, { utf8_string: "n\0l" }),
  )
  expect(odd.map((r) => r.transcript)).toEqual([undefined, undefined])
  expect(report.map((line) => line.code)).toEqual(["text_unstorable", "text_unstorable"])
})

test.each([
  ["C:\\\\data\\\\street 1.jpg", "data/street 1.jpg"],
  ["/home/x/street 1.jpg", "home/x/street 1.jpg"],
  ["../street 1.jpg", "street 1.jpg"],
])("a picture called %s is %s, found and told", async (called, name) => {
  const text = `{"imgs":{"1":{"id":1,"file_name":"${called}","width":9,"height":9}},"anns":{}}`
  const { records, pictures, report } = await read({ "a.json": text, "pics/street 1.jpg": "" })
  expect([records[0]?.name, pictures]).toEqual([name, ["pics/street 1.jpg"]])
  expect(report.map((line) => [line.level, line.code, line.line])).toEqual([["changed", "name_folders", 1]])
})

test("several files are several datasets in one; their ids may be the same", async () => {
  const { records } = await read({
    "a/x.json": file({ "1": image(1, { file_name: "a.jpg" }) }, { "1": said(1) }),
    "b/x.json": file({ "1": image(1, { file_name: "b.jpg" }) }, {}),
  })
  expect(records.map((r) => [r.name, r.source?.file, r.body?.regions.length])).toEqual([
    ["a.jpg", "a/x.json", 1],
    ["b.jpg", "b/x.json", 0],
  ])
})

test("a member too deep or cut off is named, and what was whole goes in", async () => {
  const deep = `${"[".repeat(300)}${"]".repeat(300)}`
  const text = `{"imgs":{"1":${JSON.stringify(image(1))}},\n"anns":{"1":{"image_id":1,"x":${deep}},\n"2":${JSON.stringify(said(1))},\n"3":{"image_id":1`
  const { records, report } = await read({ "a.json": text })
  expect(records.map((r) => r.body?.regions.map(({ id }) => id))).toEqual([["2"]])
  expect(report.map((line) => [line.level, line.code, line.line])).toEqual([
    ["lost", "cut_off", 4],
    ["lost", "too_deep", 2],
  ])
})
