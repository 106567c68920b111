import { readdirSync, readlinkSync, writeFileSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { temporaryFolder } from "@justesse/db/testing/engines"
import { afterEach, beforeEach, expect, test } from "vitest"
import { filesAt } from "./sets.ts"
import { type ZippedFile, zipFiles } from "./zip/index.ts"

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

/** Files of this test's folder that this process holds open; null where the system does not say. */
function heldOpen(): string[] | null {
  try {
    return readdirSync("/proc/self/fd").flatMap((fd) => {
      try {
        const path = readlinkSync(join("/proc/self/fd", fd))
        return path.startsWith(folder.path) ? path : []
      } catch {
        return []
      }
    })
  } catch {
    return null
  }
}
async function zipOf(files: Readonly<Record<string, Buffer>>, name = "x.zip"): Promise<string> {
  const parts: Uint8Array[] = []
  const all = async function* (): AsyncGenerator<ZippedFile> {
    for (const [file, bytes] of Object.entries(files))
      yield {
        name: file,
        body: (async function* () {
          yield bytes
        })(),
      }
  }
  for await (const part of zipFiles(all())) parts.push(part)
  const path = join(folder.path, name)
  writeFileSync(path, Buffer.concat(parts))
  return path
}
async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<number> {
  let length = 0
  for await (const chunk of body) length += chunk.length
  return length
}

test.each(["large.jpg", "large.json"])("whoever leaves in the middle of %s leaves nothing open", async (name) => {
  let isClosed = false
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      for (let i = 0; i < 400; i++) yield Buffer.alloc(65_536, String.fromCharCode(32 + (i % 90)))
    } finally {
      isClosed = true
    }
  }
  const zip = zipFiles(
    (async function* () {
      yield { name, body: body() }
    })(),
  )
  await zip.next()
  await zip.return(undefined)
  await new Promise((go) => setImmediate(go))
  expect(isClosed).toBe(true)
})

test("what is damaged inside a zip is told as of that file, and the others are read", async () => {
  const text = Buffer.from("the same line again and again, so that it is packed\n".repeat(200))
  const path = await zipOf({ "a.txt": text, "b.txt": text })
  const { readFileSync } = await import("node:fs")
  const bytes = readFileSync(path)
  bytes.fill(0xff, 40, 60) // within the packed bytes of the first file
  writeFileSync(path, bytes)
  const files = await filesAt(path)
  await expect(bytesOf(files.open("a.txt"))).rejects.toMatchObject({
    code: "file_unreadable",
    detail: { file: "a.txt" },
  })
  expect(await bytesOf(files.open("b.txt"))).toBe(text.length)
  files.close()
})

test("a file that is gone is told by its name in the set, never by where it lay", async () => {
  writeFileSync(join(folder.path, "a.txt"), "x")
  const files = await filesAt(folder.path)
  await rm(join(folder.path, "a.txt"))
  const error: unknown = await bytesOf(files.open("a.txt")).catch((said: unknown) => said)
  expect(error).toMatchObject({ code: "file_unreadable", detail: { file: "a.txt" } })
  expect(JSON.stringify(error)).not.toContain(folder.path)
})

test("a zip may be read again and again: only what comes out anew counts against a bomb", async () => {
  const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `line ${i * i}`).join("\n"))
  const path = await zipOf({ "a.txt": bytes })
  const files = await filesAt(path)
  for (let i = 0; i < 100; i++) expect(await bytesOf(files.open("a.txt"))).toBe(bytes.length)
  files.close()
})

test("a bomb is stopped by the bytes that come out of all of its files", async () => {
  const path = await zipOf({ "a.txt": Buffer.alloc(3_000_000, "a"), "b.txt": Buffer.alloc(3_000_000, "a") })
  const files = await filesAt(path)
  const both = bytesOf(files.open("a.txt")).then(() => bytesOf(files.open("b.txt")))
  await expect(both).rejects.toMatchObject({ code: "file_too_large" })
  files.close()
})

test("zips that cannot be read hold no file open", async () => {
  await zipOf({ "a.txt": Buffer.from("a") }, "a.zip")
  writeFileSync(join(folder.path, "b.zip"), "no zip at all")
  await expect(filesAt(folder.path)).rejects.toMatchObject({ code: "file_unreadable" })
  // Files are closed behind the refusal.
  await expect.poll(() => heldOpen() ?? []).toEqual([])
})

test("a zip of too many files is refused by the number that it says, before any is looked at (found T15)", async () => {
  const end = Buffer.alloc(98)
  end.writeUInt32LE(0x0606_4b50, 0)
  end.writeBigUInt64LE(44n, 4)
  end.writeBigUInt64LE(250_000n, 24)
  end.writeBigUInt64LE(250_000n, 32)
  end.writeUInt32LE(0x0706_4b50, 56)
  end.writeUInt32LE(1, 72)
  end.writeUInt32LE(0x0605_4b50, 76)
  end.fill(0xff, 80, 96)
  const path = join(folder.path, "many.zip")
  writeFileSync(path, end)
  await expect(filesAt(path)).rejects.toMatchObject({
    code: "file_too_large",
    detail: { files: 250_000, most: 240_000 },
  })
  await expect.poll(() => heldOpen() ?? []).toEqual([])
})

test("of two files of one name in a zip the later one is meant, and it is listed once", async () => {
  async function* text(said: string) {
    yield Buffer.from(said)
  }
  async function* twice() {
    yield { name: "a.txt", body: text("first") }
    yield { name: "b.txt", body: text("other") }
    yield { name: "a.txt", body: text("second") }
  }
  const parts: Uint8Array[] = []
  for await (const part of zipFiles(twice())) parts.push(part)
  const path = join(folder.path, "twice.zip")
  writeFileSync(path, Buffer.concat(parts))
  const files = await filesAt(path)
  expect(await files.list()).toEqual([
    { name: "a.txt", sizeBytes: 6 },
    { name: "b.txt", sizeBytes: 5 },
  ])
  expect(await bytesOf(files.open("a.txt"))).toBe(6)
  files.close()
})
