import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { ontology, source } from "../testing/records.ts"
import { withFoundShapes } from "../testing/shapes.ts"
import { gather } from "../testing/sharedData.ts"
import { exportOf, toolDataset } from "../testing/toolRecords.ts"
import { huggingFaceReader } from "./index.ts"
import { huggingFaceWriter } from "./write.ts"

const read = (files: Record<string, string>) => gather(huggingFaceReader.read(memoryFiles(files), {}))
const row = (name: string, objects: object, more: object = {}) => JSON.stringify({ file_name: name, objects, ...more })

describe("reading", () => {
  test("pictures belong to the folder of their metadata; boxes, classes and texts come with them", async () => {
    const objects = { bbox: [[1, 2, 3.5, 4]], categories: [2], text: ["Total, 12"], score: [0.5] }
    const {
      records,
      pictures,
      ontology: labels,
      report,
    } = await read({
      "data/train/metadata.jsonl": `${row("dir one/a.jpg", objects, { text: "a caption", width: 9, height: 8, licence: "x" })}\n${row("b.png", { bbox: [], categories: [] })}\n`,
      "data/test/metadata.jsonl": row("b.png", { bbox: [[0, 0, 1, 1]], categories: [10] }),
      "data/train/dir one/a.jpg": "",
      "data/test/b.png": "",
    })
    expect(report).toEqual([])
    expect(labels[0]?.labels.map((label) => label.name.en)).toEqual(["2", "10"])
    expect(records.map(({ name, split }) => [name, split])).toEqual([
      ["b.png", "test"],
      ["dir one/a.jpg", "train"],
      ["train/b.png", "train"],
    ])
    expect(pictures).toEqual(["data/test/b.png", "data/train/dir one/a.jpg", null])
    expect(records[1]).toMatchObject({
      size: { width: 9, height: 8 },
      text: "a caption",
      foreign: { huggingface: { licence: "x" } },
      source: { file: "data/train/metadata.jsonl", line: 1 },
      body: {
        regions: [
          {
            geometry: { type: "box", x: 1, y: 2, width: 3.5, height: 4 },
            label: "2",
            transcript: { value: "Total, 12" },
            foreign: { huggingface: { score: 0.5 } },
          },
        ],
      },
    })
  })

  test("a table is read too, with objects as JSON in their cells; classes may be names, objects a list", async () => {
    const { records, report } = await read({
      "metadata.csv": `file_name,text,objects\r\na.jpg,"one, ""two""\nlines","{""bbox"":[[1,2,3,4]],""category"":[""cat""]}"\r\nb.jpg,,\r\n`,
    })
    expect(report).toEqual([])
    expect(records.map(({ text, body }) => [text, body?.regions.map((one) => one.label)])).toEqual([
      ['one, "two"\nlines', ["cat"]],
      ["", []],
    ])
    const listed = await read({ "metadata.jsonl": row("a.jpg", [{ bbox: [1, 2, 3, 4], label: "dog" }]) })
    expect(listed.records[0]?.body?.regions[0]).toMatchObject({ geometry: { type: "box", x: 1 }, label: "dog" })
  })

  test("what cannot be read is named by line, the rest goes in", async () => {
    const { records, report } = await read({
      "metadata.jsonl": [
        '{"file_name": "a.jpg"',
        row("../b.jpg", {}),
        '{"file_name_": "c.jpg"}',
        row("d.jpg", {
          bbox: [
            [1, 2, 0, 4],
            [1, 2, 3],
            [1, 2, 3, 4],
          ],
          categories: [1, 1, 1],
          details: [null, null, "{}x"],
        }),
        row("d.jpg", {}),
        row("e.jpg", { categories: [1] }),
      ].join("\n"),
    })
    expect(report.map(({ level, code, line }) => `${level} ${code} ${line}`)).toEqual([
      "lost not_json 1",
      "changed name_folders 2",
      "lost name_missing 3",
      "lost box_of_no_size 4",
      "lost box_unreadable 4",
      "changed details_unreadable 4",
      "lost name_twice 5",
      "lost objects_unreadable 6",
    ])
    expect(records.map((record) => [record.name, record.body?.regions.length])).toEqual([
      ["b.jpg", 0],
      ["d.jpg", 1],
      ["e.jpg", 0],
    ])
  })

  test("a path of somebody's disk keeps what is below its root, and finds its picture by it", async () => {
    const { records, pictures, report } = await read({
      "metadata.jsonl": `${row("C:\\data\\street 1.jpg", {})}\n${row("/home/x/b.jpg", {})}\n${row("a\0b", {})}`,
      "data/street 1.jpg": "",
      "b.jpg": "",
    })
    expect(records.map((record, i) => [record.name, pictures[i]])).toEqual([
      ["data/street 1.jpg", "data/street 1.jpg"],
      ["home/x/b.jpg", "b.jpg"],
    ])
    expect(report.map(({ code, line }) => `${code} ${line}`)).toEqual([
      "name_folders 1",
      "name_folders 2",
      "name_unsafe 3",
    ])
  })

  test("is found by a file_name in its metadata", async () => {
    expect(await huggingFaceReader.detect(memoryFiles({ "x/metadata.jsonl": row("a", {}) }))).toBe(0.9)
    expect(await huggingFaceReader.detect(memoryFiles({ "metadata.csv": "file_name,text\n" }))).toBe(0.9)
    expect(
      await huggingFaceReader.detect(memoryFiles({ "metadata.jsonl": '{"name":1}', "a.jsonl": row("a", {}) })),
    ).toBe(0)
  })
})

