import type { ReportLine } from "@justesse/types"

/** Lines of a report that are printed; `--report FILE` has all of them. */
const MAX_TOLD = 20

/** One line of a report for people: `lost a.json:12 bbox: box_empty (-3) × 2`. */
function told({ level, code, field, found, count, file, line }: ReportLine): string {
  const place = [file, line].filter((part) => part !== undefined).join(":")
  const what = [field === undefined ? "" : ` ${field}`, ": ", code, found === undefined ? "" : ` (${found})`].join("")
  return `${level} ${place}${what}${count !== undefined && count > 1 ? ` × ${count}` : ""}`
}

/** What was changed or lost, for a terminal; `beyond`: lines that were counted and not kept. */
export function reportText(lines: readonly ReportLine[], beyond = 0): string[] {
  const shown = lines.filter((line) => line.level !== "note")
  const more = Math.max(0, shown.length - MAX_TOLD) + beyond
  return [
    ...shown.slice(0, MAX_TOLD).map(told),
    ...(more > 0 ? [`and ${more.toLocaleString("en")} more; --report FILE has them.`] : []),
  ]
}
