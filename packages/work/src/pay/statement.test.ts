import { expect, test } from "vitest"
import { accountOf } from "../ledger/accounts.ts"
import { type Move, makeTransaction, type Transaction, type TransactionKind } from "../ledger/transaction.ts"
import { makeStatement, roundStatement } from "./statement.ts"

const MINE = accountOf("worker_payable", 7)
const OTHERS = accountOf("worker_payable", 8)
const RESERVE = accountOf("assignment_reserve", "a1")

function stored(
  atMs: number,
  kind: TransactionKind,
  move: Omit<Move, "amountMicros">,
  amountMicros: number,
): Transaction {
  const made = makeTransaction({ key: `${atMs}${kind}`, kind, currency: "EUR", atMs }, [{ ...move, amountMicros }])
  if (!made) throw new Error("nothing moves")
  return made
}

const LEDGER = [
  stored(1, "earn", { from: RESERVE, to: MINE }, 100),
  stored(2, "earn", { from: RESERVE, to: OTHERS }, 9_999),
  stored(3, "top_up", { from: RESERVE, to: MINE }, 40),
  stored(4, "bonus", { from: RESERVE, to: MINE }, 15),
  stored(5, "compensation", { from: RESERVE, to: MINE }, 60),
  stored(6, "review_time", { from: RESERVE, to: MINE }, 30),
  stored(7, "payout", { from: MINE, to: accountOf("external_out", 7) }, 200),
  stored(8, "payout_failed", { from: accountOf("external_out", 7), to: MINE }, 200),
  stored(9, "donation", { from: MINE, to: accountOf("learning_fund", 1) }, 5),
  stored(10, "earn", { from: RESERVE, to: MINE }, 1),
]

test("a statement says where money came from and went to, and closes with the balance", () => {
  expect(makeStatement(LEDGER, 7, 3, 10)).toEqual({
    openingMicros: 100,
    sentMicros: 0,
    addedMicros: 40,
    bonusMicros: 15,
    appealsMicros: 60,
    reviewMicros: 30,
    takenOutMicros: 200,
    cameBackMicros: 200,
    givenMicros: 5,
    closingMicros: 240,
  })
})

test("statements that follow each other meet, and the last one closes with the ledger's balance", () => {
  const days = [0, 2, 5, 8, 11].map((from, i, all) => makeStatement(LEDGER, 7, from, all[i + 1] ?? 99))
  for (const [i, day] of days.slice(1).entries()) expect(day.openingMicros).toBe(days[i]?.closingMicros)
  const entries = LEDGER.flatMap((one) => one.entries).filter(({ account }) => account === MINE)
  expect(days.at(-1)?.closingMicros).toBe(entries.reduce((sum, { amountMicros }) => sum + amountMicros, 0))
})

test("what nobody may do with a person's money is on no statement: it is a fault", () => {
  const entries = [
    { account: MINE, amountMicros: -5 },
    { account: RESERVE, amountMicros: 5 },
  ] as const
  const taken: Transaction = { key: "x", kind: "release", currency: "EUR", atMs: 4, entries }
  expect(() => makeStatement([taken], 7, 0, 9)).toThrow("NOT_ON_A_STATEMENT")
})

test("a statement is shown as a bank transfers it, and its parts add up to what is shown", () => {
  const exact = {
    ...{ openingMicros: 0, sentMicros: 553_334, addedMicros: 9_000, bonusMicros: 24_000, appealsMicros: 2_000_000 },
    ...{ reviewMicros: 0, takenOutMicros: 0, cameBackMicros: 0, givenMicros: 0, closingMicros: 2_586_334 },
  }
  const shown = roundStatement(exact, "EUR")
  const { sentMicros, addedMicros, bonusMicros, appealsMicros, closingMicros } = shown
  expect(closingMicros).toBe(2_580_000)
  expect([sentMicros, addedMicros, bonusMicros, appealsMicros]).toEqual([550_000, 10_000, 20_000, 2_000_000])
  const out = roundStatement({ ...exact, openingMicros: 8_000, takenOutMicros: 2_590_000, closingMicros: 4_334 }, "EUR")
  expect(out.openingMicros + out.sentMicros + out.addedMicros + out.bonusMicros + out.appealsMicros).toBe(2_590_000)
})
