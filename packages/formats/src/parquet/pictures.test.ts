import type { DatasetRecord } from "@justesse/types/dataset"
import { ByteWriter, ParquetWriter } from "hyparquet-writer"
import { expect, test } from "vitest"
import { type FileSet, memoryFiles, readBytes } from "../io/fileSet.ts"
import { manifest, source, writtenBytes } from "../testing/records.ts"
import { gather } from "../testing/sharedData.ts"
import { openParquet } from "./file.ts"
import { parquetReader } from "./index.ts"
import { withTablePictures } from "./pictures.ts"
import { parquetWriter } from "./write.ts"

interface Row {
  readonly path: string | null
  readonly bytes: Uint8Array | null
}

/** A table as dataset hubs make them: pictures inside, and their caption; `size` rows a group. */
function table(rows: readonly Row[], size = 2): Uint8Array {
  const bytes = new ByteWriter()
  const optional = { repetition_type: "OPTIONAL" } as const
  const text = { type: "BYTE_ARRAY", converted_type: "UTF8", ...optional } as const
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: "schema", num_children: 2 },
      { name: "image", num_children: 2, ...optional },
      { name: "bytes", type: "BYTE_ARRAY", ...optional },
      { name: "path", ...text },
      { name: "text", ...text },
    ],
  })
  const columnData = [
    { name: "image", data: [...rows] },
    { name: "text", data: rows.map((_, i) => `caption ${i}`) },
  ]
  void writer.write({ columnData, rowGroupSize: size })
  void writer.finish()
  return new Uint8Array(bytes.getBuffer())
}

const picture = (sign: number, length = 5) => new Uint8Array(length).fill(sign)
const rows: Row[] = [
  { path: "a.jpg", bytes: picture(1) },
  { path: "dir/b.png", bytes: picture(200, 70_000) },
  { path: null, bytes: picture(3) },
  { path: "d.jpg", bytes: null },
  { path: "../e.jpg", bytes: picture(5) },
]

test("pictures inside a table stand beside its files, byte for byte, under their records' names", async () => {
  const files = await withTablePictures(memoryFiles({ "train.parquet": table(rows), "note.txt": "x" }))
  expect((await files.list()).map(({ name, sizeBytes }) => [name, name === "train.parquet" ? 0 : sizeBytes])).toEqual([
    ["train.parquet", 0],
    ["note.txt", 1],
    ["a.jpg", 5],
    ["dir/b.png", 70_000],
    ["train/000003.jpg", 5],
    ["e.jpg", 5],
  ])
  expect(await readBytes(files, "dir/b.png", 1e6)).toEqual(picture(200, 70_000))
  expect(await readBytes(files, "train/000003.jpg", 99)).toEqual(picture(3))
  expect(await readBytes(files, "a.jpg", 99)).toEqual(picture(1))
  expect(await readBytes(files, "note.txt", 99)).toEqual(Uint8Array.of(120))
})

test("reading finds them as it finds any picture; a row without bytes has none", async () => {
  const files = await withTablePictures(memoryFiles({ "train.parquet": table(rows) }))
  const { records, pictures, report } = await gather(parquetReader.read(files, {}))
  expect(records.map(({ name, text }, i) => [name, text, pictures[i]])).toEqual([
    ["a.jpg", "caption 0", "a.jpg"],
    ["dir/b.png", "caption 1", "dir/b.png"],
    ["train/000003.jpg", "caption 2", "train/000003.jpg"],
    ["d.jpg", "caption 3", null],
    ["e.jpg", "caption 4", "e.jpg"],
  ])
  expect(report.map(({ level, code, line }) => `${level} ${code} ${line}`)).toEqual([
    "note picture_bytes_not_read undefined",
    "note name_from_id 3",
    "changed name_folders 5",
  ])
})

test("a range of a picture is what was asked for", async () => {
  const files = await withTablePictures(
    memoryFiles({ t: table([{ path: "a.jpg", bytes: Uint8Array.of(1, 2, 3, 4, 5) }]) }),
  )
  const chunks: number[] = []
  for await (const chunk of files.open("a.jpg", { start: 1, end: 3 })) chunks.push(...chunk)
  expect(chunks).toEqual([2, 3])
})

