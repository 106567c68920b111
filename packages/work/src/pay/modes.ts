import type { NameMode, PayMode } from "@justesse/types"

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
