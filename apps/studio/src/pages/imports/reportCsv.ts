import type { ReportLine } from "@justesse/types/dataset"
import { csvText } from "../../locale/csvText.ts"

/** File, row, field, what was found, what was done and what it concerns; one line a finding. */
export function reportCsv(lines: readonly ReportLine[]): string {
  const head = ["file", "line", "field", "found", "level", "code", "count", "picture", "label"]
  return csvText([
    head,
    ...lines.map((line) => {
      const { file, field, found, level, code, count = 1, picture, label } = line
      return [file, line.line, field, found, level, code, count, picture, label]
    }),
  ])
}
