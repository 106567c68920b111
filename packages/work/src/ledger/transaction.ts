import type { Currency } from "@justesse/types"
import { type Account, type AccountKind, isInternal, kindOf } from "./accounts.ts"
import { checkMicros, type Micros } from "./money.ts"

/**
 * Every kind of movement, and from which accounts it may take. What is not written here is taken by nobody: from what a person
 * earned only their own payout and their own donation take (LED-6), so no act of an owner, a reviewer or a program can, and there
 * is no movement that takes a decision's money back.
 */
const TAKES_FROM = {
  /** Money of the buyer comes in. */
  fund: ["external_in"],
  /** What a project has free is set apart for learning. */
  set_apart: ["project_free"],
  /** What learning cost comes out of the fund for it. */
  learn: ["learning_fund"],
  /** The share for learning was lowered, or the project ended: what is unspent is free again. */
  put_back: ["learning_fund"],
  /** What a project did not need goes back. */
  refund: ["project_free"],
  /** A lease: through the reserve of its session; unreserved rests of other sessions are called back first. */
  reserve: ["project_free", "session_tranche"],
  /** The time of an assignment was extended beyond its cap; made by earlier versions alone. */
  extend: ["project_free", "session_tranche"],
  /** A rejection was proposed: its appeal is paid for before anybody knows whether there is one. */
  reserve_appeal: ["project_free"],
  /** An answer was sent. */
  earn: ["assignment_reserve", "session_allowance", "session_tranche", "project_free"],
  /** A session was closed, or time of a closed one was told late: what is missing to the floor. */
  top_up: ["assignment_reserve", "session_allowance", "session_tranche", "project_free"],
  /** Accepted, by whomever, or overturned. */
  bonus: ["assignment_reserve", "project_free"],
  /** An appeal was won: flat minutes. */
  compensation: ["assignment_reserve", "project_free"],
  /** Somebody reviewed or decided an appeal of this assignment, paid by time. */
  review_time: ["assignment_reserve", "project_free"],
  /** What nobody can claim any more. */
  release: ["assignment_reserve", "session_allowance", "session_tranche"],
  /** The person takes out what is theirs. */
  payout: ["worker_payable"],
  /** It did not arrive. */
  payout_failed: ["external_out"],
  /** The person gives of what is theirs. */
  donation: ["worker_payable"],
} as const satisfies Record<string, readonly AccountKind[]>

/** What a transaction is for; decides which accounts it may take from. */
export type TransactionKind = keyof typeof TAKES_FROM

/** A change of one account in a transaction: more (above 0) or less (below 0), never nothing. */
interface Entry {
  readonly account: Account
  readonly amountMicros: Micros
}

/** One movement of money. Two with the same `key` are the same one (LED-5). */
export interface Transaction {
  readonly key: string
  readonly kind: TransactionKind
  readonly currency: Currency
  readonly atMs: number
  /** Each account once, in order of first mention; amounts add up to nought. */
  readonly entries: readonly Entry[]
}

/** Money that goes from one account to another: one line of a transaction as whoever makes it thinks of it. */
export interface Move {
  readonly from: Account
  readonly to: Account
  readonly amountMicros: Micros
}

/**
 * A transaction of several moves, balanced by construction; null when nothing moves. Moves of the same account are one entry.
 * @throws RangeError for an amount below nought, and where {@link findFault} finds one: a caller's fault, never a person's
 */
export function makeTransaction(
  about: Pick<Transaction, "key" | "kind" | "currency" | "atMs">,
  moves: readonly Move[],
): Transaction | null {
  const changes = new Map<Account, Micros>()
  for (const { from, to, amountMicros } of moves) {
    if (checkMicros(amountMicros) < 0) throw new RangeError(`MOVES_BACKWARDS: ${about.kind}`)
    changes.set(from, checkMicros((changes.get(from) ?? 0) - amountMicros))
    changes.set(to, checkMicros((changes.get(to) ?? 0) + amountMicros))
  }
  const entries = Array.from(changes, ([account, amountMicros]) => ({ account, amountMicros }))
  const transaction = { ...about, entries: entries.filter(({ amountMicros }) => amountMicros !== 0) }
  if (transaction.entries.length === 0) return null
  const fault = findFault(transaction)
  if (fault) throw new RangeError(`NOT_A_TRANSACTION: ${fault} ${about.kind}`)
  return transaction
}

/** What is wrong with a transaction whatever the balances are; null for a sound one. */
export function findFault({ kind, entries }: Transaction): "unbalanced" | "account_twice" | "empty" | "takes" | null {
  if (entries.length === 0 || entries.some(({ amountMicros }) => amountMicros === 0)) return "empty"
  let sum = 0
  const seen = new Set<Account>()
  const sources: readonly AccountKind[] = TAKES_FROM[kind]
  for (const { account, amountMicros } of entries) {
    if (seen.has(account)) return "account_twice"
    seen.add(account)
    sum = checkMicros(sum + amountMicros)
    if (amountMicros < 0 && !sources.includes(kindOf(account))) return "takes"
  }
  return sum === 0 ? null : "unbalanced"
}

/** The accounts that would be below nought after a transaction (LED-2), with how much is missing. Empty: it can be stored. */
export function findShort(
  balanceOf: (account: Account) => Micros,
  { entries }: Transaction,
): { account: Account; missingMicros: Micros }[] {
  return entries.flatMap(({ account, amountMicros }) => {
    const after = amountMicros < 0 && isInternal(account) ? checkMicros(balanceOf(account) + amountMicros) : 0
    return after < 0 ? [{ account, missingMicros: -after }] : []
  })
}

/** Whether two transactions with one key say the same, wherever and whenever they were made: then the second is a repetition. */
export function isSame(a: Transaction, b: Transaction): boolean {
  const text = ({ kind, currency, entries }: Transaction) =>
    JSON.stringify([kind, currency, entries.map(({ account, amountMicros }) => [account, amountMicros]).sort()])
  return a.key === b.key && text(a) === text(b)
}
