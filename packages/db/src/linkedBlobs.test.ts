import { createHash } from "node:crypto"
import { rmSync, utimesSync, writeFileSync } from "node:fs"
import { stat } from "node:fs/promises"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { findLinkedFile, linkFile, linkFiles } from "./assets/linkedFiles.ts"
import { type Blobs, diskBlobs } from "./blobs.ts"
import { checkLink, linkedBlobs } from "./linkedBlobs.ts"
import { engines, type TestStorage, temporaryFolder } from "./testing/engines.ts"

const sha = (text: string) => createHash("sha256").update(text).digest("hex")

describe.each(engines)("pictures that stay where they are, on $name", (engine) => {
  let store: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let blobs: Blobs
  let path = ""

  beforeEach(async () => {
    store = await engine.open()
    folder = temporaryFolder()
    blobs = linkedBlobs(diskBlobs(join(folder.path, "blobs")), store.storage.db)
    path = join(folder.path, "a.jpg")
    writeFileSync(path, "picture")
    const { size, mtimeMs } = await stat(path)
    await linkFile(store.storage.db, sha("picture"), { path, bytes: size, modifiedMs: mtimeMs })
  })
  afterEach(async () => {
    await store.close()
    folder.remove()
  })
  const read = async (hash: string, range?: { start: number; end: number }) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of await blobs.open(hash, range)) chunks.push(chunk)
    return Buffer.concat(chunks).toString()
  }

  test("a linked picture is read where it is, whole or in part, and never copied", async () => {
    expect(await blobs.has(sha("picture"))).toBe(true)
    expect(await read(sha("picture"))).toBe("picture")
    expect(await read(sha("picture"), { start: 1, end: 3 })).toBe("ict")
    expect(await diskBlobs(join(folder.path, "blobs")).has(sha("picture"))).toBe(false)
    await blobs.remove(sha("picture"))
    expect(await read(sha("picture"))).toBe("picture")
  })

  test("many are linked at once, the last place of each counts, and what is stored beside them is a copy", async () => {
    const place = (name: string, modifiedMs: number) => ({ path: join(folder.path, name), bytes: 7, modifiedMs })
    const links = new Map([
      [sha("picture"), place("moved.jpg", 9)],
      [sha("other"), place("b.jpg", 8.7)],
    ])
    await linkFiles(store.storage.db, links)
    await linkFiles(store.storage.db, new Map())
    expect(await findLinkedFile(store.storage.db, sha("picture"))).toEqual(place("moved.jpg", 9))
    expect(await findLinkedFile(store.storage.db, sha("other"))).toEqual(place("b.jpg", 8))
    expect(await blobs.putAll([{ body: Buffer.from("own") }])).toEqual([sha("own")])
    expect(await read(sha("own"))).toBe("own")
  })

  test("a file that was only touched is hashed once and believed", async () => {
    utimesSync(path, new Date(5_000), new Date(5_000))
    expect(await read(sha("picture"))).toBe("picture")
    expect((await findLinkedFile(store.storage.db, sha("picture")))?.modifiedMs).toBe(5_000)
  })

  test.each([
    ["other bytes of the same length", () => writeFileSync(path, "pictura"), "changed"],
    ["more bytes", () => writeFileSync(path, "picture and more"), "changed"],
    ["nothing", () => rmSync(path), "missing"],
  ])("%s in its place are told from the picture", async (_, act, why) => {
    act()
    utimesSyncIfThere(path)
    await expect(read(sha("picture"))).rejects.toMatchObject({ code: "file_unreadable", detail: { why } })
    const error: unknown = await read(sha("picture")).catch((said: unknown) => said)
    expect(`${error} ${JSON.stringify(error)}`).not.toContain(folder.path)
    const file = await findLinkedFile(store.storage.db, sha("picture"))
    expect(file && (await checkLink(store.storage.db, sha("picture"), file))).toBe(why)
    expect(await blobs.has(sha("picture"))).toBe(why === "changed")
  })

  test("what is stored here goes before a link, and what is neither is not found", async () => {
    const { sha256 } = await blobs.put(Buffer.from("picture"))
    rmSync(path)
    expect(await read(sha256)).toBe("picture")
    await expect(read(sha("nothing"))).rejects.toMatchObject({ code: "not_found" })
    expect(await blobs.has(sha("nothing"))).toBe(false)
  })
})

/** Makes sure that the time of change differs, however coarse the disk's clock is. */
function utimesSyncIfThere(path: string): void {
  try {
    utimesSync(path, new Date(9_000), new Date(9_000))
  } catch {
    // It is gone, as the test wants.
  }
}
