import { createHash, randomUUID } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { sql } from "kysely"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { countAssets } from "../assets/counts.ts"
import { linkFile } from "../assets/linkedFiles.ts"
import { insertTags } from "../assets/tags.ts"
import { storeView } from "../assets/views.ts"
import { diskBlobs } from "../blobs.ts"
import { insertImport, moveImport } from "../imports/index.ts"
import { keepReport, rememberLabels } from "../imports/memory.ts"
import { attachProposals } from "../imports/proposals.ts"
import { keepBefore } from "../imports/undo.ts"
import { SCHEMA_VERSION } from "../migrations/run.ts"
import { insertSet, putPredictions } from "../models/predictions.ts"
import { openStorage } from "../openStorage.ts"
import { insertMember } from "../projects/index.ts"
import type { Storage } from "../storage.ts"
import { dice } from "../testing/dice.ts"
import { type Engine, emptyDatabase, engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { invariants } from "../testing/invariants.ts"
import { addEvents, addPeople, addProject, answer, asks, NOW } from "../testing/seed.ts"
import { storeItems, storeSplit, takeVersionNumber } from "../versions/freeze.ts"
import { keepFact, sealVersion } from "../versions/index.ts"
import { makeBackup } from "./backup.ts"
import { readBackup } from "./readBackup.ts"
import { restoreBackup } from "./restore.ts"
import { TABLES_IN_ORDER } from "./tables.ts"
import { verifyStorage } from "./verify.ts"

type Place = { file: string } | { url: string }

/** An empty place on an engine that a backup may be restored into. */
async function emptyPlace(engine: Engine, folder: string): Promise<{ at: Place; drop(): Promise<void> }> {
  if (engine.name === "SQLite") return { at: { file: join(folder, `${randomUUID()}.db`) }, drop: async () => {} }
  const { url, drop } = await emptyDatabase()
  return { at: { url }, drop }
}

async function send(storage: Storage, project: number, person: number): Promise<string | null> {
  const [lease] = await storage.hot.next(asks(project, person))
  if (!lease) return null
  const sent = answer(`["${randomUUID()}", "é 漢"]`)
  const { publicId, fence } = lease
  const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 1, nowMs: NOW, next: null }
  await storage.hot.submit({ publicId, personId: person, fence, ...sent, ...rest })
  return sent.submissionId
}

/** Something of everything: people who sign in, a project half done, a picture on the disk. */
async function fill(storage: Storage, blobsDir: string): Promise<{ project: number; people: number[]; blob: string }> {
  const people = await addPeople(storage, 3)
  const [ada = 0, ben = 0] = people
  await sql`insert into auth_user (id, name, email, "emailVerified", "createdAt", "updatedAt")
    values ('u1', 'Ada', 'ada@example.org', ${storage.engine === "postgres" ? true : 1}, '2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z')`.execute(
    storage.db,
  )
  const project = await addProject(storage, ada, 20, 2)
  await insertMember(storage.db, project, ada, ["owner", "annotator"], "Owl", NOW)
  const { sha256 } = await diskBlobs(blobsDir).put(Buffer.from("a picture, as far as a backup knows"))
  await storage.db
    .insertInto("asset")
    .values({
      ...{ project_id: project, id: 1, name: "é.png", search: "é.png", sha256, media_type: "image/png", bytes: 35 },
      ...{ width: 4, height: 3, upright_sha256: null, preview_sha256: null, thumbnail_sha256: null, problem: null },
      ...{ foreign: null, import_id: null, made_at_ms: NOW },
    })
    .execute()
  await insertTags(storage.db, project, [{ assetId: 1, tag: "À vérifier" }])
  for (let n = 0; n < 6; n++) for (const person of [ada, ben]) await send(storage, project, person)
  await addEvents(storage.db, { projectId: project, personId: ada, atMs: NOW, what: "project.opened" })
  await fillIngest(storage, project, ada, sha256)
  return { project, people, blob: sha256 }
}

