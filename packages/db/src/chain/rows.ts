import { computeMark } from "@justesse/work/chain"
import { COVERED, type Covered, parseRowKey } from "./covered.ts"
import { chainHash } from "./hash.ts"

/** A covered row as it was read: its key and its covered columns. */
export type CoveredRow = Readonly<Record<string, string | number | null>>

/** The mark of a row by the values of its covered columns; null where it is not covered (yet). */
export function markValues(values: readonly (string | number | null)[], covered: Covered): string | null {
  if (covered.unlessNull !== undefined && values[covered.columns.indexOf(covered.unlessNull)] === null) return null
  return computeMark(values, chainHash)
}

/** {@link markValues} of a row that was read by names. */
export function markRow(row: CoveredRow, covered: Covered): string | null {
  return markValues(
    covered.columns.map((column) => row[column] ?? null),
    covered,
  )
}

/** SQL of a covered row's columns; `of` is a name of the row. */
export function columnsSql({ key, columns }: Covered, of: string): string {
  return [...key, ...columns].map((column) => `${of}.${column}`).join(", ")
}

/** Where the sealing of rows from before the chain stands. */
export interface Sealing {
  readonly letter: string
  /** Key of the last row that was looked at; empty before the first. */
  readonly after: string
  readonly done: number
}

/** The table whose older rows are sealed next, and from where; undefined once all are. */
export function nextOlder(sealing: readonly Sealing[]): { covered: Covered; after: (string | number)[] } | undefined {
  for (const covered of COVERED) {
    const stored = sealing.find(({ letter }) => letter === covered.letter)
    if (stored?.done === 1) continue
    return { covered, after: stored && stored.after !== "" ? parseRowKey(stored.after, covered) : [] }
  }
  return undefined
}
