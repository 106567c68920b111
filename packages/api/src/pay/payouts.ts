import { type OpenTransaction } from "@justesse/db"
import { post, toPosting } from "@justesse/db/ledger/post"
import { findBalance } from "@justesse/db/ledger/read"
import { checkLedger } from "@justesse/db/ledger/verify"
import { findPayee } from "@justesse/db/pay/payees"
import * as payouts from "@justesse/db/pay/payouts"
import { findPersonNames } from "@justesse/db/pay/people"
import { putNotices } from "@justesse/db/questions"
import { type Currency, JustesseError } from "@justesse/types"
import type { NoticeKind } from "@justesse/types/inbox/notices"
import type {
  PayoutFileMake,
  PayoutFileShown,
  PayoutStatus,
  PayoutStep,
  PayoutsShown,
  TakenOut,
} from "@justesse/types/wire/pay"
import { sumMicros } from "@justesse/work/ledger/money"
import { type FilePayout, findFileFaults, writeBankFile, writePayoutTable } from "@justesse/work/pay/bankFile"
import { type PayoutEvent, putBack, stepPayout, takeOut } from "@justesse/work/pay/takeOut"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"

type Moving = Pick<Deps, "storage" | "nowMs">

/** The last signs of an account: enough to know one's own. */
export const endOf = (account: string) => account.replace(/\s/g, "").slice(-4)

/**
 * `pay.takeOut`: everything of a balance that can be transferred; less than a minor unit stays (LED-9).
 * @throws JustesseError conflict (detail.why): nothing to take out, or nobody knows where to
 */
export async function takeOutMoney(
  deps: Moving,
  personId: number,
  currency: Currency,
): Promise<z.infer<typeof TakenOut>> {
  const atMs = deps.nowMs()
  return inTransaction(deps, async ({ storage: { db } }) => {
    const payee = await findPayee(db, personId)
    if (!payee) throw new JustesseError("conflict", { why: "no_account" })
    const wanted = takeOut(personId, await findBalance(db, "worker_payable", personId, currency), currency)
    if (!wanted) throw new JustesseError("conflict", { why: "nothing_there" })
    const { amountMicros, remainderMicros, moves } = wanted
    const { name, account } = payee
    const number = await payouts.insertPayout(db, { personId, currency, amountMicros, name, account, askedAtMs: atMs })
    const about = {
      key: `payout:${number}`,
      kind: "payout",
      currency,
      atMs,
      projectId: null,
      ref: `payout:${number}`,
    } as const
    const posting = toPosting(about, moves)
    const posted = posting && (await post(db, posting))
    // Of two that take out at once the second finds nothing.
    if (posted?.status !== "stored") throw new JustesseError("conflict", { why: "nothing_there" })
    return { payout: number, amountMicros, remainderMicros }
  })
}

/** What a person is told of a step of their payout; nothing of what they did themselves. */
const TOLD: Readonly<Partial<Record<PayoutEvent, NoticeKind>>> = {
  send: "payout_sent",
  confirm: "payout_arrived",
  fail: "payout_back",
}

/** One step of a payout in an open transaction: of two callers one does it. @throws JustesseError conflict */
async function step(
  tx: OpenTransaction,
  payout: payouts.StoredPayout,
  event: PayoutEvent,
  more: { readonly nowMs: number; readonly fileId?: number; readonly proof?: string },
): Promise<z.infer<typeof PayoutStatus>> {
  const { number, personId, amountMicros, currency, state: from } = payout
  const to = stepPayout(from, event)
  if (to === null || !(await payouts.movePayout(tx, number, { from, to, ...more })))
    throw new JustesseError("conflict", { why: "payout_moved", payout: number })
  if (to === "failed") {
    const about = {
      kind: "payout_failed",
      currency,
      atMs: more.nowMs,
      projectId: null,
      ref: `payout:${number}`,
    } as const
    const posting = toPosting({ key: `payout-back:${number}`, ...about }, putBack(personId, amountMicros))
    if (posting) await post(tx, posting)
  }
  const kind = TOLD[event]
  const told = { projectId: null, concern: `payout:${number}`, detail: {}, atMs: more.nowMs }
  if (kind) await putNotices(tx, [personId], { ...told, kind })
  return { payout: number, state: to }
}

/** `pay.callBack`: one's own payout, until a file was made of it. @throws JustesseError not_found | conflict */
export async function callBackPayout(deps: Moving, personId: number, number: number) {
  return inTransaction(deps, async ({ storage: { db } }) => {
    const payout = await payouts.findPayout(db, number)
    if (payout?.personId !== personId) throw new JustesseError("not_found", { payout: number })
    return step(db, payout, "call_back", { nowMs: deps.nowMs() })
  })
}

/** `pay.stepPayout`: it arrived, or it came back and is on the balance at once. @throws JustesseError not_found | conflict */
export async function answerPayout(deps: Moving, { payout: number, event, proof }: z.infer<typeof PayoutStep>) {
  return inTransaction(deps, async ({ storage: { db } }) => {
    const payout = await payouts.findPayout(db, number)
    if (!payout) throw new JustesseError("not_found", { payout: number })
    return step(db, payout, event, { nowMs: deps.nowMs(), ...(proof !== "" && { proof }) })
  })
}

