import type { Currency } from "@justesse/types"
import type { ChainHash } from "../chain.ts"
import type { Account } from "./accounts.ts"
import { isInternal } from "./accounts.ts"
import { checkMicros, type Micros } from "./money.ts"
import { findFault, type Transaction } from "./transaction.ts"

/** A transaction as it is kept: with the hash of what it says, which the chain covers in the row's place. */
export interface StoredTransaction extends Transaction {
  readonly entriesHash: string
}

/** What the first transaction that is not sound has wrong. `short`: an account was below nought after it. */
type AuditWhat = "empty" | "account_twice" | "unbalanced" | "takes" | "key_twice" | "currency" | "short" | "changed"

/** One thing that an audit found: in a transaction, or in a balance that is kept beside the entries. */
interface AuditProblem {
  readonly what: AuditWhat | "balance"
  /** The key of the transaction, or the account. */
  readonly at: string
}

/** What an audit has read so far. It grows with accounts and keys, and is passed on by its reader. */
interface Audit {
  readonly balances: Map<Account, Micros>
  readonly currencies: Map<Account, Currency>
  readonly keys: Set<string>
  readonly problems: AuditProblem[]
}

/** An audit that has read nothing. */
export function beginAudit(): Audit {
  return { balances: new Map(), currencies: new Map(), keys: new Set(), problems: [] }
}

/** The hash of everything that a transaction says: one sign of it changed gives another hash. */
export function hashEntries({ key, kind, currency, atMs, entries }: Transaction, hash: ChainHash): string {
  const parts = entries.map(({ account, amountMicros }) => [account, amountMicros])
  return hash.digest(JSON.stringify([key, kind, currency, atMs, parts]))
}

/**
 * Reads the next transaction, in the order in which they were stored, into an audit: sound by itself (LED-1, LED-6), its key new
 * (LED-5), its accounts in one currency, nothing below nought after it (LED-2), and as it was hashed (LED-8).
 */
export function auditNext(audit: Audit, transaction: StoredTransaction, hash: ChainHash): void {
  const { balances, currencies, keys, problems } = audit
  const { key, currency } = transaction
  const report = (what: AuditWhat) => problems.push({ what, at: key })
  const fault = findFault(transaction)
  if (fault) report(fault)
  if (keys.has(key)) report("key_twice")
  keys.add(key)
  if (transaction.entriesHash !== hashEntries(transaction, hash)) report("changed")
  for (const { account, amountMicros } of transaction.entries) {
    const after = checkMicros((balances.get(account) ?? 0) + amountMicros)
    balances.set(account, after)
    if (after < 0 && isInternal(account)) report("short")
    if ((currencies.get(account) ?? currency) !== currency) report("currency")
    currencies.set(account, currency)
  }
}

/** Compares the balances that are kept beside the entries with those that follow from them (LED-8). An absent one is nought. */
export function auditBalances(audit: Audit, kept: ReadonlyMap<Account, Micros>): void {
  const accounts = new Set([...audit.balances.keys(), ...kept.keys()])
  for (const account of accounts)
    if ((audit.balances.get(account) ?? 0) !== (kept.get(account) ?? 0))
      audit.problems.push({ what: "balance", at: account })
}
