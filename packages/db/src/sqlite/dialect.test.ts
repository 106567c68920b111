import Database from "better-sqlite3"
import { CompiledQuery, Kysely, sql } from "kysely"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { temporaryFolder } from "../testing/engines.ts"
import { WriterDialect } from "./dialect.ts"
import { openConnection } from "./open.ts"
import { Writer } from "./writer.ts"

interface Tables {
  t: { id: number; name: string; flag: number; body: string | null }
}

let folder: ReturnType<typeof temporaryFolder>
let writing: Database.Database
let reading: Database.Database
let writer: Writer
let db: Kysely<Tables>

beforeEach(() => {
  folder = temporaryFolder()
  writing = openConnection(`${folder.path}/d.db`, false)
  writing.exec(
    "create table t (id integer primary key, name text not null unique, flag integer not null, body text) strict",
  )
  reading = openConnection(`${folder.path}/d.db`, true)
  writer = new Writer(writing, { maxHoldMs: 150 })
  db = new Kysely<Tables>({ dialect: new WriterDialect(writer, reading) })
})
afterEach(async () => {
  await writer.drain()
  reading.close()
  writing.close()
  folder.remove()
})

const add = (name: string) => db.insertInto("t").values({ id: name.length, name, flag: 0, body: null })
const names = async () => (await db.selectFrom("t").select("name").orderBy("id").execute()).map((row) => row.name)
const changes = () => Number(reading.pragma("data_version", { simple: true }))

describe("single statements", () => {
  test("tell how many rows they changed, and give rows back where asked", async () => {
    expect((await add("a").executeTakeFirst()).numInsertedOrUpdatedRows).toBe(1n)
    const updated = await db.updateTable("t").set({ flag: 1 }).returning(["id", "flag"]).execute()
    expect(updated).toEqual([{ id: 1, flag: 1 }])
    expect((await db.updateTable("t").set({ flag: 2 }).executeTakeFirst()).numUpdatedRows).toBe(1n)
    expect((await db.deleteFrom("t").where("id", "=", 9).executeTakeFirst()).numDeletedRows).toBe(0n)
  })

  test("of one turn share a commit", async () => {
    await names()
    const before = changes()
    await Promise.all(["a", "bb", "ccc", "dddd"].map((name) => add(name).execute()))
    await names()
    expect(changes()).toBe(before + 1)
  })

  test("that are refused do not take their neighbours along", async () => {
    const results = await Promise.allSettled([add("a").execute(), add("a").execute(), add("bb").execute()])
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"])
    expect(await names()).toEqual(["a", "bb"])
  })

  test("written raw go to the right connection", async () => {
    await sql`with n(x) as (values (1), (2)) insert into t (id, name, flag) select x, 'n' || x, 0 from n`.execute(db)
    expect(await names()).toEqual(["n1", "n2"])
    const { rows } = await sql<{ n: number }>`with c as (select count(*) as n from t) select n from c`.execute(db)
    expect(rows).toEqual([{ n: 2 }])
    const returned = await sql<{ id: number }>`insert into t (id, name, flag) values (7, 'x', 0) returning id`.execute(
      db,
    )
    expect(returned.rows).toEqual([{ id: 7 }])
  })

  test("bind what JavaScript has: nothing, yes and no, moments, objects", async () => {
    const values = [1, "é\n漢", true, undefined]
    await db.executeQuery(CompiledQuery.raw("insert into t (id, name, flag, body) values (?, ?, ?, ?)", values))
    const at = new Date(1_700_000_000_123)
    await db.executeQuery(
      CompiledQuery.raw("insert into t (id, name, flag, body) values (2, 'd', ?, ?)", [at, { a: [1] }]),
    )
    expect(await db.selectFrom("t").selectAll().orderBy("id").execute()).toEqual([
      { id: 1, name: "é\n漢", flag: 1, body: null },
      { id: 2, name: "d", flag: 1_700_000_000_123, body: '{"a":[1]}' },
    ])
  })

  test("a stream gives row after row", async () => {
    await Promise.all(["a", "bb", "ccc"].map((name) => add(name).execute()))
    const seen: string[] = []
    for await (const row of db.selectFrom("t").select("name").orderBy("id").stream()) seen.push(row.name)
    expect(seen).toEqual(["a", "bb", "ccc"])
  })

  test("more different statements than are kept prepared all work", async () => {
    for (let n = 0; n < 520; n++) await sql.raw(`select ${n} as n`).execute(db)
    expect((await sql.raw<{ n: number }>("select 0 as n").execute(db)).rows).toEqual([{ n: 0 }])
  })
})

