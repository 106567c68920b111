import type { Currency, NameMode, PayMode } from "@justesse/types"
import type { Micros } from "../ledger/money.ts"

/**
 * Why a project cannot be paid in this way, or null. Names are seen where somebody else pays or nobody does (`in_house`); a paid project
 * shows pseudonyms alone. The way is fixed while anybody has a lease: it is what they said yes to.
 */
export function whyNotMode(
  wanted: { readonly mode: PayMode; readonly names: NameMode },
  now: { readonly mode: PayMode; readonly openLeases: number },
): "names_are_seen" | "work_in_hand" | null {
  if (wanted.mode === "paid" && wanted.names === "in_house") return "names_are_seen"
  return wanted.mode !== now.mode && now.openLeases > 0 ? "work_in_hand" : null
}

/**
 * Why a project cannot be paid in another currency, or null: nothing is exchanged, so what lies on its accounts and what is in hand
 * stays in the one in which it was promised.
 */
export function whyNotCurrency(
  wanted: Currency,
  now: { readonly currency: Currency; readonly heldMicros: Micros; readonly openLeases: number },
): "money_is_there" | "work_in_hand" | null {
  if (wanted === now.currency) return null
  if (now.heldMicros !== 0) return "money_is_there"
  return now.openLeases > 0 ? "work_in_hand" : null
}
