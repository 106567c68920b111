import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { openStorage } from "../openStorage.ts"
import { makeBackup } from "../operate/backup.ts"
import { readBackup } from "../operate/readBackup.ts"
import { restoreBackup } from "../operate/restore.ts"
import { verifyStorage } from "../operate/verify.ts"
import { putSetting } from "../projects/settings.ts"
import type { Storage } from "../storage.ts"
import { fillCovered } from "../testing/covered.ts"
import { type Engine, emptyDatabase, engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { addEvents, addPeople, NOW } from "../testing/seed.ts"
import { readHeads, writeHead } from "./heads.ts"
import { keepSealed } from "./keep.ts"

/** The schema of the version before the chain. */
const BEFORE = 12

let folder: ReturnType<typeof temporaryFolder>
let to = ""
beforeEach(() => {
  folder = temporaryFolder()
  to = join(folder.path, "one.jbackup")
})
afterEach(() => folder.remove())

async function emptyPlace(engine: Engine) {
  if (engine.name === "SQLite") return { at: { file: join(folder.path, "target.db") }, drop: async () => {} }
  const { url, drop } = await emptyDatabase()
  return { at: { url }, drop }
}
const blobsDir = () => join(folder.path, "blobs")
const headsIn = () => join(folder.path, "heads")
const backup = (storage: Storage) => makeBackup(storage, { blobsDir: blobsDir(), to, madeAtMs: NOW })
const keep = (storage: Storage, where: string) => keepSealed(storage.chain, where, () => NOW)
async function sealEverything(storage: Storage, where: string): Promise<void> {
  const keeper = keep(storage, where)
  while (await keeper.sealOlder()) continue
  await keeper.sealAll()
}

describe.each(engines)("a backup of a sealed $name", (engine) => {
  let opened: TestStorage
  beforeEach(async () => {
    opened = await engine.open()
    await fillCovered(opened.storage, () => keep(opened.storage, folder.path).sealAll())
  })
  afterEach(() => opened.close())

  test("names the end of the chain in its first line, and is found not to hold it", async () => {
    await backup(opened.storage)
    expect((await readBackup(to)).problems).toEqual([])
    const lines = gunzipSync(readFileSync(to)).toString("utf8").split("\n")
    const [head] = (await readHeads(folder.path)).heads
    expect(JSON.parse(lines[0] ?? "").heads).toEqual([{ chain: 1, seq: head?.seq, hash: head?.hash }])
    // The last seal with another time: the row, then the whole of it.
    const at = lines.findIndex((line) => line.startsWith(`[1,${head?.seq},${NOW},`))
    const other = lines.with(at, (lines[at] ?? "").replace(String(NOW), String(NOW + 1)))
    writeFileSync(to, gzipSync(other.join("\n")))
    expect((await readBackup(to)).problems).toEqual([
      "the content is not the one that was written",
      `seal ${head?.seq} of chain 1, up to which it was made, is not in it`,
    ])
  })

  test.each(engines)(
    "restored into $name replaces what lay beside the database before it, and goes on",
    async (target) => {
      await backup(opened.storage)
      // Later than the backup: what is restored lacks it, on purpose. And one of a chain that the backup never had.
      await writeHead(headsIn(), { chainId: 1, seq: 99, hash: "later", atMs: NOW })
      await writeHead(headsIn(), { chainId: 7, seq: 1, hash: "other", atMs: NOW })
      const { at, drop } = await emptyPlace(target)
      await restoreBackup(to, { ...at, blobsDir: blobsDir(), headsIn: headsIn() })
      expect((await readHeads(headsIn())).heads.map(({ file }) => file)).toEqual(["chain-1.head"])
      const again = await openStorage({ ...at, headsIn: headsIn() })
      expect(await verifyStorage(again, { headsIn: headsIn() })).toEqual([])
      expect(await again.db.selectFrom("unsealed").select("id").execute()).toEqual([])
      await addPeople(again, 2)
      await sealEverything(again, headsIn())
      expect(await verifyStorage(again, { headsIn: headsIn() })).toEqual([])
      await again.close()
      await drop()
    },
  )

  test("with rows that were not sealed yet seals them after its restore", async () => {
    const [, , , dora = 0] = (await opened.storage.db.selectFrom("person").select("id").orderBy("id").execute()).map(
      ({ id }) => id,
    )
    await addEvents(opened.storage.db, { projectId: null, personId: dora, atMs: NOW, what: "person.joined" })
    await backup(opened.storage)
    const { at, drop } = await emptyPlace(engine)
    await restoreBackup(to, { ...at, blobsDir: blobsDir(), headsIn: headsIn() })
    const again = await openStorage({ ...at, headsIn: headsIn() })
    expect(await again.db.selectFrom("unsealed").select("row_key").execute()).toHaveLength(1)
    expect(await keep(again, headsIn()).sealAll()).toBe(1)
    await addPeople(again, 1)
    expect(await keep(again, headsIn()).sealAll()).toBe(1)
    expect(await verifyStorage(again, { headsIn: headsIn() })).toEqual([])
    await again.close()
    await drop()
  })
})

describe.each(engines)("rows from before the chain on $name", (engine) => {
  /** A storage of the version before, with some rows. */
  async function older(at: { file: string } | { url: string }): Promise<Storage> {
    const storage = await openStorage({ ...at, schema: BEFORE })
    const [ada = 0] = await addPeople(storage, 5)
    await putSetting(storage.db, "studio", { reach: "computer" })
    const events = Array.from({ length: 250 }, (_, n) => ({ atMs: NOW + n, what: "person.joined" }))
    await addEvents(storage.db, ...events.map((event) => ({ projectId: null, personId: ada, ...event })))
    return storage
  }

  test("are there after the upgrade, sealed in steps, and then an edit of one is found", async () => {
    const { at, drop } = await emptyPlace(engine)
    await (await older(at)).close()
    const storage = await openStorage({ ...at, headsIn: headsIn() })
    expect(await verifyStorage(storage, { headsIn: headsIn() })).toEqual([])
    await addPeople(storage, 1)
    await sealEverything(storage, headsIn())
    expect(await storage.db.selectFrom("sealed").select("row_key").execute()).toHaveLength(6 + 1 + 250)
    expect(await verifyStorage(storage, { headsIn: headsIn() })).toEqual([])
    await sql`update activity set what = 'person.left' where id = 7`.execute(storage.db)
    await sql`delete from unsealed`.execute(storage.db)
    expect(await verifyStorage(storage)).toEqual(["activity (id 7) is not as it was sealed"])
    await storage.close()
    await drop()
  })

  test("come back from an older backup, beside which no head is left", async () => {
    const source = temporaryFolder()
    const storage = await older({ file: join(source.path, "old.db") })
    await backup(storage)
    await storage.close()
    await writeHead(headsIn(), { chainId: 1, seq: 99, hash: "later", atMs: NOW })
    const { at, drop } = await emptyPlace(engine)
    await restoreBackup(to, { ...at, blobsDir: blobsDir(), headsIn: headsIn() })
    expect(existsSync(join(headsIn(), "chain-1.head"))).toBe(false)
    const again = await openStorage({ ...at, headsIn: headsIn() })
    await sealEverything(again, headsIn())
    expect(await again.db.selectFrom("sealed").select("row_key").execute()).toHaveLength(5 + 1 + 250)
    expect(await verifyStorage(again, { headsIn: headsIn() })).toEqual([])
    await again.close()
    await drop()
    source.remove()
  })
})
