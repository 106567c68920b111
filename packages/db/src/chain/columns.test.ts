import Database from "better-sqlite3"
import { sql } from "kysely"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { verifyStorage } from "../operate/verify.ts"
import { fillCovered } from "../testing/covered.ts"
import { engines, type TestStorage, temporaryFolder } from "../testing/engines.ts"
import { NOW } from "../testing/seed.ts"
import { COVERED, type Covered, findCovered, parseRowKey, writeRowKey } from "./covered.ts"
import { keepSealed } from "./keep.ts"

type Value = string | number | null

/** Another value of the same kind, which every check of a table lets pass. */
function another(value: Value): Value {
  if (value === null) return 77
  if (typeof value === "string") return `${value} `
  return value === 0 ? 1 : value === 1 ? 0 : value + 1
}

/** A program of the database in somebody's hand: a connection that is not ours. */
async function handOf(at: TestStorage["at"]) {
  if ("file" in at) {
    const db = new Database(at.file)
    db.pragma("foreign_keys = off")
    const refusals = db.prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_schema where type = 'trigger' and name like '%\\_never\\_%' escape '\\'",
    )
    const run = async (statement: string, value: Value) => {
      // Whoever has the file can take away what refuses to change rows, and put it back.
      const taken = refusals.all()
      for (const { name } of taken) db.exec(`drop trigger ${name}`)
      db.prepare(statement.replace("$1", "?")).run(value)
      for (const { sql } of taken) db.exec(sql)
    }
    return { run, close: async () => void db.close() }
  }
  const client = new pg.Client({ connectionString: at.url })
  await client.connect()
  await client.query("set session_replication_role = replica")
  return {
    run: async (statement: string, value: Value) => void (await client.query(statement, [value])),
    close: () => client.end(),
  }
}

/** Tables whose rows nobody changes, the program included. */
const ONLY_GROW: readonly string[] = [
  "ledger_tx",
  "deposit",
  "assignment_terms",
  "price",
  "floor_row",
  "pay_consent",
  "ombud_message",
  "judgement",
  "time_claim",
  "time_claim_answer",
]

const EACH = COVERED.flatMap((covered) =>
  covered.columns.map((column) => ({ covered, column, name: `${covered.table}.${column}` })),
)

describe.each(engines)("each column that the chain covers on $name", (engine) => {
  let opened: TestStorage
  let hand: Awaited<ReturnType<typeof handOf>>
  const folder = temporaryFolder()
  const seal = () => keepSealed(opened.storage.chain, folder.path, () => NOW).sealAll()

  beforeAll(async () => {
    opened = await engine.open()
    hand = await handOf(opened.at)
    await fillCovered(opened.storage, async () => undefined)
    await seal()
  })
  afterAll(async () => {
    await hand.close()
    await opened.close()
    folder.remove()
  })

  /** A covered row of a table: where it is, and what it holds. */
  async function rowOf(covered: Covered, column: string) {
    const here = covered.unlessNull ? sql`where ${sql.ref(covered.unlessNull)} is not null` : sql``
    const key = sql.join(covered.key.map((name) => sql.ref(name)))
    const { rows } = await sql<Record<string, Value>>`select * from ${sql.table(covered.table)} ${here}
      order by ${key} limit 1`.execute(opened.storage.db)
    const row = rows[0]
    if (!row) throw new Error(`${covered.table} is not filled`)
    const place = covered.key.map((name) => `${name} = ${typeof row[name] === "string" ? `'${row[name]}'` : row[name]}`)
    return { rowKey: writeRowKey(row, covered), where: place.join(" and "), value: row[column] ?? null }
  }

  test.each(EACH)("$name: a change by hand is found", async ({ covered, column }) => {
    const { where, value } = await rowOf(covered, column)
    const statement = `update ${covered.table} set ${column} = $1 where ${where}`
    await hand.run(statement, another(value))
    const said = await verifyStorage(opened.storage, { headsIn: folder.path })
    await hand.run(statement, value)
    expect(said.join("\n")).toMatch(new RegExp(`^${covered.table} \\(.*\\) is not as it was sealed$`, "m"))
  })

  // Once for all columns: a check of the whole storage takes longer than everything else here.
  test("values that are put back are no change", async () => {
    expect(await verifyStorage(opened.storage, { headsIn: folder.path })).toEqual([])
  })

  test.each(EACH.filter(({ covered }) => ONLY_GROW.includes(covered.table)))(
    "$name: the program cannot change it",
    async ({ covered, column }) => {
      const { where, value } = await rowOf(covered, column)
      const change = sql`update ${sql.table(covered.table)} set ${sql.ref(column)} = ${another(value)} where ${sql.raw(where)}`
      await expect(change.execute(opened.storage.db)).rejects.toThrow(/append-only|are fixed/)
    },
  )

  test.each(EACH.filter(({ covered }) => !ONLY_GROW.includes(covered.table)))(
    "$name: the program's own change is noted once and sealed",
    async ({ covered, column }) => {
      const { rowKey, where, value } = await rowOf(covered, column)
      const change = async (to: Value) => {
        await sql`update ${sql.table(covered.table)} set ${sql.ref(column)} = ${to} where ${sql.raw(where)}`.execute(
          opened.storage.db,
        )
        const notes = await opened.storage.db.selectFrom("unsealed").select("row_key").execute()
        expect(notes).toEqual([{ row_key: rowKey }])
        expect(await seal()).toBe(1)
      }
      await change(another(value))
      await change(value)
      await sql`update ${sql.table(covered.table)} set ${sql.ref(column)} = ${value} where ${sql.raw(where)}`.execute(
        opened.storage.db,
      )
      expect(await opened.storage.db.selectFrom("unsealed").select("row_key").execute()).toEqual([])
    },
  )
})

test("a row's key is read as it was written", () => {
  for (const covered of COVERED) {
    const row = Object.fromEntries(covered.key.map((name, at) => [name, covered.table === "setting" ? "a/b" : at + 7]))
    const rowKey = writeRowKey(row, covered)
    expect(findCovered(rowKey)).toBe(covered)
    expect(parseRowKey(rowKey, covered)).toEqual(Object.values(row))
  }
  expect(() => findCovered("z1")).toThrow(RangeError)
})
