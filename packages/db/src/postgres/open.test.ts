import { sql } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { freshDatabase } from "../testing/engines.ts"
import { addPeople, addProject, asks } from "../testing/seed.ts"
import { exactNumber } from "./connect.ts"
import { postgresError } from "./errors.ts"
import { openPostgres, type PostgresStorage } from "./open.ts"
import { lostRace, type Session, transaction } from "./session.ts"

let database: Awaited<ReturnType<typeof freshDatabase>>
let storage: PostgresStorage
beforeAll(async () => {
  database = await freshDatabase()
  storage = await openPostgres(database.url, {})
})
afterAll(async () => {
  await storage.close()
  await database.drop()
})

const coded = (code: string) => Object.assign(new Error("from the driver"), { code })

describe("numbers", () => {
  test.each([
    ["42", 42],
    ["-1", -1],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
    ["1.25", 1.25],
  ])("%s is read as it is", (text, value) => expect(exactNumber(text)).toBe(value))

  test("one that JavaScript would round is refused", async () => {
    expect(() => exactNumber("9007199254740993")).toThrow("NUMBER_TOO_LARGE")
    await expect(sql`select 9007199254740993::bigint as n`.execute(storage.db)).rejects.toThrow("NUMBER_TOO_LARGE")
  })
})

describe("failures", () => {
  test.each([
    ["53100", "storage_full"],
    ["25006", "read_only"],
    ["53300", "busy"],
    ["57P01", "busy"],
    ["ECONNREFUSED", "busy"],
    ["ECONNRESET", "busy"],
    ["EPIPE", "busy"],
    ["08006", "busy"],
  ])("%s is told as %s", (code, told) => expect(postgresError(coded(code))).toMatchObject({ code: told }))

  test.each([
    "Connection terminated unexpectedly",
    "Client has encountered a connection error and is not queryable",
    "timeout exceeded when trying to connect",
  ])("what the driver says without a code is told as busy: %s", (text) =>
    expect(postgresError(new Error(text))).toMatchObject({ code: "busy" }),
  )

  test("others stay what they are", () => {
    const error = coded("42P01")
    expect(postgresError(error)).toBe(error)
    expect(postgresError("text")).toBe("text")
  })

  test("a server that may forget what it acknowledged is refused, unless somebody takes that on", async () => {
    const before = process.env["ALLOW_UNSAFE_DURABILITY"]
    process.env["ALLOW_UNSAFE_DURABILITY"] = ""
    try {
      const { rows } = await sql<{ s: string }>`select current_setting('fsync') as s`.execute(storage.db)
      if (rows[0]?.s === "on") return
      await expect(openPostgres(database.url, {})).rejects.toMatchObject({ code: "storage_unsafe" })
    } finally {
      process.env["ALLOW_UNSAFE_DURABILITY"] = before
    }
  })
})

describe("a short transaction", () => {
  const put = { name: "t_put", text: "insert into setting (name, value) values ($1, $2)" }
  const get = { name: "t_get", text: "select value from setting where name = $1" }

  test("keeps all or nothing", async () => {
    const job = transaction(storage.pool, null, async (session) => {
      await session.rows(put, ["half", "1"])
      throw new Error("changed my mind")
    })
    await expect(job).rejects.toThrow("changed my mind")
    const row = await transaction(storage.pool, null, (session) => session.row(get, ["half"]))
    expect(row).toBeUndefined()
  })

  test("that lost a race is done again, from its beginning", async () => {
    let tries = 0
    const value = await transaction(storage.pool, null, async (session) => {
      await session.rows(put, [`try ${++tries}`, "1"])
      if (tries < 3) throw coded("40P01")
      return tries
    })
    expect(value).toBe(3)
    const rows = await Promise.all(
      [1, 2, 3].map((n) => transaction(storage.pool, null, (session) => session.row(get, [`try ${n}`]))),
    )
    expect(rows.map((row) => row !== undefined)).toEqual([false, false, true])
  })

  test("that loses every race gives up at last", async () => {
    let tries = 0
    const job = transaction(storage.pool, null, async () => {
      tries++
      throw coded("40001")
    })
    await expect(job).rejects.toMatchObject({ code: "40001" })
    expect(tries).toBe(12)
    expect([coded("40P01"), coded("23505"), new Error("40P01")].map(lostRace)).toEqual([true, false, false])
  })

  test("fails by what was sent without waiting for it", async () => {
    const nothing = { name: "nothing_there", text: "insert into nothing_there values ($1)" }
    const job = transaction(storage.pool, null, async (session) => session.send(nothing, [1]))
    await expect(job).rejects.toThrow("nothing_there")
  })

  test("of one person waits for the one before; of another it does not", async () => {
    const order: string[] = []
    let open = () => {}
    const gate = new Promise<void>((go) => {
      open = go
    })
    const asked = { name: "asked", text: "select 1" }
    const said = (what: string) => async (session: Session) => {
      await session.rows(asked, [])
      order.push(what)
    }
    const first = transaction(storage.pool, 1, async (session) => {
      await said("first begins")(session)
      await gate
      order.push("first ends")
    })
    while (order.length === 0) await new Promise((go) => setImmediate(go))
    const second = transaction(storage.pool, 1, said("second"))
    await transaction(storage.pool, 2, said("somebody else"))
    open()
    await Promise.all([first, second])
    expect(order).toEqual(["first begins", "somebody else", "first ends", "second"])
  })
})

describe("two servers on one database", () => {
  test("give the last task to one person only, in 40 rounds", async () => {
    const other = await openPostgres(database.url, {})
    const people = await addPeople(storage, 16)
    for (let round = 0; round < 40; round++) {
      const project = await addProject(storage, people[0] ?? 0, 1, 1)
      const given = await Promise.all(
        people.map((person, n) => (n % 2 === 0 ? storage : other).hot.next(asks(project, person))),
      )
      expect(given.flat()).toHaveLength(1)
    }
    await other.close()
  })

  test("a connection that the server ends is replaced", async () => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name = 'justesse'`.execute(
      storage.db,
    )
    const [person = 0] = await addPeople(storage, 1)
    expect(person).toBeGreaterThan(0)
  })

  // Found T1: a connection that broke while somebody worked on it ended the whole studio, because only idle ones had a listener.
  test("a connection that is ended while somebody works on it is told as busy, on both roads, and the process lives", async () => {
    const own = { name: "t_pid", text: "select pg_backend_pid() as pid" }
    const end = (pid: number | undefined) => sql`select pg_terminate_backend(${pid}::int)`.execute(storage.db)
    const hot = transaction(storage.pool, null, async (session) => {
      await end((await session.row<{ pid: number }>(own, []))?.pid)
      return session.row(own, [])
    })
    await expect(hot).rejects.toMatchObject({ code: "busy" })
    const ordinary = storage.db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await end(rows[0]?.pid)
      await sql`select 1`.execute(tx)
    })
    await expect(ordinary).rejects.toMatchObject({ code: "busy" })
    expect(await addPeople(storage, 1)).toHaveLength(1)
  })
})
