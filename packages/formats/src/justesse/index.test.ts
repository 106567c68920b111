import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { dataset, manifest, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { justesseReader, justesseWriter } from "./index.ts"

const read = (contents: Record<string, string>) => gather(justesseReader.read(memoryFiles(contents, 64), {}))
const write = (records: DatasetRecord[]) => written(justesseWriter.write(source(records), manifest))

/** What only the native form holds: provenance, foreign keys, a picture nobody answered. */
function withEverything(record: DatasetRecord, i: number): DatasetRecord {
  if (i % 3 === 2) return { ...record, body: null }
  const regions = (record.body?.regions ?? []).map((region) => ({
    ...region,
    foreign: { voc: { pose: ["Left", null, { deep: 1 }] } },
  }))
  return {
    ...record,
    body: { regions, nothingHere: regions.length === 0 },
    settledBy: "rule",
    provenance: regions.map(({ id }) => ({ region: id, method: "median", confidence: 2 / 3, submissions: ["a", "b"] })),
    source: { file: "x.xml", line: 7 },
    foreign: { coco: { license: 3 } },
  }
}

test("whatever the dataset, it comes back exactly, and writing it again gives the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(dataset, async (drawn) => {
      const records = drawn.map(withEverything)
      const files = await write(records)
      const back = await read(files)
      expect(back.report).toEqual([])
      expect(back.manifest).toEqual([manifest])
      expect(back.records).toEqual(records)
      expect(await write(back.records)).toEqual(files)
    }),
    { numRuns: 150 },
  )
})

test("it is found in any folder, with its pictures", async () => {
  const files = await write([{ name: "a.jpg", size: null, sha256: null, body: null }])
  const nested = Object.fromEntries(Object.entries(files).map(([name, text]) => [`deep/er/${name}`, text]))
  const set = memoryFiles({ ...nested, "deep/er/pictures/a.jpg": "" })
  expect(await justesseReader.detect(set)).toBe(1)
  expect((await gather(justesseReader.read(set, {}))).pictures).toEqual(["deep/er/pictures/a.jpg"])
  expect(await justesseReader.detect(memoryFiles({ "manifest.json": '{"justesse": 1}' }))).toBe(0)
})

const good = '{"body":null,"name":"a.jpg","sha256":null,"size":null}'
const manifestText = JSON.stringify(manifest)

test.each([
  { name: "no JSON", line: "{", code: "not_json" },
  { name: "a list", line: "[]", code: "record_invalid" },
  { name: "a missing field", line: '{"name":"b.jpg"}', code: "record_invalid" },
  { name: "an unknown key", line: good.replace("{", '{"extra":1,'), code: "record_invalid" },
  { name: "a name that leaves its folder", line: good.replace("a.jpg", "../a.jpg"), code: "name_unsafe" },
  { name: "a name again", line: good, code: "name_twice" },
  { name: "nesting without end", line: `${"[".repeat(50_000)}${"]".repeat(50_000)}`, code: "not_json" },
  {
    name: "an unknown label",
    line: '{"body":{"nothingHere":false,"regions":[{"id":"1","geometry":{"type":"box","x":0,"y":0,"width":1,"height":1},"label":"unicorn"}]},"name":"b.jpg","sha256":null,"size":null}',
    code: "label_unknown",
  },
])("a line with $name is named with its number and the others go in", async ({ line, code }) => {
  const last = good.replace("a.jpg", "z.jpg")
  const { records, report } = await read({
    "manifest.json": manifestText,
    "records.jsonl": `${good}\n\n${line}\n${last}`,
  })
  expect(report).toMatchObject([{ level: "lost", code, file: "records.jsonl", line: 3 }])
  expect(records.map((record) => record.name)).toEqual(["a.jpg", "z.jpg"])
})

test("lines from when a region said its box beside an outline and a rotation are read, and written as they are today", async () => {
  const place = '"shape":"box","x":1,"y":1,"width":8,"height":4'
  const outline = '"outline":[{"x":1,"y":1},{"x":9,"y":1},{"x":5,"y":5}]'
  const regions = [
    `{"id":"1","label":"text",${place}}`,
    `{"id":"2","label":"text",${place},${outline},"transcript":{"value":"x"}}`,
    `{"id":"3","label":"text",${place},${outline},"outlineStale":true}`,
    `{"id":"4","label":"text",${place},${outline},"turned":{"x":1,"y":2,"width":8,"height":2,"rotation":30}}`,
  ]
  const line = `{"body":{"nothingHere":false,"regions":[${regions.join()}]},"name":"a.jpg","sha256":null,"size":null}`
  const { records, report } = await read({ "manifest.json": manifestText, "records.jsonl": line })
  expect(report).toEqual([])
  const ring = [
    { x: 1, y: 1 },
    { x: 9, y: 1 },
    { x: 5, y: 5 },
  ]
  expect(records[0]?.body?.regions.map(({ geometry }) => geometry)).toEqual([
    { type: "box", x: 1, y: 1, width: 8, height: 4 },
    { type: "polygon", rings: [ring] },
    { type: "box", x: 1, y: 1, width: 8, height: 4 },
    { type: "rotatedBox", x: 1, y: 2, width: 8, height: 2, rotation: 30 },
  ])
  const files = await write(records)
  expect(files["records.jsonl"]).not.toMatch(/"(?:shape|turned|outline|outlineStale)":/)
  expect((await read(files)).records).toEqual(records)
})

test("a manifest that is none is named, and nothing is guessed", async () => {
  const { records, report, ontology } = await read({ "manifest.json": '{"justesse": 1}', "records.jsonl": good })
  expect(report).toMatchObject([{ code: "manifest_invalid", file: "manifest.json", field: "project" }])
  expect([records, ontology]).toEqual([[], [{ labels: [] }]])
})

test("the native form loses nothing", async () => {
  expect(await justesseWriter.losses(source([]))).toEqual([])
})
