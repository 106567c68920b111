import type { ReportLine } from "@justesse/types/dataset"

const cell = (value: string | number | undefined): string =>
  value === undefined ? "" : `"${String(value).replaceAll('"', '""')}"`

/** File, row, field, what was found, what was done and what it concerns; one line a finding. */
export function reportCsv(lines: readonly ReportLine[]): string {
  const rows = lines.map((line) =>
    [
      ...[cell(line.file), line.line ?? "", cell(line.field), cell(line.found), line.level, line.code],
      ...[line.count ?? 1, cell(line.picture), cell(line.label)],
    ].join(","),
  )
  return ["file,line,field,found,level,code,count,picture,label", ...rows, ""].join("\n")
}
