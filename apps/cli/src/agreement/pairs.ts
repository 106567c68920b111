import { count } from "../aggregate/figures.ts"

/** So many pairs of people are printed; `--json` has them all. */
const PAIRS_SHOWN = 10

/** The pairs of people who share most, and a line that says how many more there are. */
export function mostShared<T extends { readonly pairs: number }>(
  all: readonly T[],
): { readonly shown: readonly T[]; readonly rest: readonly string[] } {
  const shown = [...all].sort((a, b) => b.pairs - a.pairs).slice(0, PAIRS_SHOWN)
  const more = all.length - shown.length
  return {
    shown,
    rest: more > 0 ? [`  ${count(more)} more pairs with fewer tasks in common (--json has them)`] : [],
  }
}
