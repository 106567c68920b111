import { createHash } from "node:crypto"
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { type Blobs, diskBlobs } from "./blobs.ts"
import { temporaryFolder } from "./testing/engines.ts"

let folder: ReturnType<typeof temporaryFolder>
let blobs: Blobs
beforeEach(() => {
  folder = temporaryFolder()
  blobs = diskBlobs(join(folder.path, "blobs"))
})
afterEach(() => folder.remove())

const sha256 = (data: string) => createHash("sha256").update(data).digest("hex")
async function* inPieces(...pieces: string[]): AsyncIterable<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece)
}
const read = async (sha: string, range?: { start: number; end: number }) => {
  const chunks: Uint8Array[] = []
  for await (const chunk of await blobs.open(sha, range)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
const left = () => readdirSync(join(folder.path, "blobs", "incoming"))

test("bytes are found again under their hash, whole or in part", async () => {
  const put = await blobs.put(Buffer.from("a picture"))
  expect(put).toEqual({ sha256: sha256("a picture"), bytes: 9 })
  expect(await read(put.sha256)).toBe("a picture")
  expect(await read(put.sha256, { start: 2, end: 4 })).toBe("pic")
  expect(await blobs.has(put.sha256)).toBe(true)
})

test("a stream is stored as one, and the same bytes only once", async () => {
  const first = await blobs.put(inPieces("a ", "pic", "ture"))
  const second = await blobs.put(Buffer.from("a picture"))
  expect(second).toEqual(first)
  expect(readdirSync(join(folder.path, "blobs", first.sha256.slice(0, 2)))).toEqual([first.sha256])
  expect(left()).toEqual([])
})

test("the same bytes put at once by many are stored once", async () => {
  const puts = await Promise.all([1, 2, 3, 4].map(() => blobs.put(inPieces("same"))))
  expect(new Set(puts.map((put) => put.sha256)).size).toBe(1)
  expect(await read(sha256("same"))).toBe("same")
  expect(left()).toEqual([])
})

test("many are stored together, each once, in the order of their bytes", async () => {
  const texts = Array.from({ length: 40 }, (_, i) => `picture ${i % 25}`)
  const some = texts.map((text) => ({ body: Buffer.from(text) }))
  const [hashes, again] = await Promise.all([blobs.putAll(some), blobs.putAll(some.slice(10))])
  expect(hashes).toEqual(texts.map(sha256))
  expect(again).toEqual(hashes.slice(10))
  for (const text of texts) expect(await read(sha256(text))).toBe(text)
  expect(left()).toEqual([])
  expect(await blobs.putAll([])).toEqual([])
})

test("bytes that lie in a file of the program's own get a second name, bytes that do not are written", async () => {
  const [own, other] = [join(folder.path, "own"), join(folder.path, "other")]
  writeFileSync(own, "the same")
  writeFileSync(other, "changed meanwhile")
  const [same = "", written = "", lost = ""] = await blobs.putAll([
    { body: Buffer.from("the same"), same: own },
    { body: Buffer.from("as it was"), same: other },
    { body: Buffer.from("gone"), same: join(folder.path, "nowhere") },
  ])
  const path = (sha: string) => join(folder.path, "blobs", sha.slice(0, 2), sha)
  expect(statSync(path(same)).ino).toBe(statSync(own).ino)
  expect(await read(written)).toBe("as it was")
  expect(statSync(other).nlink).toBe(1)
  expect(await read(lost)).toBe("gone")
  rmSync(own)
  expect(await read(same)).toBe("the same")
  expect(left()).toEqual([])
})

test("nothing at all is a blob too", async () => {
  expect(await blobs.put(Buffer.alloc(0))).toEqual({ sha256: sha256(""), bytes: 0 })
  expect(await read(sha256(""))).toBe("")
})

test("a stream that breaks leaves nothing behind", async () => {
  async function* broken(): AsyncIterable<Uint8Array> {
    yield Buffer.from("half")
    throw new Error("the network went away")
  }
  await expect(blobs.put(broken())).rejects.toThrow("the network went away")
  expect(left()).toEqual([])
  expect(await blobs.has(sha256("half"))).toBe(false)
})

test("what was removed is gone; removing it again is nothing special", async () => {
  const { sha256: sha } = await blobs.put(Buffer.from("x"))
  await blobs.remove(sha)
  await blobs.remove(sha)
  expect(await blobs.has(sha)).toBe(false)
  await expect(blobs.open(sha)).rejects.toMatchObject({ code: "not_found" })
})

test.each(["../../etc/passwd", "", "ab", `${"a".repeat(63)}/`, "A".repeat(64)])("%j names no blob", async (name) => {
  await expect(blobs.open(name)).rejects.toMatchObject({ code: "not_found" })
})

test("only their owner may read the files", async () => {
  const { sha256: sha } = await blobs.put(Buffer.from("private"))
  const path = join(folder.path, "blobs", sha.slice(0, 2), sha)
  expect(existsSync(path)).toBe(true)
  expect(statSync(path).mode & 0o077).toBe(0)
})
