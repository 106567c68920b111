import { type Kysely, sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { isDuplicate } from "./duplicate.ts"
import { SCHEMA_VERSION } from "./migrations/run.ts"
import { openStorage } from "./openStorage.ts"
import type { Storage } from "./storage.ts"
import { engines, type TestStorage, temporaryFolder } from "./testing/engines.ts"
import { addPeople, addProject, answerTo, asks } from "./testing/seed.ts"

describe.each(engines)("a storage on $name", (engine) => {
  let opened: TestStorage
  let storage: Storage
  beforeEach(async () => {
    opened = await engine.open()
    storage = opened.storage
  })
  afterEach(() => opened.close())

  const setting = (name: string, value = "1") => storage.db.insertInto("setting").values({ name, value }).execute()
  const settings = async () =>
    (await storage.db.selectFrom("setting").select("name").orderBy("name").execute()).map((row) => row.name)

  test("says what it is", async () => {
    expect(await storage.facts()).toMatchObject({ engine: engine.name, schema: SCHEMA_VERSION })
  })

  test("gives numbers for whole columns, counts and sums", async () => {
    const [person = 0] = await addPeople(storage, 1)
    expect(typeof person).toBe("number")
    const row = await storage.db
      .selectFrom("person")
      .select((eb) => [eb.fn.countAll<number>().as("n"), eb.fn.sum<number>("made_at_ms").as("sum"), "made_at_ms"])
      .groupBy("made_at_ms")
      .executeTakeFirstOrThrow()
    expect([typeof row.n, typeof row.sum, typeof row.made_at_ms]).toEqual(["number", "number", "number"])
  })

  test("a transaction that throws leaves nothing", async () => {
    const job = storage.db.transaction().execute(async (tx) => {
      await tx.insertInto("setting").values({ name: "a", value: "1" }).execute()
      throw new Error("changed my mind")
    })
    await expect(job).rejects.toThrow("changed my mind")
    expect(await settings()).toEqual([])
  })

  test("a transaction is not seen from outside before it is done", async () => {
    await storage.db.transaction().execute(async (tx) => {
      await tx.insertInto("setting").values({ name: "a", value: "1" }).execute()
      expect(await settings()).toEqual([])
      const inside = await tx.selectFrom("setting").select("name").execute()
      expect(inside).toHaveLength(1)
    })
    expect(await settings()).toEqual(["a"])
  })

  test("fifty writers at once lose nothing", async () => {
    await setting("n", "0")
    const add = (db: Kysely<never> | Storage["db"]) =>
      sql`update setting set value = cast(cast(value as integer) + 1 as text) where name = 'n'`.execute(db)
    await Promise.all(Array.from({ length: 50 }, () => add(storage.db)))
    const row = await storage.db.selectFrom("setting").select("value").where("name", "=", "n").executeTakeFirst()
    expect(row?.value).toBe("50")
  })

  test("what exists already is a duplicate, and nothing else is", async () => {
    await setting("a")
    const twice = await setting("a").catch((error: unknown) => error)
    expect(isDuplicate(twice)).toBe(true)
    const missing = await sql`select * from nowhere`.execute(storage.db).catch((error: unknown) => error)
    expect(isDuplicate(missing)).toBe(false)
  })

  test("a wrong type in a column is refused", async () => {
    const wrong = sql`insert into job (kind, input, state, done, total, tries, made_at_ms)
      values ('x', '{}', 'queued', 'many', 0, 0, 0)`.execute(storage.db)
    await expect(wrong).rejects.toThrow()
  })

  test("a member of no project is refused", async () => {
    const wrong = sql`insert into member (project_id, person_id, is_owner, is_reviewer, is_annotator, pseudonym, paused,
      paused_reason, accepted_version, joined_at_ms) values (999, 999, 0, 0, 0, '', 0, '', 0, 0)`.execute(storage.db)
    await expect(wrong).rejects.toThrow()
  })

  test("text is sorted by its bytes", async () => {
    for (const name of ["b", "B", "a", "é", "Z"]) await setting(name)
    expect(await settings()).toEqual(["B", "Z", "a", "b", "é"])
  })

  test("is found again as it was left", async () => {
    const [person = 0] = await addPeople(storage, 1)
    const project = await addProject(storage, person, 2, 1)
    const [lease] = await storage.hot.next(asks(project, person))
    if (!lease) throw new Error("nothing to lease")
    const sent = answerTo(lease, { nowMs: 5 })
    await storage.hot.submit(sent)
    await storage.close()
    const again = await openStorage(opened.at)
    const row = await again.db.selectFrom("submission").select("body_sha256").executeTakeFirst()
    expect(row?.body_sha256).toBe(sent.bodySha256)
    await again.close()
  })

  test("a schema of a newer program is refused, and no backup is made", async () => {
    await sql`insert into schema_version (version, at) values (${SCHEMA_VERSION + 1}, 'later')`.execute(storage.db)
    await storage.close()
    let backups = 0
    const opening = openStorage({ ...opened.at, beforeMigrate: async () => void backups++ })
    await expect(opening).rejects.toMatchObject({
      code: "storage_newer",
      detail: { found: SCHEMA_VERSION + 1, known: SCHEMA_VERSION },
    })
    expect(backups).toBe(0)
  })
})

describe("SQLite", () => {
  test("a second opening of the same file is refused while the first goes on", async () => {
    const folder = temporaryFolder()
    const file = `${folder.path}/justesse.db`
    const first = await openStorage({ file })
    await expect(openStorage({ file })).rejects.toMatchObject({ code: "storage_locked" })
    await first.db.insertInto("setting").values({ name: "a", value: "1" }).execute()
    await first.close()
    await (await openStorage({ file })).close()
    folder.remove()
  })

  test("an older schema with data calls for a backup before it is changed", async () => {
    const folder = temporaryFolder()
    const file = `${folder.path}/justesse.db`
    // As a program before the second step left it.
    await (await openStorage({ file, schema: 1 })).close()
    const versions: number[] = []
    const storage = await openStorage({
      file,
      async beforeMigrate({ db }) {
        const { rows } = await sql<{ v: number }>`select max(version) as v from schema_version`.execute(db)
        versions.push(rows[0]?.v ?? 0)
      },
    })
    expect(versions).toEqual([1])
    await storage.close()
    folder.remove()
  })
})