test("a file that is there keeps its name, and of two rows the first one has it", async () => {
  const twice = table([
    { path: "a.jpg", bytes: picture(1) },
    { path: "b.jpg", bytes: picture(2) },
    { path: "b.jpg", bytes: picture(3) },
  ])
  const files = await withTablePictures(memoryFiles({ "t.parquet": twice, "a.jpg": picture(9) }))
  expect((await files.list()).map(({ name }) => name)).toEqual(["t.parquet", "a.jpg", "b.jpg"])
  expect(await readBytes(files, "a.jpg", 99)).toEqual(picture(9))
  expect(await readBytes(files, "b.jpg", 99)).toEqual(picture(2))
})

test("pictures in order read each group once, whatever their number", async () => {
  const many = Array.from({ length: 40 }, (_, i) => ({ path: `${i}.jpg`, bytes: picture(i, 3_000) }))
  const whole = memoryFiles({ "t.parquet": table(many, 10) })
  let drawn = 0
  const counted: FileSet = {
    list: () => whole.list(),
    async *open(name, range) {
      for await (const chunk of whole.open(name, range)) {
        drawn += chunk.length
        yield chunk
      }
    },
  }
  const files = await withTablePictures(counted)
  const listed = await files.list()
  drawn = 0
  for (const { name } of listed.slice(1)) await readBytes(files, name, 1e6)
  const [size = 0] = (await whole.list()).map(({ sizeBytes }) => sizeBytes)
  // Its pages are looked at before they are decoded: twice, and not forty times.
  expect(drawn).toBeLessThan(size * 3)
})

test("sets without such tables are the very same, and damaged tables do no harm", async () => {
  const plain = memoryFiles({ "a.jpg": "", "b.parquet": "no table" })
  expect(await withTablePictures(plain)).toBe(plain)
  const damaged = table(rows)
  damaged.fill(0xff, 4, 40)
  const files = await withTablePictures(memoryFiles({ "t.parquet": damaged }))
  expect((await files.list()).map(({ name }) => name)).toEqual(["t.parquet", "t/000003.jpg", "e.jpg"])
})

test("pictures written into a table come back, in groups that hold no more than 16 MiB of them", async () => {
  const MIB = 1_048_576
  const sizes = [...Array.from({ length: 5 }, () => 6 * MIB), 20 * MIB, 3, 5]
  const bytesOf = (name: string) => picture(Number(name.split(".")[0]) + 1, sizes[Number(name.split(".")[0])])
  const records = sizes.map((_, i) => ({
    ...{ name: `${i}.jpg`, size: null, sha256: null },
    body: { regions: [], nothingHere: true },
  })) satisfies DatasetRecord[]
  const asked: string[] = []
  const pictureOf = async ({ name }: DatasetRecord) => {
    asked.push(name)
    return name === "7.jpg" ? null : bytesOf(name)
  }
  let largest = 0
  const chunks: Uint8Array[] = []
  for await (const { name, body } of parquetWriter.write(source(records), manifest, { pictureOf })) {
    if (!name.endsWith(".parquet")) continue
    for await (const chunk of body) {
      largest = Math.max(largest, chunk.length)
      chunks.push(chunk)
    }
  }
  expect(asked).toEqual(records.map(({ name }) => name))
  // The largest picture has a group of its own; nothing else is larger than a group.
  expect(largest).toBeLessThan(20 * MIB + 10_000)
  const files = memoryFiles({ "train.parquet": Buffer.concat(chunks) })
  const file = await openParquet(
    files,
    "train.parquet",
    chunks.reduce((sum, { length }) => sum + length, 0),
  )
  if ("problem" in file) throw new Error(file.problem)
  expect(file.metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([2, 2, 1, 1, 2])
  // No picture stands in the footer, as the least or greatest of its column.
  expect(file.metadata.metadata_length).toBeLessThan(20_000)
  const set = await withTablePictures(files)
  expect((await set.list()).map(({ name }) => name)).toEqual(["train.parquet", ...asked.slice(0, 7)])
  for (const name of asked.slice(0, 7)) expect(Buffer.compare(await readBytes(set, name, 3e7), bytesOf(name))).toBe(0)
})

test("a writer that is given no pictures leaves them by their path", async () => {
  const record = { name: "a.jpg", size: null, sha256: null, body: { regions: [], nothingHere: true } }
  const files = await writtenBytes(parquetWriter.write(source([record]), manifest))
  const set = memoryFiles(files)
  expect(await (await withTablePictures(set)).list()).toEqual(await set.list())
})
