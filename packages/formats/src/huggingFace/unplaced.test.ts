import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { KIND_DATA } from "../testing/kinds.ts"
import { source, written } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { huggingFaceReader } from "./index.ts"
import { huggingFaceWriter } from "./write.ts"

const read = (files: Record<string, string>) => gather(huggingFaceReader.read(memoryFiles(files, 61), {}))

test("an image folder's column label says what each picture is: a name, a number, or several", async () => {
  const lines = [
    { file_name: "a.jpg", label: "cat" },
    { file_name: "b.jpg", label: 3 },
    { file_name: "c.jpg", labels: ["cat", "dog"] },
    { file_name: "d.jpg", label: null },
  ]
  const { records, ontology, report, pictures } = await read({
    ...{ "train/a.jpg": "", "train/b.jpg": "", "train/c.jpg": "", "train/d.jpg": "" },
    "train/metadata.jsonl": lines.map((one) => JSON.stringify(one)).join("\n"),
  })
  expect(report).toEqual([])
  expect(pictures).toEqual(["train/a.jpg", "train/b.jpg", "train/c.jpg", "train/d.jpg"])
  expect(records.map(({ body }) => body?.regions.map(({ geometry, label }) => [geometry.type, label]))).toEqual([
    [["whole", "cat"]],
    [["whole", "3"]],
    [
      ["whole", "cat"],
      ["whole", "dog"],
    ],
    [],
  ])
  expect(ontology[0]?.labels.map(({ id }) => id)).toEqual(["cat", "3", "dog"])
})

test("a table says the same, and an audio folder's transcription is the recording's text", async () => {
  const { records, report, pictures } = await read({
    ...{ "talk.wav": "", "two.mp3": "" },
    "metadata.csv": 'file_name,transcription,speaker_id\ntalk.wav,"Bonjour, tout le monde",7\ntwo.mp3,,8\n',
  })
  expect(report).toEqual([])
  expect(pictures).toEqual(["talk.wav", "two.mp3"])
  expect(records.map(({ name, text }) => [name, text])).toEqual([
    ["talk.wav", "Bonjour, tout le monde"],
    ["two.mp3", undefined],
  ])
  const sorted = await read({ "metadata.csv": "file_name,label\na.jpg,cat\nb.jpg,\n", "a.jpg": "", "b.jpg": "" })
  expect(sorted.records.map(({ body }) => body?.regions.map(({ label }) => label))).toEqual([["cat"], []])
})

test("what a row says wrongly is lost by its place, and the rest comes in", async () => {
  const line = {
    file_name: "talk.wav",
    segments: [
      { start: 2, end: 1, text: "x" },
      7,
      { start: 0, end: 1, speaker: 5 },
      { start: 0, end: 1.5, text: "ok" },
    ],
    answers: { count: [{}] },
  }
  const { records, report } = await read({ "metadata.jsonl": JSON.stringify(line), "talk.wav": "" })
  expect(records[0]?.body?.regions.map(({ geometry, transcript }) => [geometry, transcript?.value])).toEqual([
    [{ type: "span", startMs: 0, endMs: 1_500 }, "ok"],
  ])
  expect(report.map(({ level, code, field }) => `${level} ${code} ${field}`)).toEqual([
    "lost field_unreadable answers.count",
    "lost segment_unreadable segments[0]",
    "lost segment_unreadable segments[1]",
    "lost segment_unreadable segments[2]",
  ])
})

test("rows have the columns that loaders look for", async () => {
  const first: Record<string, { label?: string; answers?: object; [part: string]: unknown }> = {
    classification: { label: "indoors" },
    form: { answers: { colour: "red" } },
    audio: { label: "speech", transcript: { value: "one" }, geometry: { type: "span", startMs: 0, endMs: 500 } },
  }
  const rows = KIND_DATA.filter(({ kind }) => kind in first).map(async ({ kind, manifest }) => {
    const { label, answers, ...more } = { label: "colour", answers: undefined, ...first[kind] }
    const region = { id: "r", geometry: { type: "whole" }, label, ...(answers && { value: "red" }), ...more }
    const record = { name: "a.wav", size: null, sha256: null, body: { regions: [region], nothingHere: false } }
    // Ids are branded texts.
    const files = await written(huggingFaceWriter.write(source([record as never]), manifest))
    return JSON.parse(files["metadata.jsonl"]?.split("\n")[0] ?? "")
  })
  expect(await Promise.all(rows)).toEqual([
    expect.objectContaining({ file_name: "a.wav", label: "indoors" }),
    expect.objectContaining({ answers: { colour: "red" } }),
    expect.objectContaining({
      transcription: "one",
      segments: [{ start: 0, end: 0.5, label: "speech", text: "one" }],
    }),
  ])
})
