import { useSearchParams } from "../../ui/useSearchParams.ts"
import { filterFrom, shownFilters } from "./filterParams.ts"

export const SORTS = ["newest", "name", "number"] as const
const SIZES = ["large", "medium", "small", "table"] as const
export type GridSize = (typeof SIZES)[number]

/** Filter, order and size of the grid, as search parameters of the address. */
export function useFilter() {
  const [searchParams, change] = useSearchParams()
  const filter = filterFrom(searchParams)
  const shown = shownFilters(filter)
  return {
    filter,
    shown,
    filtered: filter.search !== "" || filter.states.length > 0 || shown.length > 0,
    sort: SORTS.find((sort) => sort === searchParams.sort) ?? "number",
    fromEnd: searchParams.from === "end",
    size: SIZES.find((size) => size === searchParams.size) ?? "medium",
    change,
  }
}
export type FilterWork = ReturnType<typeof useFilter>
