import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { EMPTY_SUM } from "../chain.ts"
import { QUICK_HASH as hash } from "../testing/histories/world.ts"
import { type Account, accountOf } from "./accounts.ts"
import { auditBalances, auditNext, beginAudit, hashEntries, type StoredTransaction } from "./audit.ts"
import { findBrokenSeal, sealTransactions } from "./seal.ts"
import { makeTransaction, type Transaction } from "./transaction.ts"

const IN = accountOf("external_in", 1)
const FREE = accountOf("project_free", 1)
const TRANCHE = accountOf("session_tranche", "s")

function stored(transaction: Transaction | null): StoredTransaction {
  if (!transaction) throw new Error("nothing moves")
  return { ...transaction, entriesHash: hashEntries(transaction, hash) }
}

const LEDGER = [
  stored(
    makeTransaction({ key: "1", kind: "fund", currency: "EUR", atMs: 1 }, [{ from: IN, to: FREE, amountMicros: 100 }]),
  ),
  stored(
    makeTransaction({ key: "2", kind: "reserve", currency: "EUR", atMs: 2 }, [
      { from: FREE, to: TRANCHE, amountMicros: 60 },
    ]),
  ),
  stored(
    makeTransaction({ key: "3", kind: "release", currency: "EUR", atMs: 3 }, [
      { from: TRANCHE, to: FREE, amountMicros: 20 },
    ]),
  ),
]
const BALANCES = new Map<Account, number>([
  [IN, -100],
  [FREE, 60],
  [TRANCHE, 40],
])

function problemsOf(rows: readonly StoredTransaction[], kept: ReadonlyMap<Account, number> = BALANCES): string[] {
  const audit = beginAudit()
  for (const row of rows) auditNext(audit, row, hash)
  auditBalances(audit, kept)
  return audit.problems.map(({ what, at }) => `${what} ${at}`)
}

/** A row that somebody changed, with a hash to match. */
function forge(at: number, change: Partial<Transaction>): StoredTransaction[] {
  return LEDGER.map((row, i) => (i === at ? stored({ ...row, ...change }) : row))
}

describe("an audit of a ledger", () => {
  test("finds nothing in a whole one", () => expect(problemsOf(LEDGER)).toEqual([]))

  test("LED-8: finds a kept balance that does not follow from the entries, and one of an account that has none", () => {
    expect(problemsOf(LEDGER, new Map(BALANCES).set(FREE, 61))).toEqual([`balance ${FREE}`])
    expect(problemsOf(LEDGER, new Map(BALANCES).set("fee:1", 1))).toEqual(["balance fee:1"])
  })

  test("LED-1, LED-2, LED-5, LED-6: finds each broken rule where it is broken", () => {
    const entries = [
      { account: FREE, amountMicros: -60 },
      { account: TRANCHE, amountMicros: 61 },
    ]
    expect(problemsOf(forge(1, { entries }))).toContain("unbalanced 2")
    const tooMuch = [
      { account: FREE, amountMicros: -160 },
      { account: TRANCHE, amountMicros: 160 },
    ]
    expect(problemsOf(forge(1, { entries: tooMuch }))).toContain("short 2")
    expect(problemsOf(forge(2, { key: "2" }))).toContain("key_twice 2")
    expect(problemsOf(forge(2, { kind: "payout" }))).toContain("takes 3")
    expect(problemsOf(forge(2, { currency: "JPY" }))).toContain("currency 3")
    expect(problemsOf(LEDGER.map((row) => ({ ...row, atMs: row.atMs + 1 })))).toContain("changed 1")
  })
})

describe("sealed batches", () => {
  const first = sealTransactions({ id: 1, seq: 0, hash: "", sum: EMPTY_SUM }, LEDGER.slice(0, 2), 10, hash)
  const second = first && sealTransactions(first.state, LEDGER.slice(2), 20, hash)
  if (!first || !second) throw new Error("nothing is sealed")
  const kept = { state: second.state, seals: [first.seal, second.seal], rows: LEDGER }

  test("hold whatever the order of their rows, and an empty batch makes no seal", () => {
    expect(findBrokenSeal(kept, hash)).toBeNull()
    expect(findBrokenSeal({ ...kept, rows: [...LEDGER].reverse() }, hash)).toBeNull()
    expect(sealTransactions(second.state, [], 30, hash)).toBeNull()
  })

  test("LED-8: a row that is changed with its hash, missing or put in, and a seal that is missing or changed are found", () => {
    const changed = forge(1, { atMs: 7 })
    for (const rows of [changed, LEDGER.slice(1), [...LEDGER, ...forge(0, { key: "4" }).slice(0, 1)]])
      expect(findBrokenSeal({ ...kept, rows }, hash)).toBe("rows_differ")
    expect(findBrokenSeal({ ...kept, seals: kept.seals.slice(1) }, hash)).toMatchObject({ what: "missing" })
    expect(findBrokenSeal({ ...kept, seals: [{ ...first.seal, atMs: 11 }, second.seal] }, hash)).toMatchObject({
      what: "changed",
    })
    expect(findBrokenSeal({ ...kept, seals: [first.seal] }, hash)).toMatchObject({ what: "missing" })
  })

  test("LED-8: one sign of a stored transaction changed anywhere is found by its hash or by the chain", () => {
    const signs = fc.property(fc.nat(2), fc.nat(), (at, position) => {
      const row = LEDGER[at]
      if (!row) return
      const text = JSON.stringify(row)
      const i = position % text.length
      const sign = text[i] === "1" ? "2" : "1"
      let changed: StoredTransaction
      try {
        changed = JSON.parse(text.slice(0, i) + sign + text.slice(i + 1))
      } catch {
        return
      }
      // A name of a field that is no longer one leaves no transaction to read.
      if (Object.keys(changed).join() !== Object.keys(row).join()) return
      if (
        JSON.stringify(changed) === text ||
        changed.entries.some((one) => Object.keys(one).join() !== "account,amountMicros")
      )
        return
      const rows = LEDGER.map((one, j) => (j === at ? changed : one))
      const isFound =
        findBrokenSeal({ ...kept, rows }, hash) !== null || changed.entriesHash !== hashEntries(changed, hash)
      expect(isFound).toBe(true)
    })
    fc.assert(signs, { numRuns: 500 })
  })
})
