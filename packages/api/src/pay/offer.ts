import type { ProjectAccess } from "@justesse/db"
import { listFloors } from "@justesse/db/pay/floors"
import { findPayee } from "@justesse/db/pay/payees"
import { listPrices, type StoredPrice } from "@justesse/db/pay/prices"
import { type PaySettings, payOf } from "@justesse/types"
import { effectiveFloor, type FloorRow, findFloor } from "@justesse/work/pay/floor"
import type { PayOffer } from "@justesse/work/pay/offer"
import { comingPrice, priceAt } from "@justesse/work/pay/prices"
import type { Deps } from "../core/deps.ts"

/** The place of rows that hold everywhere: the studio's own floor. */
const EVERYWHERE = "*"

/** What a project that pays offers somebody from when on: read once, and right as long as the version of its access is the same. */
export interface Offers {
  readonly pay: PaySettings
  readonly prices: readonly StoredPrice[]
  readonly floors: readonly FloorRow[]
  /** Where the person works; null while they have not said. */
  readonly place: string | null
}

/** Whether the people of a project are paid by its ledger. An owner's own work in it is not: it would be their own money. */
export function isPaidFor(access: Pick<ProjectAccess, "settings" | "roles" | "state">): boolean {
  return payOf(access.settings).mode === "paid" && !access.roles.includes("owner") && access.state !== "draft"
}

/** Reads what a project offers somebody; null, and nothing is read, where it does not pay them. */
export async function readOffers(
  { storage }: Pick<Deps, "storage">,
  access: ProjectAccess | null,
  personId: number,
): Promise<Offers | null> {
  if (!access || !isPaidFor(access)) return null
  const pay = payOf(access.settings)
  const { db } = storage
  const [prices, floors, payee] = await Promise.all([
    listPrices(db, access.id),
    listFloors(db, pay.currency),
    findPayee(db, personId),
  ])
  return { pay, prices, floors, place: payee?.place ?? null }
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** What an active hour earns at least in a project: for somebody at a place, or (null) for somebody of whom none is known. 0: no floor. */
export function floorAt({ pay, floors, place }: Pick<Offers, "pay" | "floors" | "place">, nowMs: number): number {
  const { currency } = pay
  const at = (where: string) => findFloor(floors, { place: where, currency }, dayOf(nowMs))?.microsPerHour ?? null
  return effectiveFloor({
    instance: at(EVERYWHERE) ?? 0,
    legal: place === null ? null : at(place),
    project: pay.floorMicrosPerHour,
  })
}

/** What a lease that is made now is offered; null where there is no price or no floor yet. */
export function offerAt(offers: Offers, nowMs: number): PayOffer | null {
  const price = priceAt(offers.prices, nowMs)
  const floorMicrosPerHour = floorAt(offers, nowMs)
  if (!price || floorMicrosPerHour === 0) return null
  const { priceMicros, bonusMicros, capSeconds, quotedMicros } = price
  const { currency } = offers.pay
  return { currency, priceMicros, bonusMicros, floorMicrosPerHour, capSeconds, quotedMicros, reviewMicros: 0 }
}

/** The price that follows the one in force, as it is told to whoever is paid by it and to owners; null where none was made. */
export function comingShown(prices: readonly StoredPrice[], nowMs: number) {
  const coming = comingPrice(prices, nowMs)
  return coming && { priceMicros: coming.priceMicros, bonusMicros: coming.bonusMicros, fromMs: coming.fromMs }
}