/** Something to wait for, until it is opened. */
function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

describe("transactions", () => {
  test("are kept whole or not at all", async () => {
    await db
      .transaction()
      .execute(
        async (tx) => void (await tx.insertInto("t").values({ id: 1, name: "a", flag: 0, body: null }).execute()),
      )
    const failing = db.transaction().execute(async (tx) => {
      await tx.deleteFrom("t").execute()
      throw new Error("no")
    })
    await expect(failing).rejects.toThrow("no")
    expect(await names()).toEqual(["a"])
  })

  test("that wait inside neither block readers nor mix with others' writes", async () => {
    let done = false
    const [written, goesOn] = [gate(), gate()]
    const slow = db.transaction().execute(async (tx) => {
      await tx.insertInto("t").values({ id: 1, name: "slow", flag: 0, body: null }).execute()
      written.open()
      await goesOn.passed
      done = true
    })
    await written.passed
    expect(await names()).toEqual([])
    const other = add("other")
      .execute()
      .then(() => expect(done).toBe(true))
    expect(await names()).toEqual([])
    goesOn.open()
    await other
    await slow
    expect((await names()).sort()).toEqual(["other", "slow"])
  })

  test("see what they wrote themselves", async () => {
    await db.transaction().execute(async (tx) => {
      await tx.insertInto("t").values({ id: 1, name: "a", flag: 0, body: null }).execute()
      expect(await tx.selectFrom("t").select("name").execute()).toEqual([{ name: "a" }])
      const streamed = []
      for await (const row of tx.selectFrom("t").select("name").stream()) streamed.push(row)
      expect(streamed).toEqual([{ name: "a" }])
    })
  })

  test("begun together come one after the other, and none is lost", async () => {
    await db.insertInto("t").values({ id: 1, name: "n", flag: 0, body: null }).execute()
    const count = async () =>
      db.transaction().execute(async (tx) => {
        const row = await tx.selectFrom("t").select("flag").executeTakeFirstOrThrow()
        await new Promise((go) => setImmediate(go))
        await tx
          .updateTable("t")
          .set({ flag: row.flag + 1 })
          .execute()
      })
    await Promise.all(Array.from({ length: 20 }, count))
    expect((await db.selectFrom("t").select("flag").executeTakeFirstOrThrow()).flag).toBe(20)
  })

  test("one after the other let others have their turn", async () => {
    await add("a").execute()
    let isOthersTurn = false
    setImmediate(() => {
      isOthersTurn = true
    })
    let done = 0
    // Nothing in them waits: without a turn for others this never ended.
    for (; !isOthersTurn && done < 20_000; done++)
      await db.transaction().execute((tx) => tx.updateTable("t").set({ flag: done }).execute())
    expect(isOthersTurn).toBe(true)
    expect(done).toBeGreaterThan(0)
  })

  test("that write through the outer door wait for themselves, are ended, and the queue goes on", async () => {
    const stuck = db.transaction().execute(async (tx) => {
      await tx.insertInto("t").values({ id: 1, name: "inside", flag: 0, body: null }).execute()
      await add("outside").execute()
    })
    await expect(stuck).rejects.toMatchObject({ code: "busy" })
    expect(await names()).toEqual(["outside"])
  })
})
