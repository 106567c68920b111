import { useWords } from "../../ui/useWords.ts"
import { chipsOf, filterFrom } from "./filterWords.ts"

export const SORTS = ["newest", "name", "number"] as const
export const SIZES = ["large", "medium", "small", "table"] as const
export type GridSize = (typeof SIZES)[number]

/** Filter, order and size of the grid, as words of the address. */
export function useFilter() {
  const [words, change] = useWords()
  const filter = filterFrom(words)
  const chips = chipsOf(filter)
  return {
    filter,
    chips,
    filtered: filter.search !== "" || filter.states.length > 0 || chips.length > 0,
    sort: SORTS.find((sort) => sort === words.sort) ?? "number",
    size: SIZES.find((size) => size === words.size) ?? "medium",
    change,
  }
}
export type FilterWork = ReturnType<typeof useFilter>
