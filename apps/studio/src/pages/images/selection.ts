import type { AssetId } from "@justesse/types"
import type { AssetFilter, Selection } from "@justesse/types/wire/asset"
import type { z } from "zod"

/** Which pictures are chosen: some by number, or all that match the filter, also those not loaded. */
export type Chosen =
  | { readonly kind: "some"; readonly assets: ReadonlySet<number>; readonly anchor: number | null }
  | { readonly kind: "all" }

export const NOTHING: Chosen = { kind: "some", assets: new Set(), anchor: null }

/** Adds a picture or takes it away; from "all" it begins anew with the pictures in sight. */
export function toggle(chosen: Chosen, asset: number, inSight: readonly number[]): Chosen {
  const assets = new Set(chosen.kind === "all" ? inSight : chosen.assets)
  if (!assets.delete(asset)) assets.add(asset)
  return { kind: "some", assets, anchor: asset }
}

/** Adds everything from the last picture that was chosen up to this one. */
export function extend(chosen: Chosen, asset: number, inSight: readonly number[]): Chosen {
  if (chosen.kind === "all" || chosen.anchor === null) return toggle(chosen, asset, inSight)
  const [from, to] = [inSight.indexOf(chosen.anchor), inSight.indexOf(asset)].sort((a, b) => a - b)
  if (from === undefined || to === undefined || from < 0) return toggle(chosen, asset, inSight)
  return { kind: "some", assets: new Set([...chosen.assets, ...inSight.slice(from, to + 1)]), anchor: chosen.anchor }
}

export function isChosen(chosen: Chosen, asset: number): boolean {
  return chosen.kind === "all" || chosen.assets.has(asset)
}

/** How many are chosen, of `total` that match. */
export function countOf(chosen: Chosen, total: number): number {
  return chosen.kind === "all" ? total : chosen.assets.size
}

/** The selection as the wire takes it. */
export function selectionOf(chosen: Chosen, filter: AssetFilter): z.infer<typeof Selection> {
  // Chosen numbers are those of tiles, which the wire gave.
  return chosen.kind === "all" ? { filter } : { assets: [...chosen.assets] as AssetId[] }
}
