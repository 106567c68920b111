import { type Currency, JustesseError } from "@justesse/types"
import { ACCOUNT_KINDS, type Account, type AccountKind, isInternal, kindOf } from "@justesse/work/ledger/accounts"
import { hashEntries } from "@justesse/work/ledger/audit"
import { findShort, isSame, type Move, makeTransaction, type Transaction } from "@justesse/work/ledger/transaction"
import { chainHash } from "../chain/hash.ts"
import type { OpenTransaction } from "../transaction.ts"
import { askAll, askRows, type SqlAsk, type SqlSteps, type SqlText, stepsIn } from "./steps.ts"

/** A movement with what it is about: whose money, and of what. */
interface Posting {
  readonly transaction: Transaction
  readonly projectId: number | null
  readonly ref: string
}

/** What became of a movement. `known`: one with its key said the same before; `short`: nothing was stored, so much is missing. */
export type Posted =
  | { readonly status: "stored" | "known" }
  | { readonly status: "short"; readonly short: ReturnType<typeof findShort> }

/**
 * Accounts are taken in this order of their kinds, and by their owners within one, whatever a movement says first: callers wait for
 * each other and never in a circle. Whoever takes what a project has free, or calls tranches back, takes `project_free` first.
 */
const LOCK_ORDER: readonly AccountKind[] = [
  "project_free",
  "learning_fund",
  "session_tranche",
  "session_allowance",
  "assignment_reserve",
  ...ACCOUNT_KINDS.filter((kind) => !/^(project_free|learning_fund|assignment_reserve|session_\w+)$/.test(kind)),
]
const RANK: ReadonlyMap<string, number> = new Map(LOCK_ORDER.map((kind, rank) => [kind, rank]))

const ownerOf = (account: Account) => account.slice(account.indexOf(":") + 1)
const rankOf = (account: Account) => RANK.get(kindOf(account)) ?? 0

/** Which of two accounts is locked first. */
function lockOrder(a: Account, b: Account): number {
  if (a === b) return 0
  return rankOf(a) - rankOf(b) || (a < b ? -1 : 1)
}

/** What lies on an account; no row for none. */
export const BALANCE: SqlText = {
  name: "account_balance",
  text: "select id, balance_micros from ledger_account where kind = ? and owner = ? and currency = ?",
}
/** The same, and nobody else changes it until the transaction ends. */
export const LOCK: SqlText = { ...BALANCE, name: "account_lock", locks: true }
/** More on an account, which is made where there is none. */
const GIVE: SqlText = {
  name: "account_give",
  text: `insert into ledger_account (kind, owner, currency, balance_micros) values (?, ?, ?, ?)
    on conflict (kind, owner, currency) do update set balance_micros = ledger_account.balance_micros + excluded.balance_micros
    returning id`,
}
/** Less on an account, where so much lies there. */
const TAKE: SqlText = {
  name: "account_take",
  text: `update ledger_account set balance_micros = balance_micros + ?
    where kind = ? and owner = ? and currency = ? and balance_micros + ? >= 0 returning id`,
}
const UNDO: SqlText = {
  name: "account_undo",
  text: "update ledger_account set balance_micros = balance_micros - ? where id = ?",
}
const KNOWN: SqlText = { name: "tx_known", text: "select id, kind, currency from ledger_tx where tx_key = ?" }
const ENTRIES: SqlText = {
  name: "tx_entries",
  text: `select a.kind, a.owner, e.amount_micros from ledger_entry e join ledger_account a on a.id = e.account_id
    where e.tx_id = ? order by e.n`,
}
const ADD: SqlText = {
  name: "tx_add",
  text: `insert into ledger_tx (tx_key, kind, currency, project_id, ref, at_ms, entries_hash) values (?, ?, ?, ?, ?, ?, ?)
    returning id`,
}
/** So many entries are stored by one statement. */
const ENTRIES_AT_ONCE = 4
const ENTER: readonly SqlText[] = Array.from({ length: ENTRIES_AT_ONCE + 1 }, (_, entries) => ({
  name: `tx_enter_${entries}`,
  text: `insert into ledger_entry (tx_id, n, account_id, amount_micros) values ${Array(entries).fill("(?, ?, ?, ?)").join(", ")}`,
}))

