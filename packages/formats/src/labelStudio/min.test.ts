import { boxOf } from "@justesse/types"
import { expect, test } from "vitest"
import { detectFormat } from "../detect.ts"
import { memoryFiles } from "../io/fileSet.ts"
import { isObject, type JsonObject, type JsonValue } from "../io/jsonParse.ts"
import { gather } from "../testing/sharedData.ts"
import { shortTask } from "./min.ts"
import { labelStudioReader } from "./read.ts"

const box = { x: 20, y: 20, width: 30, height: 20, rotation: 0, original_width: 1_000, original_height: 500 }
const other = { ...box, x: 60 }
const record = (more: JsonObject): JsonObject => ({
  ...{ image: "/data/upload/1/0a1b2c3d-a.jpg", id: 7, annotator: 3, annotation_id: 9, lead_time: 2.5, ...more },
})

async function read(files: Record<string, string>) {
  return gather(labelStudioReader.read(memoryFiles(files, 41), {}))
}

test("JSON_MIN: marks at one place are one region, under the name of each control", async () => {
  const whole = record({
    bbox: [box, other],
    label: [
      { ...box, labels: ["dog"] },
      { ...other, labels: ["cat"] },
    ],
    transcription: ["Total", "12.00"],
  })
  const { records, report, ontology } = await read({ "min.json": JSON.stringify([whole]) })
  expect(report).toEqual([])
  expect(records[0]).toMatchObject({ name: "a.jpg", size: { width: 1_000, height: 500 }, foreignId: "7" })
  expect(
    records[0]?.body?.regions.map((one) => [one.id, boxOf(one).x, boxOf(one).width, one.label, one.transcript?.value]),
  ).toEqual([
    ["r1", 200, 300, "dog", "Total"],
    ["r2", 600, 300, "cat", "12.00"],
  ])
  expect(ontology[0]?.labels.map(({ id, hasText }) => [id, hasText])).toEqual([
    ["dog", true],
    ["cat", true],
  ])
  expect(records[0]?.foreign?.["label-studio"]).toMatchObject({ answer: { id: 9, completed_by: 3, lead_time: 2.5 } })
})

test("boxes with labels of their own, outlines and turned boxes are what they are in the whole form", async () => {
  const whole = record({
    label: [
      { ...box, rotation: 90, rectanglelabels: ["dog"] },
      {
        points: [
          [10, 10],
          [20, 10],
          [20, 20],
        ],
        polygonlabels: ["cat"],
        original_width: 1_000,
        original_height: 500,
      },
    ],
  })
  const { records } = await read({ "min.json": JSON.stringify([whole]) })
  expect(records[0]?.body?.regions).toMatchObject([
    { geometry: { type: "rotatedBox", x: 0, y: 200, width: 300, height: 100, rotation: 90 }, label: "dog" },
    { geometry: { type: "polygon", rings: [[{ x: 100, y: 50 }, {}, {}]] }, label: "cat" },
  ])
})

test("texts that are not one for each place cannot be given to places: they travel, and are told", async () => {
  const { records, report } = await read({
    "min.json": JSON.stringify([record({ label: [{ ...box, rectanglelabels: ["dog"] }], transcription: ["a", "b"] })]),
  })
  expect(records[0]?.body?.regions[0]?.transcript).toBeUndefined()
  expect(records[0]).toMatchObject({
    text: "a",
    foreign: { "label-studio": { results: [{ value: { text: ["a"] } }, { value: { text: ["b"] } }] } },
  })
  expect(report.map(({ level, code, field, count }) => [level, code, field, count])).toEqual([
    ["note", "shape_carried", "textarea", 1],
  ])
})

test("one text of one place is a text and no list; one without a place is the picture's", async () => {
  const one = record({ label: [{ ...box, rectanglelabels: ["dog"] }], transcription: "Café" })
  const none = record({ transcription: "Café", id: 8, image: "b.jpg" })
  const { records } = await read({ "min.json": JSON.stringify([one, none]) })
  expect(records[0]?.body?.regions[0]?.transcript?.value).toBe("Café")
  expect(records[1]).toMatchObject({ name: "b.jpg", text: "Café", body: { regions: [] } })
})

test("stretches of sound come with their labels and texts", async () => {
  const sound = {
    id: 1,
    audio: "talk.wav",
    annotation_id: 2,
    annotator: 1,
    label: [{ start: 0.5, end: 2, channel: 0, labels: ["Ana"] }],
    text: "hello",
  }
  const { records } = await read({ "min.json": JSON.stringify([sound]) })
  expect(records[0]).toMatchObject({
    name: "talk.wav",
    timed: [{ start: 500, end: 2_000, label: "Ana", text: "hello" }],
  })
})

const cell = (value: JsonValue) => `"${JSON.stringify(value).replaceAll('"', '""')}"`

