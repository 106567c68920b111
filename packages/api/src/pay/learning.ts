import type { OpenTransaction, ProjectAccess } from "@justesse/db"
import { findBalance } from "@justesse/db/ledger/read"
import { stepsIn } from "@justesse/db/ledger/steps"
import { putBackLearning, setApart } from "@justesse/db/pay/learning"
import { JustesseError, type PaySettings, payOf } from "@justesse/types"
import type { Deposited, LearningMove } from "@justesse/types/wire/pay"
import { toTransfer } from "@justesse/work/ledger/currency"
import { shareByDefault } from "@justesse/work/pay/learning"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"

interface Paying {
  readonly pay?: PaySettings | undefined
}

const shareOf = (settings: Paying) => payOf(settings).learningPercent ?? 0

/**
 * Settings as they are stored where whoever saved them sends no share ({@link shareByDefault}): a page of before there was one would free
 * what is set apart without a word.
 */
export function keepShare<S extends Paying>(before: Paying, after: S): S {
  if (!after.pay || after.pay.learningPercent !== undefined) return after
  const learningPercent = shareByDefault(payOf(before), after.pay.mode)
  return learningPercent === undefined ? after : { ...after, pay: { ...after.pay, learningPercent } }
}

/**
 * Frees what is unspent for learning where a share was lowered, in the transaction that stores the settings. Money moves by nothing else
 * that is set: a higher share is of deposits to come.
 */
export async function followShare(
  tx: OpenTransaction,
  projectId: number,
  settings: { readonly before: Paying; readonly after: Paying },
  nowMs: number,
): Promise<void> {
  const { mode, currency } = payOf(settings.before)
  const percent = { before: shareOf(settings.before), after: shareOf(settings.after) }
  if (mode !== "paid" || percent.after >= percent.before) return
  await stepsIn(tx, putBackLearning({ projectId, currency, percent, why: "lowered", nowMs }))
}

/** Frees all that is unspent for learning in a project that ends, in the transaction that ends it. */
export async function endLearning(
  tx: OpenTransaction,
  project: Pick<ProjectAccess, "id" | "settings">,
  nowMs: number,
): Promise<void> {
  const { mode, currency } = payOf(project.settings)
  if (mode !== "paid") return
  const percent = { before: shareOf(project.settings), after: 0 }
  await stepsIn(tx, putBackLearning({ projectId: project.id, currency, percent, why: "ended", nowMs }))
}

/**
 * `pay.setApart`: the owner sets apart for learning some of what is free, once for the id of the caller.
 * @throws JustesseError conflict (it does not pay) | project_unfunded (less is free)
 */
export async function setApartMoney(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  { moveId, amountMicros }: z.infer<typeof LearningMove>,
): Promise<z.infer<typeof Deposited>> {
  const { mode, currency } = payOf(project.settings)
  if (mode !== "paid") throw new JustesseError("conflict", { why: "not_paid" })
  return inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    const nowMs = deps.nowMs()
    const isNew = await stepsIn(db, setApart({ projectId: project.id, currency, moveId, amountMicros, nowMs }))
    const detail = { amount: toTransfer(amountMicros, currency).amount, currency }
    if (isNew) await note(inside, project.id, who, { what: "project.learning", detail })
    return { currency, freeMicros: await findBalance(db, "project_free", project.id, currency) }
  })
}