/** A row of each table that bringing in, browsing and freezing keep. */
async function fillIngest(storage: Storage, project: number, ada: number, sha256: string): Promise<void> {
  const { db } = storage
  const id = await insertImport(db, project, { name: "é.zip", as: "settled", who: ada, startedAtMs: NOW, batch: "b" })
  await moveImport(db, project, id, ["running"], "waiting", { options: "{}", looked: '{"é": 1}' })
  await keepReport(db, project, id, [{ level: "lost", code: "x", file: "é", line: 3, found: "漢" }])
  await rememberLabels(
    db,
    project,
    new Map([
      ["Käfer", null],
      ["car", "car"],
    ]),
  )
  const open = {
    taskId: 1,
    state: "open" as const,
    settledBy: null,
    settledAtMs: null,
    answer: null,
    answerSha256: null,
  }
  const before = { ...open, provenance: null, labels: " ", texts: "", regions: 0, nothingHere: false }
  await keepBefore(db, project, id, [{ taskId: 1, answerSha256: sha256, overlap: 2, before }])
  const elsewhere = createHash("sha256").update("elsewhere").digest("hex")
  await linkFile(db, elsewhere, { path: "/photos/é.png", bytes: 2 ** 40, modifiedMs: NOW })
  const view = { filter: { search: "é", states: [], labels: [] }, sort: "name" as const, size: "small" as const }
  await storeView(db, project, { name: "Nacht", body: view, madeBy: ada, madeAtMs: NOW })
  const set = await insertSet(db, project, { name: "m", madeBy: ada, madeAtMs: NOW })
  await putPredictions(db, project, set, [{ taskId: 1, body: '{"regions":[]}', doubtPpm: 1 }])
  await attachProposals(db, project, [1], set)
  const version = await takeVersionNumber(db, project)
  const kept = {
    settledBy: "import" as const,
    provenance: "[]",
    recordSha256: sha256,
    picture: { extra: {}, document: null },
  }
  const item = { assetId: 1, taskId: 1, bodySha256: createHash("sha256").update("{}").digest("hex"), body: "{}" }
  await storeItems(db, project, version, [{ ...item, ...kept }])
  await storeSplit(db, project, version, "test", [1])
  const head = { version, frozenAtMs: NOW, frozenBy: ada, note: "é", contentSha256: sha256, facts: "{}" }
  await sealVersion(db, project, { ...head, pictures: 1, regions: 0, labels: 0, nothingHere: 0 })
  await keepFact(db, project, version, "losses", "{}")
}

/** Every row of every table, as text, in an order that does not depend on the engine. */
async function everything(storage: Storage): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const table of TABLES_IN_ORDER) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(storage.db)
    const plain = (value: unknown) =>
      value instanceof Date ? value.toISOString() : typeof value === "boolean" ? Number(value) : value
    all[table] = rows
      .map((row) =>
        JSON.stringify(
          Object.keys(row)
            .sort()
            .map((name) => [name, plain(row[name])]),
        ),
      )
      .sort()
  }
  return all
}

