import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { openStorage } from "@justesse/db"
import { chainHash } from "@justesse/db/chain/hash"
import { checkLedger } from "@justesse/db/ledger/verify"
import { accountOf } from "@justesse/work/ledger/accounts"
import { hashEntries } from "@justesse/work/ledger/audit"
import { makeTransaction, type Transaction } from "@justesse/work/ledger/transaction"
import Database from "better-sqlite3"
import { closeSessions } from "./ledgerSessions.ts"

/**
 * A stored ledger of a million entries is read through: `npm run bench -- ledger [ENTRIES] [SESSIONS]`. The reference of the same minute
 * reads the same rows and adds them up, without a rule. Then ten thousand work sessions are closed and brought up to their floor, beside
 * as many that nobody is paid for. Exit code 1 where one of both takes more than ten seconds, or anything is found.
 */
const ENTRIES = Number(process.argv[2] ?? 1_000_000)
const SESSIONS = Number(process.argv[3] ?? 10_000)
const MOST_SECONDS = 10
const PEOPLE = 1_000

const folder = mkdtempSync(join(tmpdir(), "justesse-ledger-"))
const file = join(folder, "justesse.db")

function transactionOf(i: number): Transaction | null {
  const about = { key: `t${i}`, currency: "EUR", atMs: 1_800_000_000_000 + i } as const
  const free = accountOf("project_free", 1)
  if (i === 0) {
    const fund = { from: accountOf("external_in", 1), to: free, amountMicros: 1e14 }
    return makeTransaction({ ...about, kind: "fund" }, [fund])
  }
  const moves = [0, 1, 2].map((n) => ({
    from: free,
    to: accountOf("worker_payable", (i * 3 + n) % PEOPLE),
    amountMicros: 1 + ((i * 7 + n) % 90_000),
  }))
  return makeTransaction({ ...about, kind: "top_up" }, moves)
}

function fill(): void {
  const db = new Database(file)
  const account = db.prepare(
    "insert into ledger_account (id, kind, owner, currency, balance_micros) values (?, ?, ?, 'EUR', ?)",
  )
  const movement = db.prepare(
    "insert into ledger_tx (id, tx_key, kind, currency, project_id, ref, at_ms, entries_hash) values (?, ?, ?, 'EUR', 1, 'bench', ?, ?)",
  )
  const entry = db.prepare("insert into ledger_entry (tx_id, n, account_id, amount_micros) values (?, ?, ?, ?)")
  const ids = new Map<string, number>()
  const balances = new Map<string, number>()
  const idOf = (name: string) => {
    const id = ids.get(name) ?? ids.size + 1
    ids.set(name, id)
    return id
  }
  db.transaction(() => {
    for (let i = 0; i < ENTRIES / 4; i++) {
      const made = transactionOf(i)
      if (!made) continue
      movement.run(i + 1, made.key, made.kind, made.atMs, hashEntries(made, chainHash))
      for (const [n, one] of made.entries.entries()) {
        entry.run(i + 1, n, idOf(one.account), one.amountMicros)
        balances.set(one.account, (balances.get(one.account) ?? 0) + one.amountMicros)
      }
    }
    for (const [name, id] of ids) {
      const [kind, owner] = name.split(":")
      account.run(id, kind, owner, balances.get(name) ?? 0)
    }
  })()
  db.close()
}

const load = () => Math.round((loadavg()[0] ?? 0) * 100) / 100

const timed = async <T>(work: () => T | Promise<T>) => {
  const [began, cpu] = [performance.now(), process.cpuUsage()]
  const value = await work()
  const { user, system } = process.cpuUsage(cpu)
  return {
    value,
    seconds: Math.round(performance.now() - began) / 1_000,
    cpuSeconds: Math.round((user + system) / 1_000) / 1_000,
  }
}

await (await openStorage({ file })).close()
fill()
const storage = await openStorage({ file, readOnly: true })
const plain = new Database(file, { readonly: true })
const reference = await timed(() => {
  let sum = 0
  const rows = plain.prepare<[], { amount_micros: number }>(
    "select e.*, t.* from ledger_tx t join ledger_entry e on e.tx_id = t.id order by t.id, e.n",
  )
  for (const row of rows.iterate()) sum += row.amount_micros
  return sum
})
const checked = await timed(() => checkLedger(storage))
const { entries, problems } = checked.value
console.log(
  JSON.stringify({
    bench: "ledger",
    what: "check of a stored ledger",
    entries,
    problems: problems.length,
    seconds: checked.seconds,
    cpuSeconds: checked.cpuSeconds,
    rowsAloneSeconds: reference.seconds,
    ratio: Math.round((100 * checked.seconds) / reference.seconds) / 100,
    load: load(),
  }),
)
plain.close()
await storage.close()
rmSync(folder, { recursive: true, force: true })
const closed = await closeSessions(SESSIONS)
console.log(
  JSON.stringify({
    bench: "ledger",
    what: "sessions closed and brought up to their floor",
    ...closed,
    problems: closed.problems.length,
    ratio: Math.round((100 * closed.paid.seconds) / closed.unpaid.seconds) / 100,
    load: load(),
  }),
)
const isSound = problems.length === 0 && closed.problems.length === 0 && closed.isAtFloor
if (!isSound || checked.seconds > MOST_SECONDS || closed.paid.seconds > MOST_SECONDS) process.exitCode = 1
