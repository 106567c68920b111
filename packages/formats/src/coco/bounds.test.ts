import { expect, test } from "vitest"
import { type FileSet, memoryFiles } from "../io/fileSet.ts"
import { MAX_LABELS } from "../regions/labels.ts"
import { MAX_REGIONS } from "../regions/parts.ts"
import { gather } from "../testing/sharedData.ts"
import { cocoReader } from "./read.ts"

const image = { id: 1, file_name: "a.jpg", width: 100, height: 80 }
const cat = { id: 3, name: "cat" }
const box = { id: 9, image_id: 1, category_id: 3, bbox: [1, 2, 3, 4] }

async function read(contents: Record<string, unknown>) {
  const texts = Object.fromEntries(
    Object.entries(contents).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  )
  return gather(cocoReader.read(memoryFiles(texts), {}))
}

test("one region more than an answer holds is named, not silently dropped", async () => {
  const annotations = Array.from({ length: MAX_REGIONS + 2 }, (_, i) => ({ ...box, id: i }))
  const { records, report } = await read({ "a.json": { images: [image], annotations, categories: [cat] } })
  expect(records[0]?.body?.regions).toHaveLength(MAX_REGIONS)
  expect(report.map((line) => line.code)).toEqual(["too_many_regions", "too_many_regions"])
})

test("one label more than an ontology holds is named, and so are its boxes", async () => {
  const categories = Array.from({ length: MAX_LABELS + 1 }, (_, i) => ({ id: i, name: `c${i}` }))
  const annotations = [
    { ...box, category_id: 0 },
    { ...box, id: 10, category_id: MAX_LABELS },
  ]
  const { records, report, ontology } = await read({ "a.json": { images: [image], annotations, categories } })
  expect([ontology[0]?.labels.length, records[0]?.body?.regions.length]).toEqual([MAX_LABELS, 1])
  expect(report.map((line) => [line.level, line.code])).toEqual([
    ["lost", "label_refused"],
    ["lost", "category_unknown"],
  ])
})

test("train and validation files make one dataset with one list of labels", async () => {
  const { records, ontology } = await read({
    "annotations/train.json": { images: [image], annotations: [box], categories: [cat] },
    "annotations/val.json": {
      images: [{ ...image, file_name: "b.jpg" }],
      annotations: [{ ...box, category_id: 1 }],
      categories: [
        { id: 1, name: "dog" },
        { id: 2, name: "cat" },
      ],
    },
  })
  expect(ontology[0]?.labels.map((label) => label.name.en)).toEqual(["cat", "dog"])
  expect(records.map((r) => [r.name, r.source?.file, r.body?.regions.map((region) => region.label)])).toEqual([
    ["a.jpg", "annotations/train.json", ["cat"]],
    ["b.jpg", "annotations/val.json", ["dog"]],
  ])
})

test.each([
  { name: "no JSON at all", text: "hello", code: "not_json" },
  { name: "an empty file", text: "", code: "not_json" },
  { name: "half a file", text: '{"info": {"year"', code: "cut_off" },
])("$name, named as COCO by a person, is answered with its place", async ({ text, code }) => {
  const { records, report } = await read({ "a.json": text })
  expect(report).toMatchObject([{ level: "lost", code, file: "a.json", line: 1 }])
  expect(records).toEqual([])
})

test("nesting that would exhaust a parser costs one annotation", async () => {
  const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`
  const text = `{"images":[${JSON.stringify(image)}],"categories":[${JSON.stringify(cat)}],"annotations":[\n{"x":${deep}},\n${JSON.stringify(box)}]}`
  const { records, report } = await read({ "a.json": text })
  expect(report).toMatchObject([{ level: "lost", code: "too_deep", line: 2 }])
  expect(records[0]?.body?.regions).toHaveLength(1)
})

test("a file in its pictures' order is given picture by picture: what is held does not grow with the file", async () => {
  const images = Array.from({ length: 2_000 }, (_, i) => ({ ...image, id: i, file_name: `${i}.jpg` }))
  const annotations = images.flatMap(({ id }) => [0, 1, 2].map((n) => ({ ...box, id: id * 3 + n, image_id: id })))
  const inner = memoryFiles({ "a.json": JSON.stringify({ images, categories: [cat], annotations }) }, 4_096)
  let drawn = 0
  const counted: FileSet = {
    list: inner.list,
    async *open(name, range) {
      drawn = 0
      for await (const chunk of inner.open(name, range)) {
        drawn += chunk.length
        yield chunk
      }
    },
  }
  const size = (await inner.list())[0]?.sizeBytes ?? 0
  const places: number[] = []
  const names: string[] = []
  for await (const event of cocoReader.read(counted, {})) {
    if (event.kind !== "record") continue
    places.push(drawn / size)
    names.push(event.record.name)
  }
  expect(names).toEqual(images.map((picture) => picture.file_name))
  // The pictures' list is the first third of the file; the middle picture comes when two thirds are read.
  expect(places[1_000]).toBeGreaterThan(0.5)
  expect(places[1_000]).toBeLessThan(0.8)
})

test("labels carry the same ids whichever file is read first", async () => {
  const one = { images: [image], annotations: [box], categories: [cat, { id: 4, name: "a(b)" }] }
  const first = await read({ "1.json": one })
  const second = await read({ "1.json": { ...one, categories: [...one.categories] }, "2.json": { ...one, images: [] } })
  expect(second.ontology).toEqual(first.ontology)
})

test("a text of a million letters is refused by name, and the file goes on", async () => {
  const long = { ...box, attributes: { transcription: "x".repeat(1_000_000) } }
  const { records, report } = await read({
    "a.json": { images: [image], annotations: [long, { ...box, id: 10 }], categories: [cat] },
  })
  expect(records[0]?.body?.regions.map((region) => region.transcript)).toEqual([undefined, undefined])
  expect(report).toMatchObject([{ level: "lost", code: "text_unstorable" }])
})

test("keys of Object.prototype in a file change nothing but the record that carries them", async () => {
  const text = `{"images":[{"id":1,"file_name":"a.jpg","__proto__":{"polluted":1}}],"categories":[{"id":"constructor","name":"__proto__"}],
    "annotations":[{"id":1,"image_id":1,"category_id":"constructor","bbox":[0,0,1,1],"attributes":{"__proto__":{"polluted":1}}}]}`
  const { records } = await read({ "a.json": text })
  expect(records[0]?.body?.regions).toHaveLength(1)
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
  expect(Object.keys(records[0]?.foreign?.["coco"] ?? {})).toEqual(["__proto__"])
})
