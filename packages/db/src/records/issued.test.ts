import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { openStorage } from "../openStorage.ts"
import { makeBackup } from "../operate/backup.ts"
import { restoreBackup } from "../operate/restore.ts"
import type { Storage } from "../storage.ts"
import { engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { addPeople, NOW } from "../testing/seed.ts"
import {
  findIssuerKey,
  findRecord,
  type IssuedRecord,
  insertRecord,
  keepIssuerKey,
  listRecords,
  listWithdrawn,
  withdrawRecord,
} from "./index.ts"

const key = (thumbprint: string) => ({ thumbprint, publicX: `x-${thumbprint}`, privateD: "d", madeAtMs: NOW })

describe.each(engines)("records of work on $name", (engine) => {
  let opened: TestStorage
  let [ada, ben] = [0, 0]

  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(() => opened.close())
  beforeEach(async () => {
    await opened.wipe()
    ;[ada = 0, ben = 0] = await addPeople(opened.storage, 2)
  })
  const db = () => opened.storage.db
  const put = (number: string, personId = ada, change: Partial<IssuedRecord> = {}) =>
    db()
      .transaction()
      .execute((tx) =>
        insertRecord(tx, { number, personId, issuedAtMs: NOW, jws: "a.b.c", jwsSha256: "f".repeat(64), ...change }),
      )

  test("there is one key, whoever comes first, also of two servers at once", async () => {
    expect(await findIssuerKey(db())).toBeUndefined()
    // SQLite has one server.
    const other: Storage = "file" in opened.at ? opened.storage : await openStorage(opened.at)
    try {
      const made = await Promise.all(
        Array.from({ length: 8 }, (_, n) => keepIssuerKey(n % 2 ? db() : other.db, key(`k${n}`))),
      )
      expect(new Set(made.map(({ thumbprint }) => thumbprint)).size).toBe(1)
      expect(await findIssuerKey(other.db)).toEqual(made[0])
      expect(await keepIssuerKey(db(), key("late"))).toEqual(made[0])
    } finally {
      if (other !== opened.storage) await other.close()
    }
  })

  test("the key and the records come back from a backup", async () => {
    await keepIssuerKey(db(), key("k"))
    await put("2026-000000001")
    const folder = temporaryFolder()
    const [to, file, blobsDir] = ["b.jbackup", "again.db", "blobs"].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ]
    try {
      await makeBackup(opened.storage, { blobsDir, to, madeAtMs: NOW })
      await restoreBackup(to, { file, blobsDir: join(folder.path, "restored") })
      const again = await openStorage({ file })
      expect(await findIssuerKey(again.db)).toEqual(key("k"))
      expect(await findRecord(again.db, ada, "2026-000000001")).toMatchObject({ jws: "a.b.c" })
      await again.close()
    } finally {
      folder.remove()
    }
  })

  test("are their person's alone, newest first, and a number is given once", async () => {
    expect(await put("2026-000000001")).toBe(true)
    expect(await put("2026-000000002", ada, { issuedAtMs: NOW + 1 })).toBe(true)
    expect(await put("2026-000000001", ben)).toBe(false)
    expect(await listRecords(db(), ada, 9)).toEqual([
      { number: "2026-000000002", issuedAtMs: NOW + 1, withdrawnAtMs: null },
      { number: "2026-000000001", issuedAtMs: NOW, withdrawnAtMs: null },
    ])
    expect(await listRecords(db(), ada, 1)).toHaveLength(1)
    expect(await listRecords(db(), ben, 9)).toEqual([])
    expect(await findRecord(db(), ben, "2026-000000001")).toBeUndefined()
  })

  test("one that was withdrawn stays so, by its person alone, and only its number is told", async () => {
    await put("2026-000000001")
    await withdrawRecord(db(), ben, "2026-000000001", NOW + 5)
    expect(await listWithdrawn(db())).toEqual([])
    await withdrawRecord(db(), ada, "2026-000000001", NOW + 6)
    await withdrawRecord(db(), ada, "2026-000000001", NOW + 7)
    expect(await findRecord(db(), ada, "2026-000000001")).toMatchObject({ withdrawnAtMs: NOW + 6 })
    expect(await listWithdrawn(db())).toEqual(["2026-000000001"])
  })

  test("of several that want one number at once exactly one has it, and the others none", async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, n) => put("2026-000000009", n % 2 ? ada : ben, { jws: `a.${n}.c` })),
    )
    expect(made.filter(Boolean)).toHaveLength(1)
    const all = [...(await listRecords(db(), ada, 9)), ...(await listRecords(db(), ben, 9))]
    expect(all.map(({ number }) => number)).toEqual(["2026-000000009"])
    const winner = made.indexOf(true)
    expect(await findRecord(db(), winner % 2 ? ada : ben, "2026-000000009")).toMatchObject({ jws: `a.${winner}.c` })
  })

  test("many that were withdrawn are listed in the order of their numbers, whosever they were", async () => {
    const numbers = [5, 3, 9, 1].map((n) => `2026-00000000${n}`)
    for (const [n, number] of numbers.entries()) {
      const person = n % 2 ? ada : ben
      await put(number, person)
      await withdrawRecord(db(), person, number, NOW + n)
    }
    await put("2026-000000002")
    expect(await listWithdrawn(db())).toEqual([...numbers].sort())
  })

  test("of somebody without one there is none", async () => {
    expect([await listRecords(db(), ada, 9), await findRecord(db(), ada, "2026-000000001")]).toEqual([[], undefined])
    await withdrawRecord(db(), ada, "2026-000000001", NOW)
    expect(await listWithdrawn(db())).toEqual([])
  })
})
