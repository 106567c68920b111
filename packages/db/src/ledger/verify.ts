import type { Currency } from "@justesse/types"
import type { Account, AccountKind } from "@justesse/work/ledger/accounts"
import { auditBalances, auditNext, beginAudit, type StoredTransaction } from "@justesse/work/ledger/audit"
import type { Micros } from "@justesse/work/ledger/money"
import { missingToFloor } from "@justesse/work/pay/underFloor"
import { chainHash } from "../chain/hash.ts"
import { type AskRows, withSnapshot } from "../operate/snapshot.ts"
import { CLOSED_SESSIONS, type ClosedSessionRow, toSessionSum } from "../pay/underFloor.ts"
import type { Storage } from "../storage.ts"

/** What a check of the ledger found. */
interface LedgerCheck {
  readonly transactions: number
  readonly entries: number
  /** The first thing that is wrong, in the order in which it was stored: a movement's key, or an account; and how many there are. */
  readonly first: { readonly what: string; readonly at: string } | null
  readonly problems: readonly { readonly what: string; readonly at: string }[]
}

interface AccountRow {
  readonly id: number
  readonly kind: AccountKind
  readonly owner: string
  readonly currency: Currency
  readonly balance_micros: number
}

/** One entry with the movement that it belongs to; without entries their columns are null. */
interface EntryRow {
  readonly id: number
  readonly tx_key: string
  readonly kind: StoredTransaction["kind"]
  readonly currency: Currency
  readonly at_ms: number
  readonly entries_hash: string
  readonly account_id: number | null
  readonly amount_micros: number | null
}

const ACCOUNTS = "select id, kind, owner, currency, balance_micros from ledger_account"
const MOVEMENTS = `select t.id, t.tx_key, t.kind, t.currency, t.at_ms, t.entries_hash, e.account_id, e.amount_micros
  from ledger_tx t left join ledger_entry e on e.tx_id = t.id order by t.id, e.n`
const ORPHANS = `select e.tx_id from ledger_entry e
  where not exists (select 1 from ledger_tx t where t.id = e.tx_id) group by e.tx_id order by e.tx_id`

async function* rowsOf<Row>(ask: AskRows, query: string): AsyncGenerator<Row> {
  for await (const rows of ask(query)) for (const row of rows) yield row as unknown as Row
}

/** Movements with their entries, in the order in which they were stored. */
async function* movementsOf(
  ask: AskRows,
  accounts: ReadonlyMap<number, AccountRow>,
): AsyncGenerator<StoredTransaction> {
  let id = 0
  let open: (StoredTransaction & { entries: { account: Account; amountMicros: Micros }[] }) | null = null
  for await (const row of rowsOf<EntryRow>(ask, MOVEMENTS)) {
    if (!open || row.id !== id) {
      if (open) yield open
      const { tx_key: key, kind, currency, at_ms: atMs, entries_hash: entriesHash } = row
      open = { key, kind, currency, atMs, entriesHash, entries: [] }
      id = row.id
    }
    if (row.account_id === null || row.amount_micros === null) continue
    const of = accounts.get(row.account_id)
    // An account that is gone, or of another currency, gives another hash.
    const account = of && of.currency === open.currency ? (`${of.kind}:${of.owner}` as const) : ("rounding:" as const)
    open.entries.push({ account, amountMicros: row.amount_micros })
  }
  if (open) yield open
}

/**
 * Reads the whole ledger as of one moment: each movement sound and as it was hashed, no key twice, nothing below nought after any of
 * them, the balances those that follow (LED-1, 2, 5, 6, 8), and no closed session under its floor (PAY-1). A currency is a book of its own.
 */
export async function checkLedger(storage: Storage): Promise<LedgerCheck> {
  return withSnapshot(storage, async (read, ask) => {
    let schema = 0
    for await (const rows of read("schema_version"))
      schema = Math.max(schema, ...rows.map(({ version }) => Number(version)))
    if (schema < LEDGER_SCHEMA) return { transactions: 0, entries: 0, first: null, problems: [] }
    const checked = await readLedger(ask)
    const problems = [...checked.problems, ...(schema < SESSION_SCHEMA ? [] : await readFloors(ask))]
    return { ...checked, problems, first: problems[0] ?? null }
  })
}

