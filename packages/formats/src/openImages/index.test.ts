import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { manifest, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { openImagesReader } from "./read.ts"
import { openImagesWriter } from "./write.ts"

const header =
  "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n"
const sizeOf = () => ({ width: 100, height: 50 })
const classes = "/m/2,dog\n/m/1,bird house\n"

async function read(rows: string, more: Record<string, string> = {}, options: object = { sizeOf }) {
  const files = { "train-annotations-bbox.csv": header + rows, "class-descriptions.csv": classes, ...more }
  return gather(openImagesReader.read(memoryFiles(files, 50), options))
}

test("edges come as XMin, XMax, YMin, YMax in shares; -1 is unknown; classes keep their order", async () => {
  const { records, ontology, report } = await read("a,xclick,/m/1,0.7,0.2,0.6,0.1,0.5,1,0,-1,1,0\n")
  expect(report).toEqual([])
  expect(ontology[0]?.labels.map(({ name }) => name.en)).toEqual(["dog", "bird house"])
  expect(records[0]).toMatchObject({ name: "a", split: "train", size: { width: 100, height: 50 } })
  expect(records[0]?.body?.regions[0]).toEqual({
    ...{ id: "r1", geometry: { type: "box", x: 20, y: 5, width: 40, height: 20 }, label: "bird house" },
    flags: { occluded: true, truncated: false },
    foreign: { openimages: { Source: "xclick", Confidence: "0.7", IsDepiction: "1", IsInside: "0" } },
  })
})

test("decimal commas are numbers, and that is said", async () => {
  const { records, report } = await read('a.jpg,,person,,"0,2","0,6","0,1","0,5",,,,,\n')
  expect(records[0]?.body?.regions[0]).toMatchObject({
    geometry: { type: "box", x: 20, y: 5, width: 40, height: 20 },
    label: "person",
  })
  const [nameless, ...commas] = report
  expect(nameless).toMatchObject({ code: "name_from_id", file: "class-descriptions.csv", found: "person", count: 1 })
  expect(commas).toMatchObject(["XMin", "XMax", "YMin", "YMax"].map((field) => ({ code: "decimal_commas", field })))
})

test("sizes come from images.meta as height and width; without a size the boxes are told and nothing is said", async () => {
  const rows = "a b,,/m/1,1,0,0.5,0,0.5,,,,,\nb,,/m/1,1,0,0.5,0,0.5,,,,,\n"
  const { records, report } = await read(rows, { "images.meta": '# x\n"a b" 20 80\n' }, {})
  expect(records.map(({ size, body }) => [size, body?.regions.length])).toEqual([
    [{ width: 80, height: 20 }, 1],
    [null, undefined],
  ])
  expect(report).toMatchObject([{ level: "lost", code: "size_needed", found: "b", count: 1 }])
})

test("a list of pictures says parts, and names pictures that nobody spoke of", async () => {
  const list = "ImageID,Subset,Rotation\na,validation,0\nz,test,90\n"
  const { records, report } = await read("", { "bbox.csv": `${header}a,,/m/1,1,0,1,0,1,,,,,\n`, "ids.csv": list })
  expect(records.map(({ name, split, body }) => [name, split, body === null])).toEqual([
    ["a", "val", false],
    ["z", "test", true],
  ])
  expect(report).toMatchObject([{ level: "note", code: "not_kept", field: "Rotation" }])
})

test.each([
  ["not_a_number", "a,,/m/1,1,x,1,0,1,,,,,\n"],
  ["not_a_number", "a,,/m/1,1\n"],
  ["box_of_no_size", "a,,/m/1,1,0.5,0.5,0,1,,,,,\n"],
  ["cut_off", '"a,,/m/1,1,0,1\n'],
])("%s: a row that cannot be used is named with its line, and the rest goes in", async (code, bad) => {
  const { records, report } = await read(`b,,/m/1,1,0,1,0,1,,,,,\n${bad}`)
  expect(report).toMatchObject([{ level: "lost", code, file: "train-annotations-bbox.csv", line: 3 }])
  expect(records.find(({ name }) => name === "b")?.body?.regions).toHaveLength(1)
})

test("a picture is found with its extension, and rows of one picture may lie apart", async () => {
  const one = (id: string) => `${id},,/m/1,1,0,1,0,1,,,,,\n`
  const { records, pictures } = await read(one("a") + one("d/b") + one("a"), { "x/a.jpg": "", "x/d/b.PNG": "" })
  expect(records.map(({ name, body }, i) => [name, body?.regions.length, pictures[i]])).toEqual([
    ["d/b.PNG", 1, "x/d/b.PNG"],
    ["a.jpg", 2, "x/a.jpg"],
  ])
})

test("what goes out: class ids with names, parts, sizes; what has no size or no box is told", async () => {
  const box = {
    id: "1",
    geometry: { type: "box", x: 10, y: 5, width: 20, height: 10 },
    label: "text",
    flags: { crowd: true },
  }
  const recordOf = (name: string, size: object | null, regions: object[]) =>
    // Ids are branded texts.
    ({ name, size, sha256: null, split: "val", body: { regions, nothingHere: false } }) as unknown as DatasetRecord
  const size = { width: 100, height: 50 }
  const records = [recordOf("a.jpg", size, [box]), recordOf("b.jpg", null, [box]), recordOf("c.jpg", size, [])]
  const report: string[] = []
  const files = await written(
    openImagesWriter.write(source(records), manifest, { report: ({ code }) => void report.push(code) }),
  )
  expect(report).toEqual(["ids", "size_unknown", "empty_pictures"])
  expect(files["annotations/validation-annotations-bbox.csv"]).toBe(
    `${header}a,,/j/3,1,0.1,0.3,0.1,0.3,-1,-1,1,-1,-1\n`,
  )
  expect(files["annotations/class-descriptions.csv"]).toContain("/j/2,bird house\n")
  expect(files["annotations/images.meta"]).toBe('"a" 50 100\n"c" 50 100\n')
  expect((await detectFormat(memoryFiles(files))).name).toBe("openimages")
  const back = await gather(openImagesReader.read(memoryFiles(files), {}))
  expect(back.records.map(({ name, split, body }) => [name, split, body?.regions[0]?.flags])).toEqual([
    ["a", "val", { crowd: true }],
    ["c", "val", undefined],
  ])
})
