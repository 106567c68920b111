import { boxOf } from "@justesse/types"
import { expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf, withoutSource } from "../testing/toolRecords.ts"
import { jsonl, jsonlReader } from "./index.ts"

const read = (text: string, more: Record<string, string> = {}) =>
  gather(jsonlReader.read(memoryFiles({ "a.jsonl": text, ...more }, 11), {}))
const line = (value: unknown) => `${JSON.stringify(value)}\n`

test("a line with a text is a picture's text; U+2028 stays inside it and the last line needs no end", async () => {
  const { records, report } = await read(
    `${line({ filename: "a.jpg", text: "x\u2028y" })}{"filename": "b.jpg", "text": ""}`,
  )
  expect(report).toEqual([])
  expect(records.map(({ name, text, body, source }) => [name, text, body, source?.line])).toEqual([
    ["a.jpg", "x\u2028y", null, 1],
    ["b.jpg", "", null, 2],
  ])
})

test("boxes of other tools are read, labels in the order they come, unknown keys carried", async () => {
  const objects = [
    { bbox: [1, 2, 3, 4], category: "zebra", score: 0.5 },
    { x: 5, y: 6, width: 7, height: 8, label: "ant", text: "t" },
    { bbox: [1, 2, 3, 4] },
  ]
  const { records, ontology, pictures } = await read(line({ file_name: "a.jpg", objects, by: 1 }), { "i/a.jpg": "" })
  expect(ontology[0]?.labels.map(({ name, hasText }) => [name.en, hasText])).toEqual([
    ["zebra", false],
    ["ant", true],
    ["unlabelled", false],
  ])
  expect(pictures).toEqual(["i/a.jpg"])
  expect(records[0]?.foreign).toEqual({ jsonl: { by: 1 } })
  expect(records[0]?.body?.regions).toMatchObject([
    { geometry: { type: "box", x: 1, width: 3 }, label: "zebra", foreign: { jsonl: { score: 0.5 } } },
    { geometry: { type: "box", x: 5, height: 8 }, label: "ant", transcript: { value: "t" } },
    { label: "unlabelled" },
  ])
})

test.each([
  ["line_unreadable", "{bad\n"],
  ["line_unreadable", "3\n"],
  ["line_unreadable", `{"image":"b.jpg","x":${"[".repeat(10_000)}${"]".repeat(10_000)}}\n`],
  ["field_missing", "{}\n"],
  ["name_unsafe", line({ image: ".." })],
])("%s: a line that cannot be used is named, and the rest goes in", async (code, bad) => {
  const { records, report } = await read(`${line({ image: "a.jpg" })}${bad}${line({ image: "c.jpg" })}`)
  expect(report).toMatchObject([{ level: "lost", code, file: "a.jsonl", line: 2 }])
  expect(records.map(({ name }) => name)).toEqual(["a.jpg", "c.jpg"])
})

test.each([
  ["annotation_unreadable", 3],
  ["not_a_number", { label: "a", bbox: [1, 2, 3] }],
  ["box_of_no_size", { label: "a", bbox: [1, 2, 0, 4] }],
  ["text_unstorable", { label: "a", bbox: [1, 2, 3, 4], text: "\0" }],
])("%s: a region that cannot be used is named", async (code, bad) => {
  const { report } = await read(line({ image: "a.jpg", regions: [bad] }))
  expect(report).toMatchObject([{ level: "lost", code, line: 1 }])
})

test("a box that is not the one around its points, and points that go round nothing, are told", async () => {
  const points = [
    [1, 2],
    [5, 2],
    [5, 8],
  ]
  const regions = [
    { label: "a", bbox: [0, 0, 9, 9], points },
    { label: "a", bbox: [1, 2, 4, 6], points },
    { label: "a", bbox: [1, 2, 4, 6], points: points.map(([x]) => [x, 2]) },
  ]
  const { records, report } = await read(line({ image: "a.jpg", regions }))
  expect(report.map(({ level, code, field }) => [level, code, field])).toEqual([
    ["changed", "box_of_outline", undefined],
    ["lost", "field_unreadable", "points"],
  ])
  expect(records[0]?.body?.regions.map((one) => [one.geometry.type, ...Object.values(boxOf(one))])).toEqual([
    ["polygon", 1, 2, 4, 6],
    ["polygon", 1, 2, 4, 6],
    ["box", 1, 2, 4, 6],
  ])
})

test("what a foreign line brought goes out again as it came", async () => {
  const regions = [
    { id: "1", label: "zebra", x: 1, y: 2, width: 3, height: 4, attributes: { a: [1], b: true }, score: 1 },
  ]
  const { records } = await read(
    line({ image: "a.jpg", by: { who: "x" }, regions }) + line({ image: "b.jpg", text: "only" }),
  )
  const { texts, files, report } = await exportOf(jsonl.writer ?? neverWritten, records)
  expect(report).toEqual([])
  expect(JSON.parse(texts["pictures.jsonl"]?.split("\n")[0] ?? "")).toEqual({
    image: "a.jpg",
    by: { who: "x" },
    regions,
  })
  expect((await detectFormat(files)).name).toBe("jsonl")
  const back = await gather(jsonlReader.read(files, {}))
  expect(back.records.map(withoutSource)).toEqual(records.map(withoutSource))
})

const neverWritten = { name: "", losses: async () => [], async *write() {} }
