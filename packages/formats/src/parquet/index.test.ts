import type { DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { type FileSet, memoryFiles } from "../io/fileSet.ts"
import { manifest, ontology, source, writtenBytes } from "../testing/records.ts"
import { withShapesOf } from "../testing/shapes.ts"
import { folder, gather, real } from "../testing/sharedData.ts"
import { toolDataset } from "../testing/toolRecords.ts"
import { isParquet, openParquet, parquetRows } from "./file.ts"
import { parquetReader } from "./index.ts"
import { parquetWriter } from "./write.ts"

const bytesOf = (records: readonly DatasetRecord[]) => writtenBytes(parquetWriter.write(source(records), manifest))
const read = (files: Record<string, string | Uint8Array>) => gather(parquetReader.read(memoryFiles(files, 997), {}))
const plain = (name: string, more: Partial<DatasetRecord> = {}): DatasetRecord => ({
  name,
  size: null,
  sha256: null,
  body: { regions: [], nothingHere: false },
  ...more,
})

test("everything comes back, byte for byte where it is text and to the float64 where it is a place", async () => {
  await fc.assert(
    fc.asyncProperty(toolDataset, async (drawn) => {
      const files = await bytesOf(drawn)
      const { records, report, ontology: labels } = await read(files)
      expect(report.filter((line) => line.code !== "picture_bytes_not_read")).toEqual([])
      expect(byName(records.map(bare))).toEqual(byName(withShapesOf(drawn, records).map(bare)))
      expect(labels[0]?.labels).toEqual(ontology.labels)
    }),
    { numRuns: 40 },
  )
})

test("one file a part, classes named in the file itself; carried keys come back", async () => {
  const region = {
    id: "1",
    geometry: { type: "box", x: 0, y: 0, width: 1, height: 1 },
    label: "bird house",
    foreign: { huggingface: { score: 0.5 } },
  }
  const records = [
    plain("a.jpg", { split: "test", foreign: { huggingface: { licence: [1] } } }),
    plain("b/a.jpg", { body: { regions: [region], nothingHere: false } } as unknown as Partial<DatasetRecord>),
  ]
  const files = await bytesOf(records)
  expect(Object.keys(files)).toEqual([
    "data/test-00000-of-00001.parquet",
    "data/train-00000-of-00001.parquet",
    "justesse-manifest.json",
    "labels.jsonl",
  ])
  const tables = Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith(".parquet")))
  const alone = await read(tables)
  expect(alone.ontology[0]?.labels.map((label) => label.name.en)).toEqual(ontology.labels.map((label) => label.name.en))
  const withoutSource = alone.records.map((one) => {
    const { source: _, ...record } = one
    return record
  })
  expect(withoutSource).toEqual(records)
})

test("more rows than a group: each group is read by itself, in order", async () => {
  const records = Array.from({ length: 1_100 }, (_, i) => plain(`${i}.jpg`))
  const files = memoryFiles(await bytesOf(records))
  const name = "data/train-00000-of-00001.parquet"
  const opened = await openParquet(
    files,
    name,
    (await files.list()).find((entry) => entry.name === name)?.sizeBytes ?? 0,
  )
  if ("problem" in opened) throw new Error(opened.found)
  const counts: number[] = []
  for await (const rows of parquetRows(opened)) counts.push("problem" in rows ? -1 : rows.rows.length)
  expect(counts).toEqual([1_000, 100])
  expect((await gather(parquetReader.read(files, {}))).records.map((record) => record.name)).toEqual(
    records.map((record) => record.name),
  )
})

test("bytes of pictures are not read, and only ranges of the file are", async () => {
  const whole = memoryFiles(await bytesOf([plain("a.jpg")]))
  const ranges: (number | undefined)[] = []
  const watched: FileSet = {
    list: () => whole.list(),
    open: (name, range) => {
      if (name.endsWith(".parquet")) ranges.push(range?.end)
      return whole.open(name, range)
    },
  }
  const { report } = await gather(parquetReader.read(watched, {}))
  expect(report).toContainEqual({
    level: "note",
    code: "picture_bytes_not_read",
    file: "data/train-00000-of-00001.parquet",
    field: "image.bytes",
  })
  expect(ranges.length).toBeGreaterThan(2)
  expect(ranges).not.toContain(undefined)
})

test.each([
  ["nothing", ""],
  ["text", "PAR1 is only a beginning"],
  ["a footer that claims too much", `PAR1${"\xff".repeat(8)}PAR1`],
])("%s is named, and no exception", async (_, body) => {
  const { records, report } = await read({ "a.parquet": Uint8Array.from(body, (sign) => sign.charCodeAt(0)) })
  expect(records).toEqual([])
  expect(report.map(({ level, file }) => `${level} ${file}`)).toEqual(["lost a.parquet"])
})

test("a damaged group is named, and what another file holds goes in", async () => {
  const files = await bytesOf([plain("a.jpg", { split: "test" }), plain("b.jpg")])
  const name = "data/test-00000-of-00001.parquet"
  const damaged = Uint8Array.from(files[name] ?? [])
  damaged.fill(0xff, 4, 60)
  const { records, report } = await read({ ...files, [name]: damaged })
  expect(records.map((record) => record.name)).toEqual(["b.jpg"])
  expect(report.filter((line) => line.level === "lost").map(({ code, file }) => [code, file])).toEqual([
    ["rows_unreadable", name],
  ])
})

test("is found by ending, or by its first bytes where there is none", async () => {
  const table = (await bytesOf([plain("a.jpg")]))["data/train-00000-of-00001.parquet"] ?? ""
  expect(await parquetReader.detect(memoryFiles({ "x.parquet": "" }))).toBe(0.9)
  expect(await parquetReader.detect(memoryFiles({ table }))).toBe(0.9)
  expect(await parquetReader.detect(memoryFiles({ "a.txt": table }))).toBe(0)
  expect(await isParquet(memoryFiles({ table }), "table")).toBe(true)
})

test.each(real(["formats/parquet/simple-parquet"]))(
  "%s: a table without pictures opens, and says what it lacks",
  async (path) => {
    if (!path.startsWith("formats")) return console.log(path)
    const { records, report } = await gather(parquetReader.read(folder(path), {}))
    expect(records).toEqual([])
    expect(new Set(report.map(({ level, code }) => `${level} ${code}`))).toEqual(new Set(["lost name_missing"]))
    expect(report[0]).toMatchObject({ file: "data/dataframe.parquet", line: 1 })
  },
)

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
