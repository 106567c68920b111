import { createHash } from "node:crypto"
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { linkFile } from "../assets/linkedFiles.ts"
import { diskBlobs } from "../blobs.ts"
import { linkedBlobs } from "../linkedBlobs.ts"
import { openStorage } from "../openStorage.ts"
import type { Storage } from "../storage.ts"
import { emptyDatabase, engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { addPeople, addProject, NOW } from "../testing/seed.ts"
import { makeBackup } from "./backup.ts"
import { readBackup } from "./readBackup.ts"
import { restoreBackup } from "./restore.ts"
import { verifyStorage } from "./verify.ts"

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")

describe.each(engines)("originals outside of the data folder of $name", (engine) => {
  let opened: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let blobsDir = ""
  let to = ""
  /** Two linked originals and one that is the studio's own. */
  const LINKED = ["one", "another original"] as const
  const pathOf = (name: string) => join(folder.path, `${name}.png`)
  const closing: (() => Promise<unknown>)[] = []

  beforeEach(async () => {
    folder = temporaryFolder()
    blobsDir = join(folder.path, "blobs")
    to = join(folder.path, "one.jbackup")
    opened = await engine.open()
    const { storage } = opened
    const [ada = 0] = await addPeople(storage, 1)
    const project = await addProject(storage, ada, 3, 1)
    const own = await diskBlobs(blobsDir).put(Buffer.from("own"))
    const hashes = [own.sha256]
    for (const name of LINKED) {
      writeFileSync(pathOf(name), `bytes of ${name}`)
      const sha = sha256(Buffer.from(`bytes of ${name}`))
      hashes.push(sha)
      const { size, mtimeMs } = statSync(pathOf(name))
      await linkFile(storage.db, sha, { path: pathOf(name), bytes: size, modifiedMs: mtimeMs })
    }
    const none = { width: 4, height: 3, upright_sha256: null, preview_sha256: null, thumbnail_sha256: null }
    const rest = { media_type: "image/png", bytes: 3, problem: null, foreign: null, import_id: null, made_at_ms: NOW }
    for (const [i, sha] of hashes.entries())
      await storage.db
        .insertInto("asset")
        .values({ project_id: project, id: i + 1, name: `${i}.png`, search: `${i}.png`, sha256: sha, ...none, ...rest })
        .execute()
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
    await opened.close()
    folder.remove()
  })

  const backup = (withLinked?: boolean) =>
    makeBackup(opened.storage, { blobsDir, to, madeAtMs: NOW, ...(withLinked === undefined ? {} : { withLinked }) })
  const look = (storage: Storage, blobs: string) =>
    verifyStorage(storage, { blobs: linkedBlobs(diskBlobs(blobs), storage.db) })
  /** The backup in an empty place of the same engine. */
  async function restored(): Promise<{ storage: Storage; blobs: string }> {
    const blobs = join(folder.path, "restored")
    const database = engine.name === "SQLite" ? null : await emptyDatabase()
    const at = database ? { url: database.url } : { file: join(folder.path, "r.db") }
    await restoreBackup(to, { ...at, blobsDir: blobs })
    const storage = await openStorage(at)
    closing.push(
      () => storage.close(),
      async () => database?.drop(),
    )
    return { storage, blobs }
  }
  const bytesOf = (name: string) => `bytes of ${name}`.length
  const links = (storage: Storage) => storage.db.selectFrom("linked_file").select("path").execute()

  test("are left where they lie, and it is said how many and how large", async () => {
    const bytes = LINKED.reduce((sum, name) => sum + bytesOf(name), 0)
    expect(await backup()).toEqual({ files: 0, bytes: 0, leftFiles: 2, leftBytes: bytes, lost: 0 })
    expect((await readBackup(to)).problems).toEqual([])
    const { storage, blobs } = await restored()
    expect(await links(storage)).toHaveLength(2)
    expect(await look(storage, blobs)).toEqual([])
    rmSync(pathOf("one"))
    expect(await look(storage, blobs)).toEqual([
      expect.stringMatching(/^asset \(project \d+, asset 2, 1\.png\): its linked original is missing: .*one\.png$/),
    ])
  })

  test("come with it when asked for, and a restore makes own copies of them", async () => {
    const bytes = LINKED.reduce((sum, name) => sum + bytesOf(name), 0)
    expect(await backup(true)).toEqual({ files: 2, bytes, leftFiles: 0, leftBytes: 0, lost: 0 })
    expect((await readBackup(to)).problems).toEqual([])
    const { storage, blobs } = await restored()
    for (const name of LINKED) rmSync(pathOf(name))
    expect(await links(storage)).toEqual([])
    expect(await look(storage, blobs)).toEqual([])
    const own = diskBlobs(blobs)
    for (const name of LINKED)
      expect(readFileSync(own.path(sha256(Buffer.from(`bytes of ${name}`))), "utf8")).toBe(`bytes of ${name}`)
  })

  test("that are gone or have other bytes are counted, and never taken for what they were", async () => {
    writeFileSync(pathOf("one"), "bytes of two")
    expect(await backup(true)).toMatchObject({ files: 1, bytes: bytesOf("another original"), lost: 1 })
    rmSync(pathOf("another original"))
    expect(await backup(true)).toMatchObject({ files: 0, lost: 2 })
    expect((await readBackup(to)).problems).toEqual([])
    const { storage, blobs } = await restored()
    expect(await links(storage)).toHaveLength(2)
    expect(await look(storage, blobs)).toHaveLength(2)
  })

  test.each([
    { name: "a file of another length", text: "longer than before", keepsTime: false },
    { name: "a file of the same length", text: "bytes of ONE", keepsTime: false },
    { name: "a file of the same length and time", text: "bytes of ONE", keepsTime: true },
  ])("$name is found by its bytes", async ({ text, keepsTime }) => {
    const { atime, mtime } = statSync(pathOf("one"))
    writeFileSync(pathOf("one"), text)
    utimesSync(pathOf("one"), atime, keepsTime ? mtime : new Date(mtime.getTime() + 5_000))
    expect(await look(opened.storage, blobsDir)).toEqual([
      expect.stringMatching(/asset 2, 1\.png\): its linked original has changed since it was linked: .*one\.png$/),
    ])
  })

  test("a file that was only touched is the same", async () => {
    const later = new Date(statSync(pathOf("one")).mtimeMs + 60_000)
    utimesSync(pathOf("one"), later, later)
    expect(await look(opened.storage, blobsDir)).toEqual([])
    expect(await backup(true)).toMatchObject({ files: 2, lost: 0 })
  })
})
