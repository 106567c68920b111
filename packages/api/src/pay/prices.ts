import { findProject, type OpenTransaction } from "@justesse/db"
import { findBalance } from "@justesse/db/ledger/read"
import { listFloors } from "@justesse/db/pay/floors"
import {
  insertPrice,
  listMeasuredSeconds,
  listOpenProjects,
  listPrices,
  type StoredPrice,
} from "@justesse/db/pay/prices"
import { JustesseError, type PaySettings, type ProjectSettings, payOf } from "@justesse/types"
import { capSeconds } from "@justesse/work/clock/cap"
import { type PayOffer, termsOf } from "@justesse/work/pay/offer"
import { priceFromMs, type Quote, quote } from "@justesse/work/pay/quote"
import { ALLOWANCE_SECONDS } from "@justesse/work/pay/reserve"
import { bonusOf, reserveMicros, timeMicros } from "@justesse/work/pay/terms"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { floorAt, priceAt } from "./offer.ts"

type Pricing = Pick<Deps, "storage" | "nowMs" | "hmac">

/** Numbers in [0, 1) that follow from a word: a quote that is asked for twice says the same twice (mulberry32). */
function diceOf(hmac: (text: string) => string, word: string): () => number {
  let state = Number.parseInt(hmac(word).slice(0, 8), 16) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The time that one in twenty items takes longer than. */
function p95(seconds: readonly number[]): number {
  const sorted = [...seconds].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(0.95 * sorted.length) - 1)] ?? 0
}

/** What a quote is made of. */
interface Measured {
  readonly pay: PaySettings
  readonly measured: { readonly own: readonly number[]; readonly people: readonly (readonly number[])[] }
  readonly floorMicrosPerHour: number
}

/** A quote with the bonus of what it posts, and when somebody is asked; null until the owner has done five items, and without a floor. */
export function quoteFor(
  { hmac }: Pick<Deps, "hmac">,
  projectId: number,
  { pay, measured, floorMicrosPerHour }: Measured,
): (Quote & Pick<PayOffer, "bonusMicros" | "capSeconds">) | null {
  const { own, people } = measured
  if (floorMicrosPerHour === 0) return null
  const quoted = quote(own, people, floorMicrosPerHour, diceOf(hmac, `quote:${projectId}`))
  if (!quoted) return null
  const posted = quoted.priceMicros ?? timeMicros(floorMicrosPerHour, Math.ceil(quoted.medianSeconds))
  const all = quoted.basis === "measured" ? people.flat() : own
  return { ...quoted, bonusMicros: bonusOf(posted, pay.bonusPercent), capSeconds: capSeconds(p95(all)) }
}

async function findQuote(deps: Pricing, tx: OpenTransaction, projectId: number, pay: PaySettings) {
  const floors = await listFloors(tx, pay.currency)
  const floorMicrosPerHour = floorAt({ pay, floors, place: null }, deps.nowMs())
  const quoted = quoteFor(deps, projectId, {
    pay,
    measured: await listMeasuredSeconds(tx, projectId),
    floorMicrosPerHour,
  })
  return quoted && { ...quoted, floorMicrosPerHour }
}

type Found = NonNullable<Awaited<ReturnType<typeof findQuote>>>

const toPrice = (quoted: Found, fromMs: number, madeAtMs: number): Omit<StoredPrice, "number"> => ({
  ...{ fromMs, madeAtMs, priceMicros: quoted.priceMicros, bonusMicros: quoted.bonusMicros, basis: quoted.basis },
  ...{ quotedMicros: quoted.quotedMicros, capSeconds: quoted.capSeconds },
  ...{ medianSeconds: quoted.medianSeconds, meanSeconds: quoted.meanSeconds, upperSeconds: quoted.upperSeconds },
})

/**
 * Refuses to open a project that pays without a quote from its owner's own items and the money for at least one lease (REQ-4), and
 * posts its first price, in the transaction that opens it. Nothing for one that does not pay.
 * @throws JustesseError invalid_input (detail.missing) | project_unfunded
 */
export async function postFirstPrice(
  deps: Pricing,
  tx: OpenTransaction,
  project: { readonly id: number; readonly settings: ProjectSettings },
): Promise<void> {
  const pay = payOf(project.settings)
  if (pay.mode !== "paid") return
  const quoted = await findQuote(deps, tx, project.id, pay)
  if (!quoted) throw new JustesseError("invalid_input", { missing: "quote" })
  const { floorMicrosPerHour } = quoted
  const offer = { ...quoted, currency: pay.currency, reviewMicros: 0 }
  const terms = termsOf(offer, { isJudged: true, capSeconds: quoted.capSeconds })
  const needed = reserveMicros(terms) + timeMicros(floorMicrosPerHour, ALLOWANCE_SECONDS)
  const free = await findBalance(tx, "project_free", project.id, pay.currency)
  if (free < needed) throw new JustesseError("project_unfunded", { missingMicros: needed - free })
  const nowMs = deps.nowMs()
  await insertPrice(tx, project.id, toPrice(quoted, nowMs, nowMs))
}

/**
 * Computes the prices of all projects that pay anew from what answers took (nightly). A higher one holds for new leases at once, a lower
 * one after seven days; leased work keeps its own. Returns how many prices followed.
 */
export async function renewPrices(deps: Pricing): Promise<number> {
  let renewed = 0
  for (const id of await listOpenProjects(deps.storage.db)) {
    const project = await findProject(deps.storage.db, id)
    if (!project || payOf(project.settings).mode !== "paid") continue
    const isNew = await inTransaction(deps, ({ storage: { db } }) => renewPrice(deps, db, id, payOf(project.settings)))
    if (isNew) renewed++
  }
  return renewed
}

async function renewPrice(deps: Pricing, tx: OpenTransaction, projectId: number, pay: PaySettings): Promise<boolean> {
  const nowMs = deps.nowMs()
  const prices = await listPrices(tx, projectId)
  const quoted = await findQuote(deps, tx, projectId, pay)
  const last = prices.at(-1)
  if (!quoted || !last) return false
  const isSame = (["priceMicros", "bonusMicros", "capSeconds", "basis"] as const).every(
    (name) => last[name] === quoted[name],
  )
  if (isSame) return false
  const present = priceAt(prices, nowMs)?.priceMicros ?? null
  const fromMs = priceFromMs(present, quoted.priceMicros ?? 0, nowMs)
  await insertPrice(tx, projectId, toPrice(quoted, fromMs, nowMs))
  return true
}
