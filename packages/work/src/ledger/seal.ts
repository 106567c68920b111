import {
  addToSum,
  type ChainHash,
  type ChainState,
  computeMark,
  EMPTY_SUM,
  endWalk,
  type MarkChange,
  passSeal,
  readSum,
  type Seal,
  type SealProblem,
  sealChanges,
  WALK_BEGIN,
  writeSum,
} from "../chain.ts"
import type { StoredTransaction } from "./audit.ts"

/** What the chain takes in for a transaction: one row for it and all its entries, which its hash stands for. */
function changeOf({ key, kind, currency, atMs, entriesHash }: StoredTransaction, hash: ChainHash): MarkChange {
  return { key: `l${key}`, before: null, after: computeMark([key, kind, currency, atMs, entriesHash], hash) }
}

/**
 * Seals a batch of transactions: those of one group commit, or of a short interval, in any order (redraw.md 5). No transaction holds
 * the hash of the one before it, so payments do not wait in one line. Null for an empty batch.
 */
export function sealTransactions(
  state: ChainState,
  batch: readonly StoredTransaction[],
  atMs: number,
  hash: ChainHash,
): { readonly seal: Seal; readonly state: ChainState } | null {
  const changes = batch.map((transaction) => changeOf(transaction, hash))
  return sealChanges(state, changes, atMs, hash)
}

/** What is wrong with a chain of sealed transactions: a seal that is missing or changed, or rows that are not those it holds. */
export function findBrokenSeal(
  kept: { readonly state: ChainState; readonly seals: readonly Seal[]; readonly rows: readonly StoredTransaction[] },
  hash: ChainHash,
): SealProblem | "rows_differ" | null {
  const { state, seals, rows } = kept
  let walk = WALK_BEGIN
  for (const seal of seals) {
    const passed = passSeal(walk, seal, hash)
    if (passed.problem) return passed.problem
    walk = passed.walk
  }
  const problem = endWalk(walk, state, hash)
  if (problem) return problem
  const sum = readSum(EMPTY_SUM)
  for (const { key, after } of rows.map((row) => changeOf(row, hash))) addToSum(sum, key, after ?? "", 1, hash)
  return writeSum(sum) === state.sum ? null : "rows_differ"
}