const toFilePayout = ({ number, name, account, amountMicros }: payouts.StoredPayout): FilePayout => ({
  number,
  to: { name, iban: account },
  amountMicros,
})

const NAMES = { bank: "xml", csv: "csv", hand: "txt" } as const
const nameOf = (number: number, kind: keyof typeof NAMES) => `payouts-${number}.${NAMES[kind]}`

/** Refuses what no file can hold. @throws JustesseError invalid_input (detail: payout, rule) | conflict where one was sent before */
function requireFileable(input: z.infer<typeof PayoutFileMake>, found: readonly payouts.StoredPayout[]): Currency {
  const [first] = found
  const moved = found.find(({ state }) => state !== "requested")
  if (moved || !first || found.length !== new Set(input.payouts).size)
    throw new JustesseError("conflict", { why: "payout_moved", payout: moved?.number ?? 0 })
  if (found.some(({ currency }) => currency !== first.currency))
    throw new JustesseError("invalid_input", { field: "payouts", rule: "one_currency" })
  if (input.kind === "hand" && input.proof === "")
    throw new JustesseError("invalid_input", { field: "proof", rule: "needed" })
  if (input.kind !== "bank") return first.currency
  if (!input.from || first.currency !== "EUR")
    throw new JustesseError("invalid_input", { field: "from", rule: input.from ? "euros_alone" : "needed" })
  const [fault] = findFileFaults({ from: input.from }, found.map(toFilePayout))
  if (fault) throw new JustesseError("invalid_input", { payout: fault.number, rule: fault.what })
  return first.currency
}

/**
 * `pay.makePayoutFile`: a file of payouts, which are sent with it; nothing is sent from here. Of two operators one makes it. While the
 * ledger is not whole nothing is paid out.
 * @throws JustesseError conflict | invalid_input
 */
export async function makePayoutFile(
  deps: Moving,
  who: Who,
  input: z.infer<typeof PayoutFileMake>,
): Promise<z.infer<typeof PayoutFileShown>> {
  const { first } = await checkLedger(deps.storage)
  if (first) throw new JustesseError("conflict", { why: "ledger_not_whole", at: first.at })
  const nowMs = deps.nowMs()
  return inTransaction(deps, async ({ storage: { db } }) => {
    const all = await Promise.all([...new Set(input.payouts)].map((number) => payouts.findPayout(db, number)))
    const found = all.filter((one) => one !== undefined).sort((a, b) => a.number - b.number)
    const currency = requireFileable(input, found)
    const amountMicros = sumMicros(found.map((one) => one.amountMicros))
    const head = { kind: input.kind, currency, payouts: found.length, amountMicros }
    const file = await payouts.insertPayoutFile(db, head, { personId: who.personId, atMs: nowMs })
    const proof = input.proof === "" ? {} : { proof: input.proof }
    for (const payout of found) await step(db, payout, "send", { nowMs, fileId: file, ...proof })
    const body = bodyOf(input, file, nowMs, found, currency)
    await payouts.putPayoutFile(db, file, body)
    return { file, name: nameOf(file, input.kind), body }
  })
}

function bodyOf(
  { kind, from, payDay }: z.infer<typeof PayoutFileMake>,
  number: number,
  nowMs: number,
  found: readonly payouts.StoredPayout[],
  currency: Currency,
): string {
  const rows = found.map(toFilePayout)
  if (kind === "csv") return writePayoutTable(rows, currency)
  if (kind === "hand" || !from) return ""
  const madeAt = new Date(nowMs).toISOString().slice(0, 19)
  return writeBankFile({ number, from, madeAt, payDay }, rows)
}

/** `pay.payoutFile`: a file that was made before, once more. @throws JustesseError not_found */
export async function showPayoutFile({ storage }: Moving, file: number): Promise<z.infer<typeof PayoutFileShown>> {
  const found = await payouts.findPayoutFile(storage.db, file)
  if (!found) throw new JustesseError("not_found", { file })
  return { file, name: nameOf(file, found.kind), body: found.body }
}

/** Payouts that a page shows. */
const MOST_SHOWN = 500

/** `pay.payouts`: what waits, what is on its way, and the files so far. */
export async function showPayouts({ storage: { db } }: Moving): Promise<PayoutsShown> {
  const states = ["requested", "sent", "confirmed", "failed"] as const
  const found = await payouts.listPayouts(db, { states }, MOST_SHOWN)
  const names = await findPersonNames(
    db,
    found.map(({ personId }) => personId),
  )
  const files = await payouts.listPayoutFiles(db, MOST_SHOWN)
  return {
    payouts: found.map(({ number, personId, account, fileId, ...rest }) => {
      const { currency, amountMicros, state, name, proof, askedAtMs, changedAtMs } = rest
      return {
        ...{ payout: number, person: names.get(personId) ?? "", name, accountEnd: endOf(account), currency },
        ...{ amountMicros, state, file: fileId, proof, askedAtMs, changedAtMs },
      }
    }),
    files: files.map(({ number, ...file }) => ({ file: number, ...file })),
  }
}
