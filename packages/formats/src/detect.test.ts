import { JustesseError } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { detectFormat, readDataset } from "./detect.ts"
import { memoryFiles } from "./io/fileSet.ts"
import { FORMATS, formatNamed } from "./list.ts"
import { manifest, source, written } from "./testing/records.ts"
import { folder, gather, present, real } from "./testing/sharedData.ts"

const coco = '{"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [], "categories": []}'

test.each([
  { name: "COCO in any nesting", files: { "x/y/anything.json": coco, "x/a.jpg": "" }, format: "coco" },
  { name: "VOC", files: { "x/a.xml": "<annotation></annotation>" }, format: "voc" },
  { name: "SROIE", files: { "box/1.csv": "0,0,9,0,9,9,0,9,x", "key/1.json": "{}" }, format: "icdar" },
  { name: "pictures alone", files: { "a/b.JPG": "", "notes.txt": "hello" }, format: "pictures" },
])("recognised: $name", async ({ files, format }) => {
  expect((await detectFormat(memoryFiles(files as Record<string, string>))).name).toBe(format)
})

test("what nobody knows is a typed error, and so is a format's name nobody knows", async () => {
  await expect(detectFormat(memoryFiles({ "a.docx": "x" }))).rejects.toMatchObject({ code: "format_unknown" })
  expect(() => formatNamed("tfrecord")).toThrow(JustesseError)
  await expect(gather(readDataset(memoryFiles({}), { format: "nope" }))).rejects.toMatchObject({
    code: "format_unknown",
  })
})

test("formats have names of their own, and SROIE is one of ICDAR's", () => {
  const names = FORMATS.flatMap((format) => [format.name, ...(format.aliases ?? [])])
  expect(new Set(names).size).toBe(names.length)
  expect(formatNamed("sroie").name).toBe("icdar")
})

test("a format that finds nothing of its own says so, and names what it passed over", async () => {
  const files = memoryFiles({ "a.txt": "x", "b.txt": "y", "c.jpg": "" })
  const { records, report } = await gather(readDataset(files, { format: "vtt" }))
  expect(records.map((record) => record.name)).toEqual(["c.jpg"])
  expect(report).toContainEqual(expect.objectContaining({ level: "note", code: "file_not_read" }))
  const silent = await gather(readDataset(files, { format: "justesse" }))
  expect(silent.report).toEqual([{ level: "lost", code: "nothing_read", file: "a.txt", count: 2 }])
})

test("pictures that no label file names come in too, with nothing said about them", async () => {
  const { records, pictures } = await gather(
    readDataset(memoryFiles({ "labels.json": coco, "a.jpg": "", "b.jpg": "" })),
  )
  expect(records.map((record, i) => [record.name, record.body === null, pictures[i]])).toEqual([
    ["a.jpg", false, "a.jpg"],
    ["b.jpg", true, "b.jpg"],
  ])
})

test.each(FORMATS.filter((format) => format.writer && format.reader).map((format) => format.name))(
  "what %s writes is recognised as %s",
  async (name) => {
    const files = await written(formatNamed(name).writer?.write(source([one]), manifest) ?? emptyList())
    expect((await detectFormat(memoryFiles(files))).name).toBe(name)
  },
)

async function* emptyList(): AsyncGenerator<never> {}

/** One picture with one labelled text and something said: formats of one file a picture write nothing to know them by without one. */
const one = {
  name: "a.jpg",
  size: { width: 100, height: 50 },
  sha256: null,
  body: {
    regions: [
      {
        id: "1",
        geometry: { type: "box", x: 1, y: 2, width: 30, height: 10 },
        label: "text",
        transcript: { value: "x y" },
      },
    ],
    nothingHere: false,
  },
  // Formats of recordings write what is said, and nothing else.
  timed: [{ id: "1", tier: "", start: 0, end: 1_000, text: "x y" }],
} as unknown as DatasetRecord // ids are branded texts

test.each(real(["images/bccd", "receipts/sroie"]))(
  "the real folder %s goes through COCO and comes back: counts, boxes, texts",
  async (path) => {
    if (!present) return
    const first = await gather(readDataset(folder(path)))
    const [ontology = { labels: [] }] = first.ontology
    const out = await written(
      formatNamed("coco").writer?.write(source(first.records), { ...manifest, ontology }) ?? emptyList(),
    )
    const second = await gather(readDataset(memoryFiles(out), { format: "coco" }))
    expect(second.ontology).toEqual([ontology])
    const simple = (records: typeof first.records) =>
      records.map((r) => [r.name, r.body?.regions.map((g) => [g.geometry, g.label, g.transcript, g.attributes])])
    expect(simple(second.records)).toEqual(simple(first.records))
  },
)
