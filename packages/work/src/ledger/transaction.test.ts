import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { ACCOUNT_KINDS, type Account, accountOf, isInternal, kindOf } from "./accounts.ts"
import {
  findFault,
  findShort,
  isSame,
  type Move,
  makeTransaction,
  type Transaction,
  type TransactionKind,
} from "./transaction.ts"

const ABOUT = { key: "k", kind: "earn", currency: "EUR", atMs: 1 } as const
const RESERVE = accountOf("assignment_reserve", "a1")
const PAYABLE = accountOf("worker_payable", 7)
const FREE = accountOf("project_free", 1)

const move = (from: Account, to: Account, amountMicros: number): Move => ({ from, to, amountMicros })

test("LED-1: moves become entries that add up to nought, one an account, none of nothing", () => {
  const made = makeTransaction(ABOUT, [move(RESERVE, PAYABLE, 5), move(RESERVE, PAYABLE, 7), move(RESERVE, FREE, 0)])
  expect(made?.entries).toEqual([
    { account: RESERVE, amountMicros: -12 },
    { account: PAYABLE, amountMicros: 12 },
  ])
  expect(makeTransaction(ABOUT, [move(RESERVE, PAYABLE, 0)])).toBeNull()
  expect(makeTransaction(ABOUT, [])).toBeNull()
})

test("LED-1: whatever moves between accounts, every transaction adds up to nought and has no fault", () => {
  const drawn = fc.array(
    fc.record({ from: fc.nat(4), to: fc.nat(4), amountMicros: fc.integer({ min: 0, max: 1e12 }) }),
    { minLength: 1, maxLength: 20 },
  )
  const holds = fc.property(drawn, (moves) => {
    const made = makeTransaction(
      { ...ABOUT, kind: "release" },
      moves.map(({ from, to, amountMicros }) =>
        move(accountOf("assignment_reserve", from), accountOf("assignment_reserve", to), amountMicros),
      ),
    )
    if (!made) return
    expect(made.entries.reduce((sum, { amountMicros }) => sum + amountMicros, 0)).toBe(0)
    expect(findFault(made)).toBeNull()
  })
  fc.assert(holds)
})

test("a move backwards is refused: nobody takes by giving less than nothing", () => {
  expect(() => makeTransaction(ABOUT, [move(RESERVE, PAYABLE, -1)])).toThrow("MOVES_BACKWARDS")
  expect(() => makeTransaction(ABOUT, [move(RESERVE, PAYABLE, 0.5)])).toThrow("NOT_AN_AMOUNT")
})

const KINDS: readonly TransactionKind[] = [
  "fund",
  "refund",
  "reserve",
  "extend",
  "reserve_appeal",
  "earn",
  "top_up",
  "bonus",
  "compensation",
  "review_time",
  "release",
  "payout",
  "payout_failed",
  "donation",
]

describe("LED-6: what a person earned is taken by nobody", () => {
  test.each(KINDS)("%s takes from it only if it is the person's own act", (kind) => {
    const attempt = () => makeTransaction({ ...ABOUT, kind }, [move(PAYABLE, FREE, 1)])
    if (kind === "payout" || kind === "donation") expect(attempt()).not.toBeNull()
    else expect(attempt).toThrow("NOT_A_TRANSACTION: takes")
  })
})

test.each([
  { name: "unbalanced", entries: [{ account: RESERVE, amountMicros: -1 }], fault: "unbalanced" },
  { name: "no entry", entries: [], fault: "empty" },
  { name: "an entry of nothing", entries: [{ account: RESERVE, amountMicros: 0 }], fault: "empty" },
  {
    name: "an account twice",
    entries: [
      { account: RESERVE, amountMicros: -1 },
      { account: RESERVE, amountMicros: 1 },
    ],
    fault: "account_twice",
  },
  {
    name: "from the outside as pay",
    entries: [
      { account: accountOf("external_in", 1), amountMicros: -1 },
      { account: PAYABLE, amountMicros: 1 },
    ],
    fault: "takes",
  },
] as const)("a stored transaction with a fault is found: $name", ({ entries, fault }) => {
  expect(findFault({ ...ABOUT, entries })).toBe(fault)
})

test("LED-2: what would bring an account below nought is named with what is missing; the outside may go below", () => {
  const balances = new Map<Account, number>([[RESERVE, 10]])
  const balanceOf = (account: Account) => balances.get(account) ?? 0
  const pay = makeTransaction(ABOUT, [move(RESERVE, PAYABLE, 12)]) as Transaction
  expect(findShort(balanceOf, pay)).toEqual([{ account: RESERVE, missingMicros: 2 }])
  expect(findShort(balanceOf, makeTransaction(ABOUT, [move(RESERVE, PAYABLE, 10)]) as Transaction)).toEqual([])
  const fund = makeTransaction({ ...ABOUT, kind: "fund" }, [move(accountOf("external_in", 1), FREE, 99)])
  expect(findShort(balanceOf, fund as Transaction)).toEqual([])
})

test("LED-5: a repetition says the same in any order of entries and at any time; another amount, kind or key does not", () => {
  const made = makeTransaction(ABOUT, [move(RESERVE, PAYABLE, 12)]) as Transaction
  expect(isSame(made, { ...made, atMs: 9, entries: [...made.entries].reverse() })).toBe(true)
  expect(isSame(made, { ...made, kind: "top_up" })).toBe(false)
  expect(isSame(made, { ...made, currency: "JPY" })).toBe(false)
  expect(isSame(made, { ...made, key: "other" })).toBe(false)
  expect(isSame(made, makeTransaction(ABOUT, [move(RESERVE, PAYABLE, 13)]) as Transaction)).toBe(false)
})

test("an account says whose it is and of which kind; money of somebody lies on all but the outside and differences", () => {
  for (const kind of ACCOUNT_KINDS) expect(kindOf(accountOf(kind, "x:y"))).toBe(kind)
  expect(() => kindOf("nothing:1" as Account)).toThrow("NOT_AN_ACCOUNT")
  const either = ACCOUNT_KINDS.filter((kind) => !isInternal(accountOf(kind, 1)))
  expect(either).toEqual(["external_in", "external_out", "fx", "rounding"])
})
