import { readImagesParams, type SIZES } from "../../search.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { filterFrom, shownFilters } from "./filterParams.ts"

export type GridSize = (typeof SIZES)[number]

/** Filter, order and size of the grid, as search parameters of the address. */
export function useFilter() {
  const [searchParams, change] = useSearchParams(readImagesParams)
  const filter = filterFrom(searchParams)
  const shown = shownFilters(filter)
  return {
    filter,
    shown,
    filtered: filter.search !== "" || filter.states.length > 0 || shown.length > 0,
    sort: searchParams.sort ?? "number",
    fromEnd: searchParams.from === "end",
    size: searchParams.size ?? "medium",
    change,
  }
}
export type FilterWork = ReturnType<typeof useFilter>