test.each([
  ["csv", ","],
  ["tsv", "\t"],
])("%s: cells that hold lists are JSON, each row is a task", async (extension, delimiter) => {
  const rows = [
    ["image", "id", "label", "transcription", "annotator", "annotation_id", "lead_time"],
    ["a.jpg", "1", cell([{ ...box, rectanglelabels: ["dog"] }]), '"say ""x"""', "3", "9", "2.5"],
    ["dir/b.jpg", "2", "", "", "3", "10", ""],
  ]
  const text = rows.map((row) => row.join(delimiter)).join("\r\n")
  const { records, report } = await read({ [`x/project.${extension}`]: text, "x/dir/b.jpg": "" })
  expect(records.map(({ name, foreignId, body }) => [name, foreignId, body?.regions.length])).toEqual([
    ["a.jpg", "1", 1],
    ["dir/b.jpg", "2", 0],
  ])
  expect(records[0]?.body?.regions[0]).toMatchObject({
    geometry: { type: "box", x: 200 },
    label: "dog",
    transcript: { value: 'say "x"' },
  })
  expect(report).toEqual([])
})

test.each(["csv", "json"])("choices of whole pictures are their labels, one or several: %s", async (form) => {
  const one = { image: "a.jpg", source: "shop", id: 1, tone: "Positive", annotator: 3, annotation_id: 9, lead_time: 2 }
  const several = { ...one, image: "b.jpg", id: 2, tone: { choices: ["Positive", "Neutral"] }, annotation_id: 10 }
  const keys = Object.keys(one)
  const row = (task: JsonObject) =>
    keys.map((key) => (isObject(task[key]) ? cell(task[key] ?? null) : task[key])).join(",")
  const table = [keys.join(","), row(one), row(several)].join("\n")
  const files = form === "csv" ? { "a.csv": table } : { "a.json": JSON.stringify([one, several]) }
  const { records, report, ontology } = await read(files)
  expect(report).toEqual([])
  expect(ontology[0]?.labels.map(({ name }) => name.en)).toEqual(["Positive", "Neutral"])
  const said = records.map(({ body }) => body?.regions.map(({ label, geometry }) => [label, geometry.type]))
  const whole = (label: string) => [label, "whole"]
  expect(said).toEqual([[whole("Positive")], [whole("Positive"), whole("Neutral")]])
  expect(records[0]?.foreign?.["label-studio"]).toMatchObject({ data: { image: "a.jpg", source: "shop" } })
})

test("ratings of the short form are read, and choices beside places travel and are told", async () => {
  const rated = await read({
    "a.csv": `image,id,stars,annotator,annotation_id\na.jpg,1,${cell([{ rating: 4 }])},2,3\n`,
  })
  expect(rated.records[0]?.body?.regions.map(({ label }) => label)).toEqual(["4"])
  const { image, id, ...more } = record({})
  const beside = { image, id, label: [{ ...box, rectanglelabels: ["dog"] }], tone: "Sharp", ...more } as JsonObject
  const { records, report } = await read({ "min.json": JSON.stringify([beside]) })
  expect(records[0]?.body?.regions).toHaveLength(1)
  expect(records[0]?.foreign?.["label-studio"]).toMatchObject({ results: [{ value: { choices: ["Sharp"] } }] })
  expect(report.map(({ level, code }) => [level, code])).toEqual([["note", "picture_label_carried"]])
})

test("a cut table gives the rows before the cut; the cut is told by line", async () => {
  const { records, report } = await read({
    "a.csv": `image,annotation_id,annotator,label\na.jpg,1,2,${cell([{ ...box, rectanglelabels: ["dog"] }])}\nb.jpg,2,2,"[{`,
  })
  expect(records.map(({ name }) => name)).toEqual(["a.jpg"])
  expect(report).toMatchObject([{ level: "lost", code: "cut_off", file: "a.csv", line: 3 }])
})

test("the short forms are told from other tables and lists by what they say of the answer", async () => {
  const found = async (name: string, text: string) => (await detectFormat(memoryFiles({ [name]: text }))).name
  expect(await found("z/min.json", JSON.stringify([record({ label: [box] })]))).toBe("label-studio")
  expect(await found("z/a.csv", "image,annotation_id,lead_time,label\na.jpg,1,2,x\n")).toBe("label-studio")
  expect(await labelStudioReader.detect(memoryFiles({ "z/a.csv": "image,label\na.jpg,x\n" }))).toBe(0)
})

test.each([
  [5],
  [null],
  [[]],
  [{}],
  [{ annotation_id: 1 }],
  [{ annotation_id: 1, annotator: 2, data: { image: "a" } }],
] as JsonValue[][])("%j is no short form", (value) => {
  expect(shortTask(value)).toBeNull()
})
