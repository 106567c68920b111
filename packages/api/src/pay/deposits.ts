import { findProjectBySlug, type OpenTransaction } from "@justesse/db"
import { post, toPosting } from "@justesse/db/ledger/post"
import { findBalance, sumAccounts } from "@justesse/db/ledger/read"
import { stepsIn } from "@justesse/db/ledger/steps"
import { findDeposit, insertDeposit } from "@justesse/db/pay/deposits"
import { resumeWork } from "@justesse/db/pay/fund"
import { listPrices } from "@justesse/db/pay/prices"
import { payOwed } from "@justesse/db/pay/step"
import { type Currency, JustesseError, type ProjectSlug, payOf } from "@justesse/types"
import type { Deposit, Deposited } from "@justesse/types/wire/pay"
import { accountOf } from "@justesse/work/ledger/accounts"
import { toTransfer } from "@justesse/work/ledger/currency"
import { MICROS_PER_UNIT } from "@justesse/work/ledger/money"
import { depositMoves } from "@justesse/work/pay/learning"
import { priceAt } from "@justesse/work/pay/prices"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { leastFree } from "./budget.ts"

type Moving = Pick<Deps, "storage" | "nowMs">

/** A project that pays its people. @throws JustesseError not_found | conflict (detail.why) where it does not */
async function findPaid(deps: Pick<Deps, "storage">, slug: ProjectSlug, kind: "fund" | "refund") {
  const project = await findProjectBySlug(deps.storage.db, slug)
  // What still lies in a project that was deleted can go back.
  if (!project || (project.state === "deleted" && kind === "fund"))
    throw new JustesseError("not_found", { project: slug })
  const pay = payOf(project.settings)
  if (pay.mode !== "paid") throw new JustesseError("conflict", { why: "not_paid" })
  return { project, pay }
}

/**
 * Puts money of a buyer on a project's accounts, its share for learning apart, or gives back what is free there, once for the id of the caller.
 * @throws JustesseError not_found | conflict (another one of this id, or not paid) | project_unfunded (less is free) | too_much_money
 */
async function moveMoney(
  deps: Moving,
  who: Who,
  input: z.infer<typeof Deposit>,
  kind: "fund" | "refund",
): Promise<z.infer<typeof Deposited>> {
  const { depositId, amountMicros, proof } = input
  const { project, pay } = await findPaid(deps, input.project, kind)
  const { currency } = pay
  const [outside, free] = [accountOf("external_in", project.id), accountOf("project_free", project.id)]
  const atMs = deps.nowMs()
  return inTransaction(deps, async (inside) => {
    const { db } = inside.storage
    const signed = kind === "fund" ? amountMicros : -amountMicros
    const told = async () => ({ currency, freeMicros: await findBalance(db, "project_free", project.id, currency) })
    const known = await findDeposit(db, depositId)
    // Sent again it is as it was, whatever share is set apart by now.
    if (known?.projectId === project.id && known.amountMicros === signed) return told()
    if (known) throw new JustesseError("conflict", { key: `deposit:${depositId}` })
    if (kind === "fund") await requireRoom(db, currency, amountMicros)
    const moves =
      kind === "fund"
        ? depositMoves(project.id, amountMicros, pay.learningPercent ?? 0)
        : [{ from: free, to: outside, amountMicros }]
    const about = {
      key: `deposit:${depositId}`,
      kind,
      currency,
      atMs,
      projectId: project.id,
      ref: `deposit:${depositId}`,
    }
    const posting = toPosting(about, moves)
    const posted = posting && (await post(db, posting))
    if (posted?.status === "short")
      throw new JustesseError("project_unfunded", { missingMicros: posted.short[0]?.missingMicros ?? 0 })
    if (posted?.status === "stored") {
      const row = { publicId: depositId, projectId: project.id, currency, amountMicros: signed, proof }
      await insertDeposit(db, { ...row, personId: who.personId, atMs })
      if (kind === "fund") await useMoney(db, project.id, currency, atMs)
      const detail = { amount: toTransfer(amountMicros, currency).amount, currency }
      await note(inside, project.id, who, { what: kind === "fund" ? "project.funded" : "project.refunded", detail })
    }
    return told()
  })
}

/** What is owed for want of money is paid first; where enough for a task is left, work goes on, and whoever was refused is told. */
async function useMoney(db: OpenTransaction, projectId: number, currency: Currency, atMs: number): Promise<void> {
  await stepsIn(db, payOwed(projectId, atMs))
  const price = priceAt(await listPrices(db, projectId), atMs)
  if ((await findBalance(db, "project_free", projectId, currency)) < leastFree(price)) return
  await stepsIn(db, resumeWork(projectId, atMs))
}

/** The most that all projects of one currency hold together: sums of it are whole numbers on every page. */
const MOST_HELD_MICROS = 4e15

/** Refuses money beyond what the books can add up. @throws JustesseError too_much_money */
async function requireRoom(db: OpenTransaction, currency: Currency, amountMicros: number): Promise<void> {
  const sums = await sumAccounts(db)
  const outside = sums.find((sum) => sum.currency === currency && sum.kind === "external_in")?.balanceMicros ?? 0
  const mostMicros = MOST_HELD_MICROS + outside
  if (amountMicros > mostMicros)
    throw new JustesseError("too_much_money", { most: Math.max(0, Math.floor(mostMicros / MICROS_PER_UNIT)) })
}

/** `pay.deposit`: see {@link moveMoney}. */
export function depositMoney(deps: Moving, who: Who, input: z.infer<typeof Deposit>) {
  return moveMoney(deps, who, input, "fund")
}

/** `pay.refund`: what a project did not need goes back to its buyer. */
export function refundMoney(deps: Moving, who: Who, input: z.infer<typeof Deposit>) {
  return moveMoney(deps, who, input, "refund")
}
