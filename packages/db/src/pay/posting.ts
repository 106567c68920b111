import { type Currency, JustesseError } from "@justesse/types"
import type { AccountKind } from "@justesse/work/ledger/accounts"
import type { Move, TransactionKind } from "@justesse/work/ledger/transaction"
import { BALANCE, LOCK, postSteps, toPosting } from "../ledger/post.ts"
import { askRows, type SqlSteps } from "../ledger/steps.ts"

/** What a movement of pay is about. */
interface About {
  readonly key: string
  readonly kind: TransactionKind
  readonly currency: Currency
  readonly projectId: number
  readonly atMs: number
  readonly ref: string
}

/**
 * Posts moves that were planned from balances which nobody else changes until the transaction ends; nothing for none. Whether anything was
 * stored: a movement that is known by its key was before.
 * @throws JustesseError project_unfunded where less is there than was read: the act is undone
 */
export function* postMoves(about: About, moves: readonly Move[]): SqlSteps<boolean> {
  const posting = toPosting(about, moves)
  if (!posting) return false
  const posted = yield* postSteps(posting)
  if (posted.status === "short") throw new JustesseError("project_unfunded", { project: about.projectId })
  return posted.status === "stored"
}

/** What lies on an account; `how` says whether nobody else changes it until the transaction ends. */
export function* readBalance(
  how: "read" | "lock",
  kind: AccountKind,
  owner: number | string,
  currency: Currency,
): SqlSteps<number> {
  const [row] = yield* askRows<{ balance_micros: number }>(
    how === "lock" ? LOCK : BALANCE,
    kind,
    String(owner),
    currency,
  )
  return row?.balance_micros ?? 0
}
