import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { manifest, source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { createMl, createMlReader } from "./index.ts"

const coordinates = { x: 50, y: 30, width: 20, height: 10 }
const picture = { image: "a.jpg", annotations: [{ label: "cat", coordinates }] }
const read = (contents: unknown, more: Record<string, string> = {}) =>
  gather(
    createMlReader.read(memoryFiles({ "train/_annotations.createml.json": JSON.stringify(contents), ...more }), {}),
  )

test("x and y are the centre of the box, and a folder says the part", async () => {
  const { records, pictures, report } = await read([picture, { image: "b.jpg", annotations: [] }], {
    "train/a.jpg": "",
  })
  expect(report).toEqual([])
  expect(records[0]).toMatchObject({ name: "a.jpg", split: "train" })
  expect(records[0]?.body?.regions[0]).toMatchObject({
    geometry: { type: "box", x: 40, y: 25, width: 20, height: 10 },
    label: "cat",
  })
  expect(pictures).toEqual(["train/a.jpg", null])
  expect(records[1]?.body).toEqual({ regions: [], nothingHere: false })
})

test.each([
  ["field_missing", { coordinates }],
  ["not_a_number", { label: "cat", coordinates: { ...coordinates, x: "1" } }],
  ["not_a_number", { label: "cat" }],
  ["box_of_no_size", { label: "cat", coordinates: { ...coordinates, width: 0 } }],
  ["annotation_unreadable", 3],
])("%s: what cannot be used is named, and the rest goes in", async (code, bad) => {
  const { records, report } = await read([{ ...picture, annotations: [bad, ...picture.annotations] }])
  expect(report).toMatchObject([{ level: "lost", code, file: "train/_annotations.createml.json", line: 1 }])
  expect(records[0]?.body?.regions).toHaveLength(1)
})

test("a picture without a usable name is named with its line", async () => {
  const { records, report } = await read([{ annotations: [] }, { image: ".." }, 4])
  expect(records).toEqual([])
  expect(report.map(({ code }) => code)).toEqual(["field_missing", "name_unsafe", "picture_unreadable"])
})

test("older keys are read, unknown ones are carried back", async () => {
  const old = { imagefilename: "a.jpg", annotation: [{ label: "zebra", coordinates, score: 0.5 }], by: "x" }
  const { records } = await read([old])
  const { writer } = createMl
  const files = writer ? await written(writer.write(source(records), manifest)) : {}
  expect(JSON.parse(files["train/_annotations.createml.json"] ?? "")).toEqual([
    { by: "x", image: "a.jpg", annotations: [{ score: 0.5, label: "zebra", coordinates }] },
  ])
  expect((await detectFormat(memoryFiles(files))).name).toBe("createml")
})

test("a picture of no part in a folder called like one shares no file with that part's picture", async () => {
  const record = (name: string, split?: string): DatasetRecord => ({
    ...{ name, size: null, sha256: null, body: { regions: [], nothingHere: false } },
    ...(split === undefined ? {} : { split }),
  })
  const both = [record("a.jpg", "train"), record("train/a.jpg")]
  const layout = await createMl.writer?.layout?.(source(both))
  expect(both.map(({ name }) => layout?.(name))).toEqual(["train/a.jpg", "train/a (2).jpg"])
  expect(await createMl.writer?.losses(source(both))).toContainEqual(
    expect.objectContaining({ level: "changed", code: "picture_renamed", field: "train/a.jpg" }),
  )
})