/** The entries of a movement, as few statements as there can be. */
function enter(rows: readonly (readonly number[])[]): SqlAsk[] {
  const asks: SqlAsk[] = []
  for (let at = 0; at < rows.length; at += ENTRIES_AT_ONCE) {
    const some = rows.slice(at, at + ENTRIES_AT_ONCE)
    const statement = ENTER[some.length]
    if (statement) asks.push({ statement, values: some.flat() })
  }
  return asks
}

type Change = Transaction["entries"][number]

function change({ account, amountMicros }: Change, currency: Currency): SqlAsk {
  const of = [kindOf(account), ownerOf(account), currency]
  return amountMicros < 0 && isInternal(account)
    ? { statement: TAKE, values: [amountMicros, ...of, amountMicros] }
    : { statement: GIVE, values: [...of, amountMicros] }
}

/** The movement that has a key, as it was stored. */
function* findStored(key: string, of: { id: number; kind: Transaction["kind"]; currency: Currency }, atMs: number) {
  const rows = yield* askRows<{ kind: AccountKind; owner: string; amount_micros: number }>(ENTRIES, of.id)
  const entries = rows.map(({ kind, owner, amount_micros }) => ({
    account: `${kind}:${owner}` as const,
    amountMicros: amount_micros,
  }))
  return { key, kind: of.kind, currency: of.currency, atMs, entries }
}

/** What is missing now; read beside what others hold, as locks are taken in their order alone. */
function* readShort(transaction: Transaction): SqlSteps<ReturnType<typeof findShort>> {
  const { entries, currency } = transaction
  const found = yield* askAll(
    entries.map(({ account }) => ({ statement: BALANCE, values: [kindOf(account), ownerOf(account), currency] })),
  )
  const balances = new Map(entries.map(({ account }, i) => [account, Number(found[i]?.[0]?.["balance_micros"] ?? 0)]))
  return findShort((account) => balances.get(account) ?? 0, transaction)
}

/**
 * Stores one movement: its accounts are changed in the order of locks, and by then it is known whether its key was stored before by
 * whoever came first. Nothing stays of one that is short or known.
 *
 * @throws JustesseError conflict where its key said something else before: a caller's fault
 */
export function* postSteps({ transaction, projectId, ref }: Posting): SqlSteps<Posted> {
  const { key, kind, currency, atMs, entries } = transaction
  const inOrder = entries.map((entry, n) => ({ entry, n })).sort((a, b) => lockOrder(a.entry.account, b.entry.account))
  const answers = yield* askAll([
    ...inOrder.map(({ entry }) => change(entry, currency)),
    { statement: KNOWN, values: [key] },
  ])
  const ids = inOrder.map((_, i) => answers[i]?.[0]?.["id"])
  const [known] = (answers.at(-1) ?? []) as unknown as readonly Parameters<typeof findStored>[1][]
  if (known || ids.some((id) => id === undefined)) {
    yield* askAll(
      inOrder.flatMap(({ entry }, i) => {
        const id = ids[i]
        return id === undefined ? [] : [{ statement: UNDO, values: [entry.amountMicros, id] }]
      }),
    )
    if (!known) return { status: "short", short: yield* readShort(transaction) }
    if (!isSame(yield* findStored(key, known, atMs), transaction)) throw new JustesseError("conflict", { key })
    return { status: "known" }
  }
  const hash = hashEntries(transaction, chainHash)
  const [added] = yield* askRows<{ id: number }>(ADD, key, kind, currency, projectId, ref, atMs, hash)
  const txId = added?.id ?? 0
  const idOf = new Map(inOrder.map(({ n }, i) => [n, ids[i] ?? 0]))
  yield* askAll(enter(entries.map(({ amountMicros }, n) => [txId, n, Number(idOf.get(n) ?? 0), amountMicros])))
  return { status: "stored" }
}

/**
 * Posts a movement in an open transaction, once for its key, with its balances. Where there is less than it takes, nothing is stored
 * and it is said how much is missing: what comes of that is the caller's to say.
 */
export function post(tx: OpenTransaction, posting: Posting): Promise<Posted> {
  return stepsIn(tx, postSteps(posting))
}

/** Moves as a movement to post; null where nothing moves. */
export function toPosting(
  about: Pick<Transaction, "key" | "kind" | "currency" | "atMs"> & Pick<Posting, "projectId" | "ref">,
  moves: readonly Move[],
): Posting | null {
  const { projectId, ref, ...rest } = about
  const transaction = makeTransaction(rest, moves)
  return transaction && { transaction, projectId, ref }
}
