import { findProject, type OpenTransaction, type ProjectAccess } from "@justesse/db"
import { findGuideline } from "@justesse/db/guidelines"
import { findOntology } from "@justesse/db/labels"
import { findBalance } from "@justesse/db/ledger/read"
import { countAnswersLeft } from "@justesse/db/pay/budget"
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
import { checkInstructions, type InstructionFinding, stopsOpening } from "@justesse/work/instructions/check"
import { type PayOffer, termsOf } from "@justesse/work/pay/offer"
import { priceAt } from "@justesse/work/pay/prices"
import { priceFromMs, type Quote, quote } from "@justesse/work/pay/quote"
import { openingMicros } from "@justesse/work/pay/reserve"
import { bonusOf, offeredBonus, timeMicros } from "@justesse/work/pay/terms"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { floorAt } from "./offer.ts"

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
  const bonusMicros = offeredBonus(bonusOf(posted, pay.bonusPercent), pay.currency)
  return { ...quoted, bonusMicros, capSeconds: capSeconds(p95(all)) }
}

type Reading = Parameters<typeof listPrices>[0]

async function findQuote(deps: Pricing, tx: Reading, projectId: number, pay: PaySettings) {
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

type Opening = { readonly id: number; readonly settings: ProjectSettings }

/** The first price of a project that pays, and what is missing of the money for its first session; null without a quote. */
async function planFirstPrice(deps: Pricing, db: Reading, { id, settings }: Opening) {
  const pay = payOf(settings)
  const quoted = await findQuote(deps, db, id, pay)
  if (!quoted) return null
  const offer = { ...quoted, currency: pay.currency, reviewMicros: 0 }
  const terms = termsOf(offer, { isJudged: true, capSeconds: quoted.capSeconds })
  const free = await findBalance(db, "project_free", id, pay.currency)
  const { left } = await countAnswersLeft(db, id, 0)
  const restMicros = left * (quoted.quotedMicros + quoted.bonusMicros)
  return { quoted, missingMicros: Math.max(0, openingMicros(terms, restMicros, quoted.quotedMicros) - free) }
}

/**
 * What a project that pays lacks before it can be opened (REQ-4): a floor in its currency, its owner's own items for a quote, or the
 * money for one session. Null for nothing.
 */
export async function findLacking(deps: Pricing, project: Opening): Promise<"floor" | "price" | "money" | null> {
  const pay = payOf(project.settings)
  if (pay.mode !== "paid") return null
  const { db } = deps.storage
  const plan = await planFirstPrice(deps, db, project)
  if (plan) return plan.missingMicros > 0 ? "money" : null
  return floorAt({ pay, floors: await listFloors(db, pay.currency), place: null }, deps.nowMs()) === 0
    ? "floor"
    : "price"
}

/**
 * Refuses to open a project that pays without a quote from its owner's own items and the money for at least one session (REQ-4), and
 * posts its first price, in the transaction that opens it. Nothing for one that does not pay.
 * @throws JustesseError invalid_input (detail.missing) | project_unfunded
 */
export async function postFirstPrice(deps: Pricing, tx: OpenTransaction, project: Opening): Promise<void> {
  if (payOf(project.settings).mode !== "paid") return
  const plan = await planFirstPrice(deps, tx, project)
  if (!plan) throw new JustesseError("invalid_input", { missing: (await findLacking(deps, project)) ?? "price" })
  const { quoted, missingMicros } = plan
  if (missingMicros > 0) throw new JustesseError("project_unfunded", { missingMicros })
  const nowMs = deps.nowMs()
  await insertPrice(tx, project.id, toPrice(quoted, nowMs, nowMs))
}

/** Refuses instructions that nobody may be paid by. @throws JustesseError invalid_input (detail.missing, detail.unclear) */
async function requireClear(
  db: Reading,
  { id, guidelineVersion, ontologyVersion, settings }: ProjectAccess,
): Promise<void> {
  const guideline = await findGuideline(db, id, guidelineVersion)
  const ontology = await findOntology(db, id, ontologyVersion)
  const findings = checkInstructions(guideline?.markdown ?? "", ontology?.ontology.labels ?? [])
  if (stopsOpening(payOf(settings).mode, findings))
    throw new JustesseError("invalid_input", { missing: "instructions", unclear: unclearIn(findings) })
}

/** What is unclear in instructions, as a refusal names it: `no_tolerance,no_bad_example:person`. */
export const unclearIn = (findings: readonly InstructionFinding[]): string =>
  findings.map(({ what, label }) => (label === undefined ? what : `${what}:${label}`)).join(",")

/**
 * `pay.begin`: posts the first price of a project that was open before it paid; one that has a price keeps it.
 * @throws JustesseError conflict (detail.why) where it does not pay or is not open | as {@link postFirstPrice}
 */
export async function beginPaying(deps: Pricing, project: ProjectAccess): Promise<void> {
  if (project.state !== "open" || payOf(project.settings).mode !== "paid")
    throw new JustesseError("conflict", { why: "not_paid" })
  await inTransaction(deps, async ({ storage: { db } }) => {
    if ((await listPrices(db, project.id)).length > 0) return
    await requireClear(db, project)
    await postFirstPrice(deps, db, project)
  })
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
