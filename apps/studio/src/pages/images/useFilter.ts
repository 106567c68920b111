import type { AssetFilter } from "@justesse/types/wire/asset"
import { listOf, useWords } from "../../ui/useWords.ts"

export const STATES = ["settled", "open", "waiting", "disputed", "worked_on", "excluded", "not_read"] as const
export type TileState = (typeof STATES)[number]
export const SORTS = ["newest", "name", "number"] as const
export const SIZES = ["large", "small", "table"] as const

/** Filter, order and size of the grid, as words of the address. */
export function useFilter() {
  const [words, change] = useWords()
  const filter: AssetFilter = {
    search: words.q ?? "",
    states: listOf(words.state, STATES),
    // Label ids come from the address; an unknown one matches nothing.
    labels: (words.label ?? "").split(",").filter(Boolean) as AssetFilter["labels"],
  }
  return {
    filter,
    filtered: filter.search !== "" || filter.states.length > 0 || filter.labels.length > 0,
    sort: SORTS.find((sort) => sort === words.sort) ?? "number",
    size: SIZES.find((size) => size === words.size) ?? "large",
    change,
  }
}
export type FilterWork = ReturnType<typeof useFilter>
