import type { RegionId } from "@justesse/types"
import type { Change, EditorDocument } from "../document.ts"

/** Where regions go in the list: one place up or down, or to an end of it. */
export type OrderStep = "first" | "up" | "down" | "last"

/** The order of a list in which these regions went somewhere, keeping their order among each other. The same ids, each once. */
export function reordered(order: readonly RegionId[], ids: ReadonlySet<RegionId>, to: OrderStep): readonly RegionId[] {
  if (to === "up") return oneUp(order, ids)
  if (to === "down") return oneUp([...order].reverse(), ids).reverse()
  const moved = order.filter((id) => ids.has(id))
  const rest = order.filter((id) => !ids.has(id))
  return to === "first" ? [...moved, ...rest] : [...rest, ...moved]
}

/** Each goes before the one in front of it, unless that one goes too and has no room. */
function oneUp(order: readonly RegionId[], ids: ReadonlySet<RegionId>): RegionId[] {
  const next: RegionId[] = []
  for (const id of order) {
    const above = next.at(-1)
    if (ids.has(id) && above !== undefined && !ids.has(above)) next.splice(-1, 1, id, above)
    else next.push(id)
  }
  return next
}

/** These regions moved in the list as one step. Null where nothing moves. */
export function orderRegions(document: EditorDocument, ids: readonly RegionId[], to: OrderStep): Change | null {
  const named = new Set(ids)
  const wanted = reordered(document.order, named, to)
  if (wanted.every((id, at) => id === document.order[at])) return null
  const editsOf = (order: readonly RegionId[], isThere: boolean) =>
    order.flatMap((id, at) => {
      const region = named.has(id) ? document.regions.get(id) : undefined
      return region ? [{ id, before: isThere ? region : null, after: isThere ? null : region, at }] : []
    })
  // Later ones are taken out first and earlier ones put in first: each `at` holds at the moment its edit is applied.
  const edits = [...editsOf(document.order, true).reverse(), ...editsOf(wanted, false)]
  return { label: { key: "change.order", params: { count: named.size } }, edits }
}