describe.each(engines)("a backup of $name", (engine) => {
  let opened: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let blobsDir = ""
  let to = ""
  let seeded: Awaited<ReturnType<typeof fill>>
  const backup = () => makeBackup(opened.storage, { blobsDir, to, madeAtMs: NOW })

  beforeEach(async () => {
    folder = temporaryFolder()
    blobsDir = join(folder.path, "blobs")
    to = join(folder.path, "backups", "one.jbackup")
    opened = await engine.open()
    seeded = await fill(opened.storage, blobsDir)
  })
  afterEach(async () => {
    await opened.close()
    folder.remove()
  })

  /** What a program writes for itself: its schema's number, and what triggers keep. */
  const WITHOUT_COPY = ["schema_version", "access_version"]

  test("knows every table", async () => {
    const catalogue =
      engine.name === "SQLite"
        ? "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'asset_text%'"
        : "select tablename as name from pg_tables where schemaname = current_schema()"
    const { rows } = await sql.raw<{ name: string }>(catalogue).execute(opened.storage.db)
    const found = rows.map((row) => row.name).filter((name) => !WITHOUT_COPY.includes(name))
    expect(found.sort()).toEqual([...TABLES_IN_ORDER].sort())
  })

  test("reads back whole, with as many rows as there are", async () => {
    await backup()
    const rows = Object.values(await everything(opened.storage)).reduce((sum, list) => sum + list.length, 0)
    expect(await readBackup(to)).toEqual({ rows, problems: [] })
    expect(readdirSync(join(folder.path, "backups"))).toEqual(["one.jbackup"])
  })

  test.each(engines)("is restored into $name, row by row the same, and goes on there", async (target) => {
    await backup()
    const { at, drop } = await emptyPlace(target, folder.path)
    const restoredBlobs = join(folder.path, "restored")
    await restoreBackup(to, { ...at, blobsDir: restoredBlobs })
    const again = await openStorage(at)
    const rows = await everything(again)
    expect(rows).toEqual(await everything(opened.storage))
    const ingest = [
      "import_line",
      "import_answer",
      "label_memory",
      "linked_file",
      "asset_tag",
      "saved_view",
      "proposal",
    ]
    for (const table of [...ingest, "version_fact", "version_item"])
      expect([table, rows[table]?.length]).not.toEqual([table, 0])
    expect(await verifyStorage(again, { blobs: diskBlobs(restoredBlobs) })).toEqual([])
    expect(await diskBlobs(restoredBlobs).has(seeded.blob)).toBe(true)
    // What searches by text is no row of a backup: it comes with the rows.
    for (const search of ["é.png", "à vérifier"]) {
      const wanted = { search, states: [], labels: [] }
      expect(await countAssets(again.db, seeded.project, wanted, NOW)).toBe(1)
    }
    const [fresh = 0] = await addPeople(again, 1)
    expect(seeded.people).not.toContain(fresh)
    expect(await send(again, seeded.project, fresh)).not.toBeNull()
    await again.close()
    await drop()
  })

  test("is not restored over what is there", async () => {
    await backup()
    await opened.storage.close()
    const over = restoreBackup(to, { ...opened.at, blobsDir })
    await expect(over).rejects.toMatchObject({ code: "conflict" })
    const again = await openStorage(opened.at)
    expect(await again.db.selectFrom("submission").select("public_id").execute()).toHaveLength(12)
    await again.close()
  })

  test("taken while people work holds what was acknowledged before, and is sound", async () => {
    const acknowledged: string[] = []
    let going = true
    const worker = async (person: number, project: number) => {
      while (going) {
        const id = await send(opened.storage, project, person)
        if (id === null) return
        acknowledged.push(id)
      }
    }
    const crowd = await addPeople(opened.storage, 8)
    const project = await addProject(opened.storage, crowd[0] ?? 0, 2_000, 3)
    const work = crowd.map((person) => worker(person, project))
    while (acknowledged.length < 40) await new Promise((go) => setTimeout(go, 5))
    const before = [...acknowledged]
    await backup()
    going = false
    await Promise.all(work)
    const { at, drop } = await emptyPlace(engine, folder.path)
    await restoreBackup(to, { ...at, blobsDir: join(folder.path, "restored") })
    const again = await openStorage(at)
    const rows = await again.db.selectFrom("submission").select("public_id").execute()
    const stored = new Set(rows.map((row) => row.public_id))
    expect(before.filter((id) => !stored.has(id))).toEqual([])
    expect(await invariants(again.db, project)).toEqual([])
    expect(await verifyStorage(again)).toEqual([])
    await again.close()
    await drop()
  })
})