/** Closed sessions that are under their floor by the entries of movements and of time (PAY-1). */
async function readFloors(ask: AskRows): Promise<LedgerCheck["problems"]> {
  const problems: { what: string; at: string }[] = []
  for await (const row of rowsOf<ClosedSessionRow>(ask, `${CLOSED_SESSIONS} order by s.session_id`)) {
    const session = toSessionSum(row)
    if (missingToFloor(session) > 0) problems.push({ what: "under_floor", at: String(session.sessionId) })
  }
  return problems
}

async function readLedger(ask: AskRows): Promise<LedgerCheck> {
  const accounts = new Map<number, AccountRow>()
  for await (const row of rowsOf<AccountRow>(ask, ACCOUNTS)) accounts.set(row.id, row)
  const books = new Map<Currency, ReturnType<typeof beginAudit>>()
  const bookOf = (currency: Currency) => {
    const book = books.get(currency) ?? beginAudit()
    books.set(currency, book)
    return book
  }
  let [transactions, entries] = [0, 0]
  const problems: { what: string; at: string }[] = []
  for await (const movement of movementsOf(ask, accounts)) {
    transactions++
    entries += movement.entries.length
    const book = bookOf(movement.currency)
    if (!isReadable(book, movement)) problems.push({ what: "changed", at: movement.key })
    problems.push(...book.problems.splice(0))
  }
  for await (const { tx_id } of rowsOf<{ tx_id: number }>(ask, ORPHANS))
    problems.push({ what: "no_transaction", at: String(tx_id) })
  for (const { currency } of accounts.values()) bookOf(currency)
  for (const [currency, book] of books) {
    const own = [...accounts.values()].filter((account) => account.currency === currency)
    auditBalances(book, new Map(own.map(({ kind, owner, balance_micros }) => [`${kind}:${owner}`, balance_micros])))
    problems.push(...book.problems.map(({ what, at }) => ({ what, at: `${at} (${currency})` })))
  }
  return { transactions, entries, first: problems[0] ?? null, problems }
}

/** Audits a movement; false for one that nobody can have stored: a kind, an account or an amount that there is not. */
function isReadable(book: ReturnType<typeof beginAudit>, movement: StoredTransaction): boolean {
  try {
    auditNext(book, movement, chainHash)
    return true
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return false
    throw error
  }
}

/** The schema that brought the ledger, and the one that has every column of sessions that are paid. */
const LEDGER_SCHEMA = 25
const SESSION_SCHEMA = 31

/** What a problem of the ledger is, after where it is. */
const SAYS: Readonly<Record<string, string>> = {
  empty: "moves nothing",
  account_twice: "names an account twice",
  unbalanced: "does not add up to nought",
  takes: "takes from an account that it may not take from",
  key_twice: "is there twice",
  currency: "mixes currencies",
  short: "leaves an account below nought",
  changed: "is not the one that was stored",
  no_transaction: "has entries and is gone",
}

/** Problems that are named; of more than these their number is said. */
const MOST_NAMED = 100

/** One sentence for each thing that is wrong with the ledger, with where it is. */
export async function ledgerProblems(storage: Storage): Promise<string[]> {
  const { problems } = await checkLedger(storage)
  const named = problems
    .slice(0, MOST_NAMED)
    .map(({ what, at }) =>
      what === "balance"
        ? `ledger account ${at}: its balance does not follow from its entries`
        : what === "under_floor"
          ? `session ${at} is closed and paid less than its counted time at its floor`
          : `ledger movement ${at} ${SAYS[what] ?? what}`,
    )
  return problems.length > MOST_NAMED ? [...named, `ledger: ${problems.length - MOST_NAMED} more like these`] : named
}
