import type { Confusion } from "@justesse/types/wire/quality"
import type { z } from "zod"

type Counts = z.infer<typeof Confusion>

/** One way to be wrong: settled as a row, answered as a column (the last one: missed). */
export interface Confused {
  readonly row: number
  readonly column: number
  readonly count: number
}

/** Below this share of a row nobody needs to look. */
const LEAST_RATIO = 0.02
const LEAST_COUNT = 3
const MOST = 5

/** The commonest ways to be wrong that are worth a look, most first. */
export function commonest({ counts }: Pick<Counts, "counts">): Confused[] {
  const all = counts.flatMap((row, r) => {
    const sum = row.reduce((total, count) => total + count, 0)
    return row.flatMap((count, c) =>
      c !== r && count >= LEAST_COUNT && count >= sum * LEAST_RATIO ? [{ row: r, column: c, count }] : [],
    )
  })
  return all.sort((a, b) => b.count - a.count).slice(0, MOST)
}

/** How strong a cell's ground is against its row, in [0, 1]. */
export function strengthOf(row: readonly number[], count: number): number {
  const most = Math.max(1, ...row)
  return count / most
}