describe("a damaged backup", () => {
  let opened: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let whole = ""
  let blobsDir = ""
  beforeAll(async () => {
    folder = temporaryFolder()
    blobsDir = join(folder.path, "blobs")
    whole = join(folder.path, "whole.jbackup")
    opened = await (engines[0] as Engine).open() // the list has SQLite first
    await fill(opened.storage, blobsDir)
    await makeBackup(opened.storage, { blobsDir, to: whole, madeAtMs: NOW })
  })
  afterAll(async () => {
    await opened.close()
    folder.remove()
  })

  const restored = async (path: string) => {
    const file = join(folder.path, `${randomUUID()}.db`)
    const outcome = await restoreBackup(path, { file, blobsDir: join(folder.path, "r") }).catch((error) => error)
    if (!existsSync(file)) return { outcome, people: 0 }
    const storage = await openStorage({ file })
    const people = await storage.db.selectFrom("person").select("id").execute()
    await storage.close()
    return { outcome, people: people.length }
  }

  /** Whether gzip unpacks the same bytes all the same: the bits that fill the last byte of a block say nothing, and one run may be copied from two places. */
  const saysTheSame = (copy: Uint8Array, bytes: Uint8Array) => {
    try {
      return gunzipSync(copy).equals(gunzipSync(bytes))
    } catch {
      return false
    }
  }

  test("with one bit flipped anywhere is told, unless it says the same; nothing of it is kept", async () => {
    const share = dice(11)
    const bytes = readFileSync(whole)
    for (let n = 0; n < 40; n++) {
      const copy = Buffer.from(bytes)
      // The first ten bytes are gzip's own head, which holds a time and the system's name.
      const at = 10 + share.below(copy.length - 10)
      copy[at] = (copy[at] ?? 0) ^ (1 << share.below(8))
      const path = join(folder.path, "flipped.jbackup")
      writeFileSync(path, copy)
      const { problems } = await readBackup(path)
      if (saysTheSame(copy, bytes)) {
        expect(problems).toEqual([])
        continue
      }
      expect(problems.length, `byte ${at} of ${copy.length}`).toBeGreaterThan(0)
      if (n % 8 === 0) {
        const { outcome, people } = await restored(path)
        expect(outcome).toMatchObject({ code: "file_unreadable" })
        expect(people).toBe(0)
      }
    }
  })

  test.each([1, 5, 8])("whose end is damaged, %i bytes from it, is told and not restored", async (back) => {
    const copy = Buffer.from(readFileSync(whole))
    const at = copy.length - back
    copy[at] = (copy[at] ?? 0) ^ 1
    const path = join(folder.path, "end.jbackup")
    writeFileSync(path, copy)
    expect((await readBackup(path)).problems).not.toEqual([])
    expect(await restored(path)).toMatchObject({ outcome: { code: "file_unreadable" }, people: 0 })
  })

  test("that goes on after its last line is told", async () => {
    const path = join(folder.path, "longer.jbackup")
    writeFileSync(path, gzipSync(Buffer.concat([gunzipSync(readFileSync(whole)), Buffer.from("{}\n")])))
    expect((await readBackup(path)).problems).toEqual(["the file goes on after its last line"])
  })

  // Found O27 and T32: a refused restore left a database and pictures, and a line that fits no table an error of the database.
  test("leaves nothing where there was nothing, and what was there as it was", async () => {
    const path = join(folder.path, "cut.jbackup")
    writeFileSync(path, readFileSync(whole))
    truncateSync(path, Math.floor(readFileSync(whole).length * 0.9))
    const target = join(folder.path, "fresh", "data")
    const refused = restoreBackup(path, { file: join(target, "justesse.db"), blobsDir: join(target, "blobs") })
    await expect(refused).rejects.toMatchObject({ code: "file_unreadable" })
    expect(existsSync(target)).toBe(false)
    const kept = join(folder.path, "kept")
    mkdirSync(join(kept, "blobs"), { recursive: true })
    writeFileSync(join(kept, "blobs", "mine"), "x")
    const beside = restoreBackup(path, { file: join(kept, "justesse.db"), blobsDir: join(kept, "blobs") })
    await expect(beside).rejects.toMatchObject({ code: "file_unreadable" })
    expect(readdirSync(kept)).toEqual(["blobs"])
    expect(readFileSync(join(kept, "blobs", "mine"), "utf8")).toBe("x")
  })

  test.each(engines)("whose rows do not fit their table is told in words on $name", async (engine) => {
    const lines = gunzipSync(readFileSync(whole)).toString("latin1")
    const path = join(folder.path, `odd-${engine.name}.jbackup`)
    const odd = lines.replace('{"table":"person","columns":["id"', '{"table":"person","columns":["no_such_column"')
    expect(odd).not.toBe(lines)
    writeFileSync(path, gzipSync(Buffer.from(odd, "latin1")))
    const target = await engine.open()
    await target.storage.close()
    const restoring = restoreBackup(path, { ...target.at, blobsDir: join(folder.path, `odd-${engine.name}`) })
    await expect(restoring).rejects.toMatchObject({ code: "file_unreadable" })
    await target.close()
  })

  test.each([0.1, 0.5, 0.99])("cut off after %f of it is told, and nothing of it is kept", async (part) => {
    const path = join(folder.path, `cut-${part}.jbackup`)
    writeFileSync(path, readFileSync(whole))
    truncateSync(path, Math.floor(readFileSync(whole).length * part))
    expect((await readBackup(path)).problems.length).toBeGreaterThan(0)
    const { outcome, people } = await restored(path)
    expect(outcome).toMatchObject({ code: "file_unreadable" })
    expect(people).toBe(0)
  })

  test.each(["", "not a backup at all", "{}"])("a file with %j in it is no backup", async (text) => {
    const path = join(folder.path, "other.jbackup")
    writeFileSync(path, text)
    expect((await readBackup(path)).problems.length).toBeGreaterThan(0)
    expect((await restored(path)).outcome).toMatchObject({ code: "file_unreadable" })
  })
})

