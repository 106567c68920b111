import { post, toPosting } from "@justesse/db/ledger/post"
import { checkLedger } from "@justesse/db/ledger/verify"
import { type Dice, dice } from "@justesse/db/testing/dice"
import { engines, type TestStorage } from "@justesse/db/testing/engines"
import { type Account, accountOf } from "@justesse/work/ledger/accounts"
import {
  findShort,
  type Move,
  makeTransaction,
  type Transaction,
  type TransactionKind,
} from "@justesse/work/ledger/transaction"
import { makeStatement } from "@justesse/work/pay/statement"
import { afterEach, beforeEach, describe, expect, test } from "vitest"

const PROJECTS = [1, 2]
const PEOPLE = [11, 12, 13]
const SESSIONS = [21, 22, 23]
const LEASES = Array.from({ length: 12 }, (_, n) => 100 + n)

/** A movement as somebody wants it, with the key under which it may be sent again. */
interface Wanted {
  readonly key: string
  readonly kind: TransactionKind
  readonly moves: readonly Move[]
}

const free = (project: number) => accountOf("project_free", project)

/** What happens to money in a studio, in any order: mostly possible, sometimes more than there is. */
function drawWanted(drawn: Dice, n: number): Wanted {
  const project = drawn.pick(PROJECTS) ?? 1
  const payable = accountOf("worker_payable", drawn.pick(PEOPLE) ?? 11)
  const tranche = accountOf("session_tranche", drawn.pick(SESSIONS) ?? 21)
  const reserve = accountOf("assignment_reserve", drawn.pick(LEASES) ?? 100)
  const amountMicros = 1 + drawn.below(400)
  const some: readonly (readonly [TransactionKind, readonly Move[]])[] = [
    ["fund", [{ from: accountOf("external_in", project), to: free(project), amountMicros: amountMicros * 5 }]],
    ["fund", [{ from: accountOf("external_in", project), to: free(project), amountMicros: amountMicros * 5 }]],
    ["refund", [{ from: free(project), to: accountOf("external_in", project), amountMicros }]],
    [
      "reserve",
      [
        { from: free(project), to: tranche, amountMicros: amountMicros * 2 },
        { from: tranche, to: reserve, amountMicros },
      ],
    ],
    ["earn", [{ from: reserve, to: payable, amountMicros: 1 + drawn.below(amountMicros) }]],
    [
      "top_up",
      [
        { from: reserve, to: payable, amountMicros: 3 },
        { from: tranche, to: payable, amountMicros: 2 },
      ],
    ],
    ["bonus", [{ from: reserve, to: payable, amountMicros: 5 }]],
    [
      "release",
      [
        { from: reserve, to: free(project), amountMicros },
        { from: tranche, to: free(project), amountMicros: 1 },
      ],
    ],
    ["payout", [{ from: payable, to: accountOf("external_out", payable.slice(15)), amountMicros }]],
  ]
  const [kind, moves] = drawn.pick(some) ?? some[0] ?? (["fund", []] as const)
  return { key: `k${n}`, kind, moves }
}

/** The ledger in memory: what a sequence of movements comes to. */
class Model {
  readonly balances = new Map<Account, number>()
  readonly stored: Transaction[] = []

  post(transaction: Transaction): "stored" | "known" | "short" {
    if (this.stored.some(({ key }) => key === transaction.key)) return "known"
    if (findShort((account) => this.balances.get(account) ?? 0, transaction).length > 0) return "short"
    for (const { account, amountMicros } of transaction.entries)
      this.balances.set(account, (this.balances.get(account) ?? 0) + amountMicros)
    this.stored.push(transaction)
    return "stored"
  }
}

describe.each(engines)("histories of money on $name", (engine) => {
  let opened: TestStorage
  beforeEach(async () => {
    opened = await engine.open()
  })
  afterEach(async () => opened.close())

  const about = (wanted: Wanted, atMs: number) =>
    ({ key: wanted.key, kind: wanted.kind, currency: "TND", atMs, projectId: 1, ref: "history" }) as const
  const send = async (wanted: Wanted, atMs: number) => {
    const posting = toPosting(about(wanted, atMs), wanted.moves)
    if (!posting) throw new Error("nothing moves")
    return opened.storage.db.transaction().execute((tx) => post(tx, posting))
  }
  const keptBalances = async () => {
    const rows = await opened.storage.db.selectFrom("ledger_account").selectAll().execute()
    return new Map(rows.map(({ kind, owner, balance_micros }) => [`${kind}:${owner}`, balance_micros]))
  }

  test("one after the other, each is stored, known or short as the rules say", async () => {
    const drawn = dice(41)
    const model = new Model()
    const sent: Wanted[] = []
    for (let n = 0; n < 300; n++) {
      const again = sent.length > 0 && drawn.next() < 0.1 ? drawn.pick(sent) : undefined
      const wanted = again ?? drawWanted(drawn, n)
      const { projectId: _project, ref: _ref, ...rest } = about(wanted, n)
      const made = makeTransaction(rest, wanted.moves)
      if (!made) continue
      const expected = model.post(made)
      expect([n, wanted.kind, (await send(wanted, n)).status]).toEqual([n, wanted.kind, expected])
      sent.push(wanted)
    }
    const kept = await keptBalances()
    for (const [account, balance] of model.balances)
      expect([account, kept.get(account) ?? 0]).toEqual([account, balance])
    expect(model.stored.length).toBeGreaterThan(100)
    const { problems, transactions } = await checkLedger(opened.storage)
    expect([problems, transactions]).toEqual([[], model.stored.length])
    for (const person of PEOPLE) {
      const { closingMicros } = makeStatement(model.stored, person, 0, 1_000)
      expect(closingMicros).toBe(kept.get(`worker_payable:${person}`) ?? 0)
    }
  })

  test("twenty at a time, some of them twice: every key once, nothing below nought, all of it adds up", async () => {
    const drawn = dice(42)
    const answers: string[] = []
    for (let round = 0; round < 15; round++) {
      const wanted = Array.from({ length: 16 }, (_, i) => drawWanted(drawn, round * 100 + i))
      const twice = wanted.slice(0, 4)
      const done = await Promise.all([...wanted, ...twice].map((one, i) => send(one, round * 100 + i)))
      answers.push(...done.map(({ status }) => status))
      const [stored, known] = ["stored", "known"].map((status) => done.filter((one) => one.status === status).length)
      expect((stored ?? 0) + (known ?? 0)).toBeGreaterThan(0)
    }
    const { problems, transactions } = await checkLedger(opened.storage)
    expect(problems).toEqual([])
    expect(transactions).toBe(answers.filter((status) => status === "stored").length)
    const kept = [...(await keptBalances()).values()]
    expect(kept.reduce((sum, balance) => sum + balance, 0)).toBe(0)
  })

  test("what a transaction posts is undone with it", async () => {
    const drawn = dice(43)
    const wanted = {
      ...drawWanted(drawn, 1),
      kind: "fund",
      moves: [{ from: accountOf("external_in", 1), to: free(1), amountMicros: 9 }],
    } as const
    const posting = toPosting(about(wanted, 1), wanted.moves)
    const failing = opened.storage.db.transaction().execute(async (tx) => {
      if (posting) await post(tx, posting)
      throw new Error("afterwards")
    })
    await expect(failing).rejects.toThrow("afterwards")
    expect(await keptBalances()).toEqual(new Map())
    expect(await send(wanted, 2)).toEqual({ status: "stored" })
  })
})
