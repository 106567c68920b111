import type { ReportLine } from "@justesse/types/dataset"
import { findingText } from "./sentences.ts"

/** Lines of a report that are printed; `--report FILE` has all of them. */
const MAX_SHOWN = 20

const LEVEL = { lost: "left out", changed: "altered", note: "kept" } as const

/** One line of a report for people: `a.json:12: box without width or height (bbox: -3); left out, 2 times`. */
function describe(line: ReportLine): string {
  const { level, field, found, count } = line
  const location = [line.file, line.line].filter((part) => part !== undefined && part !== "").join(":")
  const what = [field, found].filter((part) => part !== undefined && part !== "").join(": ")
  const times = count !== undefined && count > 1 ? `, ${count.toLocaleString("en")} times` : ""
  return `${location === "" ? "" : `${location}: `}${findingText(line)}${what === "" ? "" : ` (${what})`}; ${LEVEL[level]}${times}`
}

/** What was changed or lost, for a terminal; `beyond`: lines that were counted and not kept. */
export function reportText(lines: readonly ReportLine[], beyond = 0): string[] {
  const shown = lines.filter((line) => line.level !== "note")
  const more = Math.max(0, shown.length - MAX_SHOWN) + beyond
  return [
    ...shown.slice(0, MAX_SHOWN).map(describe),
    ...(more > 0 ? [`and ${more.toLocaleString("en")} more; --report FILE has them.`] : []),
  ]
}

/** Why nothing came in, from the report of what failed: `a.json: the file ends in the middle. Nothing was imported.` */
export function failedText(report: readonly ReportLine[]): string {
  const why = report.find(({ level }) => level === "lost")
  if (!why) return "Nothing was imported; the page of the import in the studio says why."
  const found = why.found === undefined || why.found === why.file ? "" : ` (${findingText({ code: why.found })})`
  return `${[why.file, why.line].filter((part) => part !== undefined).join(":")}: ${findingText(why)}${found}. Nothing was imported.`
}