describe.each(engines)("verifying $name", (engine) => {
  let opened: TestStorage
  let folder: ReturnType<typeof temporaryFolder>
  let blobsDir = ""
  let seeded: Awaited<ReturnType<typeof fill>>
  beforeEach(async () => {
    folder = temporaryFolder()
    blobsDir = join(folder.path, "blobs")
    opened = await engine.open()
    seeded = await fill(opened.storage, blobsDir)
  })
  afterEach(async () => {
    await opened.close()
    folder.remove()
  })
  const verify = () => verifyStorage(opened.storage, { blobs: diskBlobs(blobsDir) })
  const blobPath = () => join(blobsDir, seeded.blob.slice(0, 2), seeded.blob)

  test("finds nothing wrong where nothing is", async () => {
    expect(await verify()).toEqual([])
  })

  test("finds nothing wrong after texts were searched and written in turn", async () => {
    const { storage } = opened
    for (const tag of ["evening", "morning", "noon"]) {
      expect(await verifyStorage(storage)).toEqual([])
      await countAssets(storage.db, seeded.project, { search: tag, states: [], labels: [] }, NOW)
      await insertTags(storage.db, seeded.project, [{ assetId: 1, tag }])
    }
    expect(await verifyStorage(storage)).toEqual([])
  })

  test("finds an answer whose text was changed", async () => {
    await sql`update submission set body = replace(body, '漢', '汉') where task_id = 3 and person_id = ${seeded.people[0]}`.execute(
      opened.storage.db,
    )
    const problems = await verify()
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain("task 3")
  })

  test("finds a free slot too many and a counter too high", async () => {
    await sql`update task set open_slots = open_slots + 1 where id = 5`.execute(opened.storage.db)
    await sql`update task set submitted = submitted + 1 where id = 9`.execute(opened.storage.db)
    const problems = await verify()
    expect(problems.some((problem) => problem.includes("task 5"))).toBe(true)
    expect(problems.some((problem) => problem.includes("task 9"))).toBe(true)
  })

  test("finds a picture that is gone", async () => {
    await diskBlobs(blobsDir).remove(seeded.blob)
    expect((await verify()).join()).toContain("é.png")
  })

  test("finds a picture with one bit changed", async () => {
    const bytes = readFileSync(blobPath())
    bytes[3] = (bytes[3] ?? 0) ^ 4
    writeFileSync(blobPath(), bytes)
    expect(createHash("sha256").update(bytes).digest("hex")).not.toBe(seeded.blob)
    expect((await verify()).join()).toContain("é.png")
  })
})

describe("a backup of another schema", () => {
  let folder: ReturnType<typeof temporaryFolder>
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => folder.remove())

  test("that is older is restored as it was, then brought up to date", async () => {
    const old = await openStorage({ file: join(folder.path, "old.db"), schema: 1 })
    await addPeople(old, 2)
    const to = join(folder.path, "old.jbackup")
    await makeBackup(old, { blobsDir: folder.path, to, madeAtMs: NOW })
    await old.close()
    expect((await readBackup(to)).problems).toEqual([])
    const file = join(folder.path, "new.db")
    expect(await restoreBackup(to, { file, blobsDir: folder.path })).toBe(3)
    const storage = await openStorage({ file })
    expect(await storage.db.selectFrom("person").select("name").execute()).toHaveLength(2)
    expect((await sql`select * from auth_user`.execute(storage.db)).rows).toEqual([])
    await storage.close()
  })

  test("made before a migration is whole", async () => {
    const file = join(folder.path, "old.db")
    const old = await openStorage({ file, schema: 1 })
    await addPeople(old, 2)
    await old.close()
    const to = join(folder.path, "before.jbackup")
    const beforeMigrate = async (storage: Storage) => {
      await makeBackup(storage, { blobsDir: folder.path, to, madeAtMs: NOW })
    }
    await (await openStorage({ file, beforeMigrate })).close()
    expect(await readBackup(to)).toEqual({ rows: 3, problems: [] })
  })

  test("that is newer is refused", async () => {
    const path = join(folder.path, "newer.jbackup")
    const head = { "justesse-backup": 1, schema: SCHEMA_VERSION + 1, engine: "sqlite", madeAtMs: NOW }
    writeFileSync(path, gzipSync(`${JSON.stringify(head)}\n`))
    const restoring = restoreBackup(path, { file: join(folder.path, "n.db"), blobsDir: folder.path })
    await expect(restoring).rejects.toMatchObject({ code: "storage_newer" })
  })

  test("that is not there is the disk's own error", async () => {
    await expect(readBackup(join(folder.path, "none.jbackup"))).rejects.toMatchObject({ code: "ENOENT" })
  })
})

test.each(engines)("opened to read beside others, $name takes no write", async (engine) => {
  const opened = await engine.open()
  await addPeople(opened.storage, 1)
  const beside = await openStorage({ ...opened.at, readOnly: true })
  expect(await beside.db.selectFrom("person").select("name").execute()).toHaveLength(1)
  await expect(beside.db.deleteFrom("person").execute()).rejects.toThrow()
  await beside.close()
  await opened.close()
})
