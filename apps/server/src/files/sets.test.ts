import { mkdtempSync, rmSync } from "node:fs"
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { FileSet } from "@justesse/formats"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { rangeOf } from "../http/mediaRoutes.ts"
import { below, outboxFolder, writeWhole } from "./folders.ts"
import { filesAt, hasFiles } from "./sets.ts"
import { zipFiles } from "./zip/index.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "justesse-files-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function* chunks(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}
async function text(files: FileSet, name: string, range?: { start: number; end: number }): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const chunk of files.open(name, range)) parts.push(chunk)
  return Buffer.concat(parts).toString()
}

describe("names from outside", () => {
  test.each(["../a", "a/../../b", "/etc/passwd", "C:\\x", "a\0b", "", "a//b", "./a", "..\\a"])(
    "%j never leave their folder",
    (name) => {
      expect(() => below(folder, name)).toThrow(expect.objectContaining({ code: "name_unsafe" }))
    },
  )
  test("with folders in them lie below, backslashes too", () => {
    expect(below(folder, "a\\b/c.jpg")).toBe(join(folder, "a", "b", "c.jpg"))
  })
})

describe("files that are written", () => {
  test("have their name once they are whole, and leave nothing when they fail", async () => {
    expect(await writeWhole(join(folder, "deep", "a.txt"), chunks("one ", "two"))).toBe(7)
    expect(await readFile(join(folder, "deep", "a.txt"), "utf8")).toBe("one two")
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from("half")
      throw new Error("the line went dead")
    }
    await expect(writeWhole(join(folder, "deep", "b.txt"), broken())).rejects.toThrow("the line went dead")
    expect(await readdir(join(folder, "deep"))).toEqual(["a.txt"])
  })

  test("are sized, read in parts and removed", async () => {
    const outbox = outboxFolder(folder)
    await outbox.write("x.zip", chunks("0123456789"))
    expect(await outbox.size("x.zip")).toBe(10)
    const parts: Uint8Array[] = []
    for await (const chunk of outbox.open("x.zip", { start: 2, end: 4 })) parts.push(chunk)
    expect(Buffer.concat(parts).toString()).toBe("234")
    await outbox.remove("x.zip")
    expect(await outbox.size("x.zip")).toBeNull()
  })
})

describe("files that are read", () => {
  test("are seen in a folder without opening any of them", async () => {
    await mkdir(join(folder, "empty", "more"), { recursive: true })
    expect(await hasFiles(join(folder, "empty"))).toBe(false)
    expect(await hasFiles(join(folder, "gone"))).toBe(false)
    await writeFile(join(folder, "empty", "more", "broken.zip"), "no zip")
    expect(await hasFiles(join(folder, "empty"))).toBe(true)
    expect(await hasFiles(join(folder, "empty", "more", "broken.zip"))).toBe(true)
  })

  test("in a folder are listed by their path, in order, and read in parts", async () => {
    await mkdir(join(folder, "b"))
    await writeFile(join(folder, "b", "2.txt"), "second")
    await writeFile(join(folder, "1.txt"), "first")
    const files = await filesAt(folder)
    expect((await files.list()).map((file) => [file.name, file.sizeBytes])).toEqual([
      ["1.txt", 5],
      ["b/2.txt", 6],
    ])
    expect(await text(files, "b/2.txt", { start: 1, end: 4 })).toBe("eco")
    files.close()
  })

  test("in a zip are read through it, again and in parts, without unpacking", async () => {
    async function* two() {
      yield { name: "a/x.txt", body: chunks("hello ", "world") }
      yield { name: "é.txt", body: chunks("accent") }
    }
    await writeWhole(join(folder, "all.zip"), zipFiles(two()))
    const files = await filesAt(join(folder, "all.zip"))
    expect((await files.list()).map((file) => file.name)).toEqual(["a/x.txt", "é.txt"])
    expect(await text(files, "a/x.txt")).toBe("hello world")
    expect(await text(files, "a/x.txt", { start: 6, end: 9 })).toBe("wor")
    expect(await text(files, "é.txt")).toBe("accent")
    files.close()
  })

  test("that are not there, or no zip, are a typed answer", async () => {
    await expect(filesAt(join(folder, "nothing"))).rejects.toMatchObject({ code: "not_found" })
    await writeFile(join(folder, "bad.zip"), "not a zip at all")
    await expect(filesAt(join(folder, "bad.zip"))).rejects.toMatchObject({ code: "file_unreadable" })
  })

  test("the same files give the same zip, to the byte", async () => {
    const make = async () => {
      const parts: Uint8Array[] = []
      async function* one() {
        yield { name: "a.txt", body: chunks("same") }
      }
      for await (const chunk of zipFiles(one())) parts.push(chunk)
      return Buffer.concat(parts)
    }
    expect((await make()).equals(await make())).toBe(true)
  })
})

describe("the part of a file that a client asks for", () => {
  test.each([
    { header: undefined, range: null },
    { header: "bytes=0-9", range: { start: 0, end: 9 } },
    { header: "bytes=90-", range: { start: 90, end: 99 } },
    { header: "bytes=-10", range: { start: 90, end: 99 } },
    { header: "bytes=50-500", range: { start: 50, end: 99 } },
    { header: "bytes=100-", range: undefined },
    { header: "bytes=9-5", range: undefined },
    { header: "bytes=-", range: null },
    { header: "lines=1-2", range: null },
  ])("$header of 100 bytes is $range", ({ header, range }) => expect(rangeOf(header, 100)).toEqual(range))
})
