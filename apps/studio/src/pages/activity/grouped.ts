import type { ActivityRow } from "@justesse/types/wire/project"
import type { z } from "zod"

export type Happening = z.infer<typeof ActivityRow>

/** What people do all day: listed once an hour for each of them, the single acts folded under it. */
const ROUTINE: ReadonlySet<string> = new Set([
  "task.submitted",
  "task.revised",
  "task.skipped",
  "task.settled",
  "task.disputed",
  "review.decided",
  "review.filed",
  "review.one_more",
  "review.undone",
])

/** A line of the page: one act, or the same routine act of one person within an hour. */
export interface ActivityLine {
  /** The id of its newest act. */
  readonly id: number
  /** Newest first, at least one. */
  readonly rows: readonly [Happening, ...Happening[]]
}

/** The acts of one day. */
interface ActivityDay {
  /** Any moment of that day, in ms: its newest act's. */
  readonly atMs: number
  readonly lines: readonly ActivityLine[]
}

/**
 * Acts, newest first, as days of lines. Each act stands in exactly one line, and a line where its newest act was.
 *
 * @param hourOf the hour of the reader's clock that `ms` lies in, as something comparable
 * @param dayOf the day, likewise
 */
export function grouped(
  rows: readonly Happening[],
  hourOf: (ms: number) => string,
  dayOf: (ms: number) => string,
): ActivityDay[] {
  const days: { atMs: number; day: string; lines: { id: number; rows: [Happening, ...Happening[]] }[] }[] = []
  const open = new Map<string, [Happening, ...Happening[]]>()
  for (const row of rows) {
    const key = `${hourOf(row.atMs)} ${row.what} ${row.who}`
    const line = ROUTINE.has(row.what) ? open.get(key) : undefined
    if (line) {
      line.push(row)
      continue
    }
    const fresh: [Happening, ...Happening[]] = [row]
    open.set(key, fresh)
    const day = dayOf(row.atMs)
    const last = days.at(-1)
    if (last?.day === day) last.lines.push({ id: row.id, rows: fresh })
    else days.push({ atMs: row.atMs, day, lines: [{ id: row.id, rows: fresh }] })
  }
  return days
}
