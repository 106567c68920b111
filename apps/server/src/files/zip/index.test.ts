import { spawnSync } from "node:child_process"
import { createWriteStream } from "node:fs"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { crc32 } from "node:zlib"
import { temporaryFolder } from "@justesse/db/testing/engines"
import { afterEach, beforeEach, expect, test } from "vitest"
import { fromBuffer } from "yauzl"
import { filesAt } from "../sets.ts"
import { type ZippedFile, zipFiles } from "./index.ts"
import { ZipRecords } from "./records.ts"

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

/** Bytes that no compression makes smaller, the same each time. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let i = 0, x = 1; i < length; i++) bytes[i] = (x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0) >>> 24
  return bytes
}
async function* cut(bytes: Uint8Array, step: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
}
async function* all(files: Readonly<Record<string, Uint8Array>>, step = 10_000): AsyncGenerator<ZippedFile> {
  for (const [name, bytes] of Object.entries(files)) yield { name, body: cut(bytes, step) }
}
async function* atOnce(files: Readonly<Record<string, Uint8Array>>): AsyncGenerator<ZippedFile> {
  for (const [name, whole] of Object.entries(files))
    yield { name, body: { whole, [Symbol.asyncIterator]: () => cut(whole, 10_000) } }
}
async function zipped(files: AsyncIterable<ZippedFile>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of zipFiles(files)) parts.push(part)
  return Buffer.concat(parts)
}
/** How each file lies in a zip, by a reader that we did not write. */
function entriesOf(zip: Buffer): Promise<{ name: string; method: number; size: number; packed: number }[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, (error, file) => {
      if (error) return reject(error)
      const found: { name: string; method: number; size: number; packed: number }[] = []
      file.on("entry", ({ fileName, compressionMethod, uncompressedSize, compressedSize }) => {
        found.push({ name: fileName, method: compressionMethod, size: uncompressedSize, packed: compressedSize })
      })
      file.on("end", () => resolve(found)).on("error", reject)
    })
  })
}

const text = Buffer.from("train/000001.jpg 0.5 0.5 0.1 0.2\n".repeat(9_000))
const FILES = {
  "empty.txt": Buffer.alloc(0),
  "tiny.txt": Buffer.from("3 0.1\n"),
  "labels/é 文字.txt": Buffer.from("0 0.5 0.5 0.25 0.125\n".repeat(20)),
  "labels/long.json": text,
  "images/small.JPG": noise(5_000),
  "images/large.png": noise(1_500_000),
  "images/text.jpg": text,
}

test("small and large files come back as they were, text deflated, pictures stored", async () => {
  const zip = await zipped(all(FILES))
  const entries = await entriesOf(zip)
  expect(entries.map(({ name, size }) => [name, size])).toEqual(
    Object.entries(FILES).map(([name, bytes]) => [name, bytes.length]),
  )
  expect(entries.map(({ method }) => method)).toEqual([0, 0, 8, 8, 0, 0, 0])
  expect(entries.find(({ name }) => name === "labels/long.json")?.packed).toBeLessThan(5_000)
  await writeFile(join(folder.path, "all.zip"), zip)
  const files = await filesAt(join(folder.path, "all.zip"))
  for (const [name, bytes] of Object.entries(FILES)) {
    const parts: Uint8Array[] = []
    for await (const part of files.open(name)) parts.push(part)
    expect([name, Buffer.concat(parts).equals(bytes)]).toEqual([name, true])
  }
  files.close()
})

test("the same files give the same zip, however they are cut", async () => {
  const one = await zipped(all(FILES, 700))
  expect((await zipped(all(FILES, 64_000))).equals(one)).toBe(true)
  expect((await zipped(all({}))).length).toBe(22)
})

test("unzip finds nothing wrong with it", async () => {
  const tool = spawnSync("unzip", ["-v"])
  if (tool.error) return console.log("unzip is not on this machine: skipped")
  const path = join(folder.path, "all.zip")
  await writeFile(path, await zipped(all(FILES)))
  const { stdout, status } = spawnSync("unzip", ["-t", path], { encoding: "utf8" })
  expect([status, stdout.includes("No errors detected")]).toEqual([0, true])
})

test("more files than a plain zip can count are all there", async () => {
  const many = async function* () {
    for (let i = 0; i < 70_000; i++) yield { name: `${i}.txt`, body: cut(Buffer.from(`${i}`), 10) }
  }
  const path = join(folder.path, "many.zip")
  await pipeline(Readable.from(zipFiles(many()), { objectMode: false }), createWriteStream(path))
  const files = await filesAt(path)
  const names = await files.list()
  expect([names.length, names.at(-1)?.name]).toEqual([70_000, "69999.txt"])
  const parts: Uint8Array[] = []
  for await (const part of files.open("69999.txt")) parts.push(part)
  expect(Buffer.concat(parts).toString()).toBe("69999")
  files.close()
})

test("sizes and places beyond 4 GiB are told in full", () => {
  const records = new ZipRecords()
  const large = 5 * 2 ** 30
  records.openHeader("a.png", 0)
  const descriptor = records.descriptor({ crc32: 7, size: large, packedSize: large })
  expect([descriptor.length, descriptor.readBigUInt64LE(8)]).toEqual([24, BigInt(large)])
  const data = Buffer.from("b")
  records.header("b.txt", { crc32: crc32(data), size: 1, packedSize: 1, method: 0, data })
  const directory = Buffer.concat([...records.end()])
  const extra = 46 + 5
  expect([directory.readUInt32LE(20), directory.readUInt16LE(30), directory.readUInt16LE(extra)]).toEqual([
    0xffff_ffff, 20, 1,
  ])
  expect(directory.readBigUInt64LE(extra + 4)).toBe(BigInt(large))
  const second = extra + 20
  expect(directory.readUInt32LE(second + 42)).toBe(0xffff_ffff)
  expect(directory.readBigUInt64LE(second + 46 + 5 + 4)).toBe(BigInt(30 + 5 + large + 24))
  expect(directory.includes(Buffer.from([0x50, 0x4b, 6, 6]))).toBe(true)
})

test("a file that cannot be read ends the zip with its failure", async () => {
  const broken = async function* () {
    yield { name: "a.txt", body: cut(text, 1_000) }
    yield {
      name: "b.json",
      body: (async function* () {
        yield text
        throw new Error("the disk went away")
      })(),
    }
  }
  await expect(zipped(broken())).rejects.toThrow("the disk went away")
})

test("files that are there at once are packed as those that are drawn, to the byte", async () => {
  const files = {
    "empty.txt": new Uint8Array(),
    "short.txt": Buffer.from("x"),
    "label.txt": Buffer.from("0 0.5 0.5 0.1 0.2\n".repeat(20)),
    "long.txt": Buffer.from("long line\n".repeat(20_000)),
    "small.jpg": noise(3_000),
    "large.jpg": noise(1_200_000),
  }
  const drawn = await zipped(all(files))
  expect((await zipped(atOnce(files))).equals(drawn)).toBe(true)
  expect(await entriesOf(drawn)).toHaveLength(6)
})
