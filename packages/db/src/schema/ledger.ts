import type { Currency } from "@justesse/types"
import type { AccountKind } from "@justesse/work/ledger/accounts"
import type { TransactionKind } from "@justesse/work/ledger/transaction"
import type { Generated } from "kysely"

/**
 * An account in one currency: whoever is paid in two has two. Its balance is a projection of the entries, which `verify` adds up again.
 * The database itself refuses one below nought where money of somebody lies (LED-2).
 */
interface LedgerAccountTable {
  id: Generated<number>
  kind: AccountKind
  /** Id of whose it is, as a text. */
  owner: string
  currency: Currency
  balance_micros: number
}

/**
 * One movement of money. Rows are added and never changed nor removed: both engines refuse it. Numbers rise in the order in which
 * transactions touched an account, so that reading them in their order never meets a balance that was not there.
 */
interface LedgerTxTable {
  id: Generated<number>
  /** Two with the same key are the same one (LED-5). */
  tx_key: string
  kind: TransactionKind
  currency: Currency
  /** Whose money; null where a person moves their own. */
  project_id: number | null
  /** What it is about: `session:7`, `deposit:3`. */
  ref: string
  at_ms: number
  /** Hash of everything that it says with its entries; the chain covers it in their place. */
  entries_hash: string
}

/** A change of one account in a transaction, in the order in which its hash names them. Never changed nor removed. */
interface LedgerEntryTable {
  tx_id: number
  n: number
  account_id: number
  amount_micros: number
}

/** What an operator received for a project (above nought), or gave back. Never changed nor removed. */
interface DepositTable {
  id: Generated<number>
  /** UUID that the caller made: one is stored once. */
  public_id: string
  project_id: number
  currency: Currency
  amount_micros: number
  proof: string
  person_id: number
  at_ms: number
}

/** The tables of the ledger, by name. */
export interface LedgerTables {
  ledger_account: LedgerAccountTable
  ledger_tx: LedgerTxTable
  ledger_entry: LedgerEntryTable
  deposit: DepositTable
}
