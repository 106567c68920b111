/** Figures for people: a number with `digits` decimals, a dash where there is none. */
export function shown(value: number | null | undefined, digits = 4): string {
  return value === null || value === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits)
}

/** A share as per cent with two decimals. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : `${(100 * value).toFixed(2)} %`
}

/** A whole number with separators of thousands. */
export function count(value: number): string {
  return value.toLocaleString("en")
}

/** So many of something: "1 vote", "2,000 votes"; `many` where an s is not enough. */
export function some(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** What became of votes that repeat a person on a task; no line where there are none. */
export function repeatLines(repeats: number, undecided: number): string[] {
  if (repeats === 0) return []
  const latest = "where they differ the latest by the column timestamp counts"
  const without = `, and without a time none does (${some(undecided, "time")})`
  return [
    `left out, a person on the same task again: ${some(repeats, "vote")}; ${latest}${undecided > 0 ? without : ""}`,
  ]
}

/** Tasks that no vote is left for; no line where there are none. */
export function unansweredLines(tasks: number): string[] {
  return tasks > 0 ? [`no answer, since no vote is left: ${some(tasks, "task")}`] : []
}

/** Rows in columns of equal width: those of `left` (the first, where nothing is said) to the left, the others to the right. */
export function columns(rows: readonly (readonly string[])[], left: readonly number[] = [0]): string {
  const widths: number[] = []
  for (const row of rows) for (const [c, cell] of row.entries()) widths[c] = Math.max(widths[c] ?? 0, cell.length)
  const padded = (cell: string, c: number) =>
    left.includes(c) ? cell.padEnd(widths[c] ?? 0) : cell.padStart(widths[c] ?? 0)
  return rows.map((row) => `  ${row.map(padded).join("  ").trimEnd()}`).join("\n")
}
