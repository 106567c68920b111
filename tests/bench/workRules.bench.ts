import { chainHash } from "@justesse/db/chain/hash"
import { accountOf } from "@justesse/work/ledger/accounts"
import type { Move, Transaction } from "@justesse/work/ledger/transaction"
import { WORK_RULES, type WorkRules } from "@justesse/work/rules"
import { playHistory } from "@justesse/work/testing/histories/run"
import { WRONG_RULES } from "@justesse/work/testing/histories/variants"
import { longSession, OURS, simulatePay } from "@justesse/work/testing/skewedSessions"

/**
 * The rules of work over random histories: `npm run bench -- workRules [HISTORIES] [FIRST_SEED]`. One line says how many histories
 * broke a rule (none may), one a wrong rule after how many histories it was noticed (each must be), and one a way to pay what it left
 * under the floor and what it cost. Exit code 1 where one of them is not so. A history follows from its seed alone: shards add up.
 */
const [histories = 1_000_000, firstSeed = 1] = process.argv.slice(2).map(Number)
/** A wrong rule is looked for in at most so many histories. */
const MOST_FOR_WRONG = 20_000
const PROJECTS = 5
const LEDGER_ENTRIES = 1_000_000
const CLOSED_SESSIONS = 10_000

const right: WorkRules = WORK_RULES

let isSound = true
const say = (line: object) => console.log(JSON.stringify({ bench: "workRules", ...line }))

function playAll(): void {
  const began = performance.now()
  const done: Record<string, number> = {}
  let [broken, transactions] = [0, 0]
  for (let seed = firstSeed; seed < firstSeed + histories; seed++) {
    const history = playHistory(seed, right)
    transactions += history.transactions
    for (const [act, times] of Object.entries(history.done)) done[act] = (done[act] ?? 0) + times
    if (history.problems.length === 0) continue
    broken++
    if (broken <= 10) console.error(`seed ${seed}: ${history.problems.join("; ")}`)
  }
  const seconds = Math.round(performance.now() - began) / 1_000
  say({ what: "histories", firstSeed, histories, broken, transactions, seconds, done })
  if (broken > 0) isSound = false
}

function findWrong(): void {
  for (const [name, rules] of Object.entries(WRONG_RULES)) {
    let [noticedAfter, by] = [0, ""]
    for (let seed = 1; seed <= MOST_FOR_WRONG && noticedAfter === 0; seed++) {
      const [problem] = playHistory(seed, rules).problems
      if (problem) [noticedAfter, by] = [seed, problem.split(":")[0] ?? ""]
    }
    say({ what: "wrong rule", name, noticedAfter, by })
    if (noticedAfter === 0) isSound = false
  }
}

/** Ten thousand sessions over 40 days, from an owner's own five items on; several times, as a first price is a matter of chance. */
function pay(): void {
  for (let seed = 1; seed <= PROJECTS; seed++) {
    const figures = simulatePay(right, { sessions: 10_000, seed, nights: 40 })
    for (const [way, { under, extraCost }] of Object.entries(figures))
      say({
        what: "10,000 sessions",
        seed,
        way,
        underPercent: round(100 * under),
        extraCostPercent: round(100 * extraCost),
      })
    const ours = figures[OURS]
    if (!ours || ours.under > 0 || ours.extraCost > 0.04) isSound = false
  }
}

/** A ledger of a million entries, hashed, sealed by thousands and read through again, by SHA-256; beside it the same hashes alone. */
function ledger(): void {
  const { ledger: rules } = WORK_RULES
  const accounts = Array.from({ length: 1_000 }, (_, i) => accountOf("worker_payable", i))
  const free = accountOf("project_free", 1)
  const moves = (i: number): Move[] =>
    [0, 1, 2].map((n) => ({
      from: free,
      to: accounts[(i * 3 + n) % 1_000] ?? free,
      amountMicros: 1 + ((i * 7 + n) % 90_000),
    }))
  const about = { currency: "EUR", atMs: 1_800_000_000_000 } as const
  const fund = { from: accountOf("external_in", 1), to: free, amountMicros: 1e12 }
  const store = (made: Transaction | null) => made && { ...made, entriesHash: rules.hashEntries(made, chainHash) }
  const rows = Array.from({ length: LEDGER_ENTRIES / 4 }, (_, i) =>
    store(
      i === 0
        ? rules.makeTransaction({ ...about, key: "0", kind: "fund" }, [fund])
        : rules.makeTransaction({ ...about, key: `${i}`, kind: "top_up" }, moves(i)),
    ),
  ).filter((row) => row !== null)
  const entries = rows.reduce((sum, row) => sum + row.entries.length, 0)
  const audit = rules.beginAudit()
  const reading = timed(() => rows.forEach((row) => rules.auditNext(audit, row, chainHash)))
  const hashing = timed(() => rows.forEach((row) => chainHash.digest(JSON.stringify(row.entries))))
  say({
    what: "ledger check",
    entries,
    problems: audit.problems.length,
    seconds: reading,
    hashesAloneSeconds: hashing,
    ratio: round(reading / hashing),
  })
  if (audit.problems.length > 0) isSound = false
}

/** Ten thousand sessions of sixty answers closed: what each still has to get, and from where. */
function close(): void {
  const sessions = Array.from({ length: CLOSED_SESSIONS }, (_, i) => longSession(60, i))
  let paid = 0
  const closing = timed(() => sessions.forEach((session) => (paid += WORK_RULES.pay.payDue(session).paidMicros)))
  const reading = timed(() => sessions.forEach((session) => (paid += JSON.stringify(session).length)))
  say({
    what: "sessions closed",
    sessions: CLOSED_SESSIONS,
    seconds: closing,
    asJsonSeconds: reading,
    ratio: round(closing / reading),
  })
  if (paid <= 0) isSound = false
}

function timed(work: () => void): number {
  const began = performance.now()
  work()
  return Math.round(performance.now() - began) / 1_000
}

const round = (value: number) => Math.round(value * 100) / 100

pay()
ledger()
close()
findWrong()
playAll()
process.exitCode = isSound ? 0 : 1
