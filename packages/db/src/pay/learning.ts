import type { Currency } from "@justesse/types"
import { accountOf } from "@justesse/work/ledger/accounts"
import { planPutBack } from "@justesse/work/pay/learning"
import { type Kysely, sql } from "kysely"
import { askRows, type SqlSteps, type SqlText } from "../ledger/steps.ts"
import type { Database } from "../schema/index.ts"
import { postMoves, readBalance } from "./posting.ts"
import { payOwed } from "./step.ts"

/** What was set apart for learning in a project, what it went to, and what people gave to it. */
interface LearningMoney {
  readonly fundMicros: number
  /** What learning cost, as far as the fund paid it. */
  readonly spentMicros: number
  readonly donatedMicros: number
}

/** A project's fund for learning, added up from its movements. */
export async function findLearningMoney(
  db: Kysely<Database>,
  projectId: number,
  currency: Currency,
): Promise<LearningMoney> {
  const { rows } = await sql<{ fund: number; spent: number; donated: number }>`select
      coalesce(sum(e.amount_micros), 0) as fund,
      coalesce(sum(case when t.kind = 'learn' then -e.amount_micros else 0 end), 0) as spent,
      coalesce(sum(case when t.kind = 'donation' then e.amount_micros else 0 end), 0) as donated
    from ledger_account a join ledger_entry e on e.account_id = a.id join ledger_tx t on t.id = e.tx_id
    where a.kind = 'learning_fund' and a.owner = ${String(projectId)} and a.currency = ${currency}`.execute(db)
  const [row] = rows
  return {
    fundMicros: Number(row?.fund ?? 0),
    spentMicros: Number(row?.spent ?? 0),
    donatedMicros: Number(row?.donated ?? 0),
  }
}

const DONATED: SqlText = {
  name: "learning_donated",
  text: `select coalesce(sum(e.amount_micros), 0) as micros from ledger_account a join ledger_entry e on e.account_id = a.id
      join ledger_tx t on t.id = e.tx_id and t.kind = 'donation'
    where a.kind = 'learning_fund' and a.owner = ? and a.currency = ?`,
}

/** Whose fund, and why what is unspent comes back: the share of deposits was lowered, or the project ended. */
interface PutBack {
  readonly projectId: number
  readonly currency: Currency
  readonly percent: { readonly before: number; readonly after: number }
  readonly why: "lowered" | "ended"
  readonly nowMs: number
}

/** Frees what is unspent of a fund for learning, but what people gave; what is owed is paid from it first. How much was freed. */
export function* putBackLearning({ projectId, currency, percent, why, nowMs }: PutBack): SqlSteps<number> {
  yield* readBalance("lock", "project_free", projectId, currency)
  const fundMicros = yield* readBalance("lock", "learning_fund", projectId, currency)
  if (fundMicros === 0) return 0
  const [donated] = yield* askRows<{ micros: number }>(DONATED, String(projectId), currency)
  const moves = planPutBack({ projectId, fundMicros, donatedMicros: Number(donated?.micros ?? 0), percent })
  const about = { kind: "put_back", currency, projectId, atMs: nowMs, ref: `learning:${why}` } as const
  // The same share twice in one moment frees nothing more: what lay there tells the two apart.
  yield* postMoves({ ...about, key: `learning:${projectId}:${nowMs}:${fundMicros}` }, moves)
  yield* payOwed(projectId, nowMs)
  return moves.reduce((sum, { amountMicros }) => sum + amountMicros, 0)
}

/** Money that is free in a project and is set apart for learning, once for the id of the caller. */
interface SetApart {
  readonly projectId: number
  readonly currency: Currency
  readonly moveId: string
  readonly amountMicros: number
  readonly nowMs: number
}

/** Sets apart for learning what is free; whether that is new. @throws JustesseError project_unfunded where less is */
export function* setApart({ projectId, currency, moveId, amountMicros, nowMs }: SetApart): SqlSteps<boolean> {
  const about = { key: `apart:${moveId}`, kind: "set_apart", currency, projectId, atMs: nowMs } as const
  const [from, to] = [accountOf("project_free", projectId), accountOf("learning_fund", projectId)]
  return yield* postMoves({ ...about, ref: "learning:set_apart" }, [{ from, to, amountMicros }])
}
