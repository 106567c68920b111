import type { Currency } from "@justesse/types"
import { accountOf } from "@justesse/work/ledger/accounts"
import type { Move, TransactionKind } from "@justesse/work/ledger/transaction"
import Database from "better-sqlite3"
import { sql } from "kysely"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { dice } from "../testing/dice.ts"
import { engines, type TestStorage } from "../testing/engines.ts"
import { NOW } from "../testing/seed.ts"
import { type Posted, post, toPosting } from "./post.ts"
import { checkLedger } from "./verify.ts"

const free = accountOf("project_free", 1)
const outside = accountOf("external_in", 1)
const reserve = (n: number) => accountOf("assignment_reserve", n)

/** A program of the database in somebody's hand. */
async function handOf(
  at: TestStorage["at"],
): Promise<{ run(statement: string): Promise<void>; close(): Promise<void> }> {
  if ("file" in at) {
    const db = new Database(at.file)
    return { run: async (statement) => void db.exec(statement), close: async () => void db.close() }
  }
  const client = new pg.Client({ connectionString: at.url })
  await client.connect()
  client.on("error", () => {})
  return { run: async (statement) => void (await client.query(statement)), close: () => client.end() }
}

describe.each(engines)("the ledger on $name", (engine) => {
  let opened: TestStorage
  beforeAll(async () => {
    opened = await engine.open()
  })
  afterAll(async () => opened.close())

  const move = async (key: string, kind: TransactionKind, moves: readonly Move[], currency: Currency = "EUR") => {
    const posting = toPosting({ key, kind, currency, projectId: 1, ref: "test:1", atMs: NOW }, moves)
    if (!posting) throw new Error("nothing moves")
    return opened.storage.db.transaction().execute((tx): Promise<Posted> => post(tx, posting))
  }
  const fund = (key: string, amountMicros: number, currency: Currency = "EUR") =>
    move(key, "fund", [{ from: outside, to: free, amountMicros }], currency)
  const balance = async (account: string, currency: Currency = "EUR") => {
    const [kind = "", owner = ""] = account.split(":")
    const row = await opened.storage.db
      .selectFrom("ledger_account")
      .select("balance_micros")
      .where(sql<boolean>`kind = ${kind} and owner = ${owner} and currency = ${currency}`)
      .executeTakeFirst()
    return row?.balance_micros ?? null
  }

  test("a movement changes balances once for its key; another one under it is a conflict (LED-5)", async () => {
    expect(await fund("a", 700)).toEqual({ status: "stored" })
    expect(await fund("a", 700)).toEqual({ status: "known" })
    await expect(fund("a", 701)).rejects.toMatchObject({ code: "conflict" })
    expect([await balance(free), await balance(outside)]).toEqual([700, -700])
  })

  test("a currency is a book of its own", async () => {
    await fund("yen", 30, "JPY")
    expect([await balance(free), await balance(free, "JPY")]).toEqual([700, 30])
  })

  test("what is short is refused whole, and said (LED-2)", async () => {
    const both = [
      { from: free, to: reserve(1), amountMicros: 500 },
      { from: accountOf("session_tranche", 9), to: reserve(1), amountMicros: 3 },
    ]
    expect(await move("b", "reserve", both)).toEqual({
      status: "short",
      short: [{ account: "session_tranche:9", missingMicros: 3 }],
    })
    expect(await move("b", "reserve", [{ from: free, to: reserve(1), amountMicros: 701 }])).toMatchObject({
      short: [{ account: free, missingMicros: 1 }],
    })
    expect([await balance(free), (await balance(reserve(1))) ?? 0]).toEqual([700, 0])
    expect((await checkLedger(opened.storage)).problems).toEqual([])
  })

  test("the same movement sent forty times at once is one", async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => fund("at once", 1_000)))
    expect(answers.filter(({ status }) => status === "stored")).toHaveLength(1)
    expect(answers.filter(({ status }) => status === "known")).toHaveLength(39)
    expect(await balance(free)).toBe(1_700)
  })

  test("of thirty that take from money for seven, seven get it (LED-7)", async () => {
    const before = (await balance(free)) ?? 0
    await fund("seven", 7_000 - before)
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        move(`take ${n}`, "reserve", [{ from: free, to: reserve(100 + n), amountMicros: 1_000 }]),
      ),
    )
    expect(answers.filter(({ status }) => status === "stored")).toHaveLength(7)
    expect(await balance(free)).toBe(0)
  })

  test("whoever names accounts in whatever order waits for others, and never for ever", async () => {
    await fund("much", 1_000_000)
    const drawn = dice(5)
    const all = Array.from({ length: 12 }, (_, n) => reserve(200 + n))
    for (const [n, to] of all.entries()) await move(`open ${n}`, "reserve", [{ from: free, to, amountMicros: 5_000 }])
    const random = Array.from({ length: 120 }, (_, n) => {
      const from = [...all].sort(() => drawn.next() - 0.5).slice(0, 4)
      const moves = from.map((account) => ({ from: account, to: free, amountMicros: 1 + drawn.below(900) }))
      const to = accountOf("worker_payable", 1 + drawn.below(3))
      return move(`mixed ${n}`, n % 2 ? "release" : "top_up", n % 2 ? moves : moves.map((one) => ({ ...one, to })))
    })
    for (const { status } of await Promise.all(random)) expect(["stored", "short"]).toContain(status)
    const { problems, transactions } = await checkLedger(opened.storage)
    expect(problems).toEqual([])
    expect(transactions).toBeGreaterThan(50)
  })

  test("the database itself refuses to change, remove or replace what was stored, and a balance below nought", async () => {
    const hand = await handOf(opened.at)
    const isSqlite = "file" in opened.at
    const refused = [
      "update ledger_tx set at_ms = at_ms + 1 where id = 1",
      "delete from ledger_tx where id = 1",
      "update ledger_entry set amount_micros = amount_micros + 1 where tx_id = 1",
      "delete from ledger_entry where tx_id = 1 and n = 0",
      "update ledger_account set balance_micros = -1 where kind = 'project_free'",
      ...(isSqlite
        ? [
            "insert or replace into ledger_tx select * from ledger_tx where id = 1",
            "replace into ledger_entry select tx_id, n, account_id, 7 from ledger_entry where tx_id = 1",
            "insert or replace into ledger_tx (tx_key, kind, currency, ref, at_ms, entries_hash) values ('a', 'fund', 'EUR', '', 1, '')",
            "update or replace ledger_entry set n = 1 where tx_id = 1 and n = 0",
          ]
        : [
            "truncate ledger_tx",
            "truncate ledger_entry",
            `insert into ledger_entry values (1, 0, 1, 7) on conflict (tx_id, n) do update set amount_micros = 7`,
          ]),
    ]
    for (const statement of refused) {
      const said = await hand.run(statement).then(
        () => "done",
        (error: Error) => error.message,
      )
      expect([statement, said]).toEqual([statement, expect.stringMatching(/append-only|CHECK|check constraint/)])
    }
    await hand.close()
    expect((await checkLedger(opened.storage)).problems).toEqual([])
  })

  const FORGED: readonly (readonly [what: string, change: string, back: string])[] = [
    [
      "changed",
      "update ledger_entry set amount_micros = amount_micros + 1 where tx_id = 1 and n = 1",
      "update ledger_entry set amount_micros = amount_micros - 1 where tx_id = 1 and n = 1",
    ],
    [
      "changed",
      "update ledger_tx set at_ms = at_ms + 1 where id = 1",
      "update ledger_tx set at_ms = at_ms - 1 where id = 1",
    ],
    ["changed", "update ledger_tx set kind = 'gift' where id = 1", "update ledger_tx set kind = 'fund' where id = 1"],
    [
      "changed",
      "update ledger_entry set account_id = account_id + 1000 where tx_id = 1 and n = 0",
      "update ledger_entry set account_id = account_id - 1000 where tx_id = 1 and n = 0",
    ],
    [
      "balance",
      "update ledger_account set balance_micros = balance_micros + 1 where kind = 'external_in' and currency = 'EUR'",
      "update ledger_account set balance_micros = balance_micros - 1 where kind = 'external_in' and currency = 'EUR'",
    ],
    ["no_transaction", "update ledger_tx set id = -5 where id = 1", "update ledger_tx set id = 1 where id = -5"],
  ]
  test.each(FORGED)("%s: %s is found by the check (LED-8)", async (what, change, back) => {
    const hand = await handOf(opened.at)
    const isSqlite = "file" in opened.at
    const open = isSqlite
      ? "drop trigger if exists ledger_tx_never_changed; drop trigger if exists ledger_entry_never_changed"
      : "set session_replication_role = replica"
    await hand.run(open)
    await hand.run(change)
    const { problems } = await checkLedger(opened.storage)
    await hand.run(back)
    await hand.close()
    expect(problems.map((problem) => problem.what)).toContain(what)
    expect((await checkLedger(opened.storage)).problems).toEqual([])
  })
})