describe("writing", () => {
  test("everything comes back: regions to the last part, sizes, parts, classes in their order", async () => {
    await fc.assert(
      fc.asyncProperty(toolDataset, async (drawn) => {
        const { texts, report, losses } = await exportOf(huggingFaceWriter, drawn)
        expect(report).toEqual(losses)
        const layout = await huggingFaceWriter.layout?.(source(drawn))
        const pictures = Object.fromEntries(drawn.map(({ name }) => [layout?.(name) ?? "-", ""]))
        const back = await read({ ...pictures, ...texts })
        expect(back.report).toEqual([])
        expect(back.pictures).not.toContain(null)
        const isAdded = report.some((line) => line.code === "split_added")
        const found = byName(back.records.map(bare))
        const wanted = byName(drawn.map((record) => held(record, isAdded)))
        expect(found).toEqual(
          wanted.map((one, i) => ({ ...one, regions: withFoundShapes(one.regions ?? [], found[i]?.regions ?? []) })),
        )
        expect(back.ontology[0]?.labels).toEqual(ontology.labels)
      }),
      { numRuns: 60 },
    )
  })

  test("unknown columns of pictures and objects go back to where they were", async () => {
    const body = `${row("a.jpg", { id: ["r1"], bbox: [[1, 2, 3, 4]], categories: [0], labels: ["text"], text: [null], details: [null], score: [0.5] }, { licence: { a: [1] } })}\n`
    const { records } = await read({ "metadata.jsonl": body })
    expect((await exportOf(huggingFaceWriter, records)).texts["metadata.jsonl"]).toBe(
      body.replace('"categories":[0]', '"categories":[2]'),
    )
  })

  test("says what does not go out, and that pictures without a part go to train where others have one", async () => {
    const plain: DatasetRecord = { name: "a.jpg", size: null, sha256: null, body: { regions: [], nothingHere: true } }
    const records = [
      plain,
      { ...plain, name: "b.jpg", split: "test" },
      { ...plain, name: "c.jpg", split: "../x" },
      { ...plain, name: "d.jpg", body: null },
    ]
    const lines = await huggingFaceWriter.losses(source(records))
    expect(lines.map(({ level, code, field, count }) => `${level} ${code} ${field ?? ""} ${count}`)).toEqual([
      "note nothing_here_as_empty  3",
      "changed split ../x 1",
      "lost picture_without_answer  1",
      "note split_added train 1",
    ])
    const layout = await huggingFaceWriter.layout?.(source(records))
    expect(["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"].map((name) => layout?.(name))).toEqual([
      "train/a.jpg",
      "test/b.jpg",
      "train/c.jpg",
      null,
      null,
    ])
  })
})

const byName = <T extends { name: string }>(records: readonly T[]) =>
  [...records].sort((a, b) => (a.name < b.name ? -1 : 1))
const bare = ({ name, size, body, foreignId, split, text }: DatasetRecord) => ({
  name,
  size,
  regions: body?.regions,
  foreignId,
  split,
  text,
})

/** What a row holds of a record. */
function held(record: DatasetRecord, isAdded: boolean) {
  const rest = bare(record)
  // A part whose name no folder can have goes to train, and the report says so.
  const split = rest.split === undefined || rest.split === "é t" ? undefined : rest.split
  return { ...rest, split: split ?? (isAdded || rest.split ? "train" : undefined) }
}
