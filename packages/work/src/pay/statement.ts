import type { Currency } from "@justesse/types"
import { accountOf } from "../ledger/accounts.ts"
import { MINOR_DIGITS, toTransfer } from "../ledger/currency.ts"
import { MICROS_PER_UNIT, type Micros, sumMicros } from "../ledger/money.ts"
import type { Transaction, TransactionKind } from "../ledger/transaction.ts"

/** What a person's money came from and went to in a time, each a sum of 0 or more. */
interface Statement {
  readonly openingMicros: Micros
  /** Work that was sent. */
  readonly sentMicros: Micros
  /** Added to reach the floor. */
  readonly addedMicros: Micros
  readonly bonusMicros: Micros
  /** Minutes of appeals that were won. */
  readonly appealsMicros: Micros
  /** Reviewing and deciding appeals, paid by time beside a session. */
  readonly reviewMicros: Micros
  readonly takenOutMicros: Micros
  readonly cameBackMicros: Micros
  readonly givenMicros: Micros
  /** The balance at the end: opening and all that came, less all that went. */
  readonly closingMicros: Micros
}

const PLACES: Readonly<Partial<Record<TransactionKind, keyof Statement>>> = {
  earn: "sentMicros",
  top_up: "addedMicros",
  bonus: "bonusMicros",
  compensation: "appealsMicros",
  review_time: "reviewMicros",
  payout: "takenOutMicros",
  payout_failed: "cameBackMicros",
  donation: "givenMicros",
}

/** In which part of a statement a movement of what somebody earned stands; undefined for one that nobody may make there. */
export function statementPart(kind: TransactionKind): keyof Statement | undefined {
  return PLACES[kind]
}

/**
 * A person's statement of a time: facts from the ledger, not a payslip. A later one begins with what an earlier one closes with.
 *
 * @param fromMs first moment of it
 * @param untilMs first moment after it
 * @throws RangeError `NOT_ON_A_STATEMENT` for a movement that nobody may make on what a person earned
 */
export function makeStatement(
  transactions: readonly Transaction[],
  personId: number,
  fromMs: number,
  untilMs: number,
): Statement {
  const account = accountOf("worker_payable", personId)
  const own = transactions.flatMap(({ atMs, kind, entries }) => {
    const amountMicros = entries.find((entry) => entry.account === account)?.amountMicros
    return amountMicros !== undefined && atMs < untilMs ? [{ atMs, kind, amountMicros }] : []
  })
  const openingMicros = sumMicros(own.filter(({ atMs }) => atMs < fromMs).map(({ amountMicros }) => amountMicros))
  const sums = {
    openingMicros,
    sentMicros: 0,
    addedMicros: 0,
    bonusMicros: 0,
    appealsMicros: 0,
    reviewMicros: 0,
    takenOutMicros: 0,
    cameBackMicros: 0,
    givenMicros: 0,
    closingMicros: openingMicros,
  }
  for (const { atMs, kind, amountMicros } of own) {
    if (atMs < fromMs) continue
    const place = statementPart(kind)
    if (!place) throw new RangeError(`NOT_ON_A_STATEMENT: ${kind}`)
    sums[place] = sumMicros([sums[place], Math.abs(amountMicros)])
    sums.closingMicros = sumMicros([sums.closingMicros, amountMicros])
  }
  return sums
}

const CAME = [
  "openingMicros",
  "sentMicros",
  "addedMicros",
  "bonusMicros",
  "appealsMicros",
  "reviewMicros",
  "cameBackMicros",
] as const

/**
 * A statement in amounts as a bank transfers them: the balance at the end is cut as a transfer is, and its parts add up to it as they are
 * shown. What is cut goes to the parts that lost most by it.
 */
export function roundStatement(statement: Statement, currency: Currency): Statement {
  const { transferMicros: closingMicros } = toTransfer(statement.closingMicros, currency)
  const went = statement.takenOutMicros + toTransfer(statement.givenMicros, currency).transferMicros
  const step = MICROS_PER_UNIT / 10 ** MINOR_DIGITS[currency]
  const cut = CAME.map((name) => ({ name, ...toTransfer(statement[name], currency) }))
  const missing = (closingMicros + went - sumMicros(cut.map(({ transferMicros }) => transferMicros))) / step
  const most = [...cut].sort((a, b) => b.remainderMicros - a.remainderMicros).slice(0, Math.max(0, missing))
  const raised = new Set(most.map(({ name }) => name))
  const parts = cut.map(({ name, transferMicros }) => [name, transferMicros + (raised.has(name) ? step : 0)])
  const givenMicros = went - statement.takenOutMicros
  return { ...statement, ...Object.fromEntries(parts), givenMicros, closingMicros }
}
